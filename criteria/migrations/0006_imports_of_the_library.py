"""Files librarians take in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("criteria", "0005_search_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LibraryImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                (
                    "format",
                    models.CharField(choices=[("xlsx", "XLSX"), ("json", "JSON")], max_length=4, verbose_name="format"),
                ),
                ("sha256", models.CharField(help_text="SHA-256 of the file.", max_length=64)),
                (
                    "entries",
                    models.JSONField(default=list, help_text="What was read; emptied once it is taken in or dropped."),
                ),
                (
                    "report",
                    models.JSONField(default=list, help_text="What the last dry run found, or what was written."),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting for confirmation"), ("done", "Taken in"), ("dropped", "Dropped")],
                        default="waiting",
                        max_length=8,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-created_at", "-pk"],
            },
        ),
    ]
