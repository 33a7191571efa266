"""Take the official CPV table in."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from criteria.services.cpv_import import BadTable, import_cpv


class Command(BaseCommand):
    help = "Take in the official CPV 2008 table (XLSX or CSV: CODE and a column for each language); safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The table as published, for example cpv_2008.xlsx.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = import_cpv(file=options["file"])
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except BadTable as error:
            raise CommandError(f"Nothing was written.\n{error}") from error
        languages = ", ".join(report.languages)
        self.stdout.write(self.style.SUCCESS(f"{report.codes} codes ({report.new_codes} new), names in {languages}."))
