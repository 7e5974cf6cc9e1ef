from django.db import migrations, models


class Migration(migrations.Migration):
    # Apart from the data: PostgreSQL changes no table whose rows it has just written.
    dependencies = [("applications", "0007_correction_texts")]

    operations = [
        migrations.AddConstraint(
            model_name="correctionrequest",
            constraint=models.UniqueConstraint(fields=["application", "number"], name="one_correction_number"),
        ),
    ]
