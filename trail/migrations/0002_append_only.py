from django.db import migrations

from common.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial")]
    operations = [append_only("trail_event")]
