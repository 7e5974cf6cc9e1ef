import django.db.models.deletion
from django.db import migrations, models

from common.guards import append_only


class Migration(migrations.Migration):
    dependencies = [("applications", "0002_initial")]

    operations = [
        migrations.CreateModel(
            name="ReceiptCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("last", models.PositiveIntegerField(default=0)),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="fund.round"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="awardhistory",
            name="application",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="applications.application",
            ),
        ),
        append_only("applications_submission"),
    ]
