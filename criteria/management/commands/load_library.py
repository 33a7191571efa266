"""Take the library's files in."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from criteria.services import loading, reading


class Command(BaseCommand):
    help = "Check the library's YAML files and take in what changed (safe to repeat)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=loading.LIBRARY, help="Folder of the YAML files.")
        parser.add_argument("--check", action="store_true", help="Only check; write nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["check"]:
                reading.read_folder(options["folder"])
                self.stdout.write(self.style.SUCCESS("The files are in order."))
                return
            loading.load_cpv()
            report = loading.load_library(folder=options["folder"])
        except reading.BadLibrary as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{report.groups} product groups, {report.criteria} criteria, {report.sets} sets; "
            f"{len(report.new_versions)} new versions, {report.translations} new translations."
        )
        for draft in report.drafts:
            self.stdout.write(f"{draft} waits as a draft: the criterion was changed in the portal.")
        for number in report.waiting:
            self.stdout.write(f"{number} is being edited in the portal: the file's text is left for the next load.")
