"""Each version's source becomes a row that can age; the entry last taken in from the files is remembered."""

from typing import Any

from django.db import migrations


def to_rows(apps: Any, _editor: Any) -> None:
    Source, Version = apps.get_model("criteria", "Source"), apps.get_model("criteria", "CriterionVersion")
    for version in Version.objects.filter(source=None).exclude(source_title=""):
        source, _new = Source.objects.get_or_create(title=version.source_title, year=version.source_year)
        Version.objects.filter(pk=version.pk).update(source=source)
    for criterion in apps.get_model("criteria", "Criterion").objects.all():
        last = Version.objects.filter(criterion=criterion).order_by("-number").first()
        if last:
            criterion.file_hash = last.content_hash
            criterion.save(update_fields=["file_hash"])


def to_columns(apps: Any, _editor: Any) -> None:
    Version = apps.get_model("criteria", "CriterionVersion")
    for version in Version.objects.exclude(source=None).select_related("source"):
        columns = {"source_title": version.source.title, "source_year": version.source.year}
        Version.objects.filter(pk=version.pk).update(**columns)


class Migration(migrations.Migration):
    dependencies = [("criteria", "0002_life_of_a_criterion")]

    operations = [migrations.RunPython(to_rows, to_columns)]
