from collections import Counter

from django.db import migrations, models


def number(apps, schema_editor):
    """Corrections in the order in which they were asked; each asks about the last filing before it."""
    asked = Counter()
    for row in apps.get_model("applications", "CorrectionRequest").objects.order_by("pk"):
        asked[row.application_id] += 1
        row.number = asked[row.application_id]
        filed = row.application.submissions.filter(at__lte=row.asked_at)
        row.of_submission = filed.aggregate(last=models.Max("number"))["last"] or 0
        row.save(update_fields=["number", "of_submission"])


class Migration(migrations.Migration):
    dependencies = [("applications", "0006_messages")]

    operations = [
        migrations.AddField(
            model_name="correctionrequest",
            name="texts",
            field=models.JSONField(default=dict, help_text="{欄の名前: お願い}"),
        ),
        migrations.AddField(
            model_name="correctionrequest",
            name="number",
            field=models.PositiveIntegerField(default=0, help_text="申請ごとの番号"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="correctionrequest",
            name="of_submission",
            field=models.PositiveIntegerField(
                default=0, help_text="補正の対象となる提出の番号。回答は次の提出"
            ),
            preserve_default=False,
        ),
        migrations.RunPython(number, migrations.RunPython.noop),
    ]
