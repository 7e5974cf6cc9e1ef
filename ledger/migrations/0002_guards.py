from django.db import migrations

from common.guards import append_only
from ledger.triggers import APPEND_ONLY, install


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [install(), *(append_only(table) for table in APPEND_ONLY)]
