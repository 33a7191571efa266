"""A search index of our own takes the place of modelsearch's; `manage.py prepare` fills it."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from criteria.search.databases import create, drop

FORMER = ("modelsearch_indexentry_fts", "modelsearch_indexentry")


def drop_former(_apps: Any, editor: Any) -> None:
    for table in FORMER:
        editor.execute(f"DROP TABLE IF EXISTS {table}")


class Migration(migrations.Migration):
    dependencies = [("criteria", "0004_source_columns_go")]

    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="criteria.criterionversion"
                    ),
                ),
                ("recipe", models.PositiveSmallIntegerField(help_text="Which way of analysing it was made by.")),
                ("number", models.TextField()),
                ("title", models.TextField()),
                ("requirement", models.TextField()),
                ("rest", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=2)),
                ("word", models.CharField(max_length=50)),
                ("written", models.CharField(max_length=50)),
                ("length", models.PositiveSmallIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["length", "word"], name="search_word_by_length")],
                "constraints": [models.UniqueConstraint(fields=("language", "word"), name="search_word_once")],
            },
        ),
        migrations.RunPython(create, drop),
        migrations.RunPython(drop_former, migrations.RunPython.noop),
    ]
