from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("criteria", "0003_sources_of_versions")]

    operations = [
        # Given a default first, so that the step can be taken back.
        migrations.AlterField("criterionversion", "source_title", models.CharField(default="", max_length=300)),
        migrations.AlterField("criterionversion", "source_year", models.PositiveSmallIntegerField(default=2000)),
        migrations.RemoveField("criterionversion", "source_title"),
        migrations.RemoveField("criterionversion", "source_year"),
    ]
