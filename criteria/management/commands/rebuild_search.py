"""The search index from the texts."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from criteria.search.indexing import index, missing, rebuild
from criteria.search.stems import build_dictionaries


class Command(BaseCommand):
    help = "Write the library's search index anew from its texts. Safe at any time; searches go on meanwhile."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--missing", action="store_true", help="Only texts that are not in it, or in an older way.")

        parser.add_argument("--dictionaries", action="store_true", help="Only build the dictionaries; no database.")

    def handle(self, *args: Any, **options: Any) -> None:
        build_dictionaries()
        if options["dictionaries"]:
            return
        count = index(missing()) if options["missing"] else rebuild()
        if count:
            self.stdout.write(f"Search: {count} texts indexed")
