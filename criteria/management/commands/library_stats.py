"""The library in numbers."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from criteria.statistics import library_statistics, unsound_criteria


class Command(BaseCommand):
    help = "Count the library; fails, naming each, when a criterion in force lacks something it needs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="For programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        numbers, unsound = library_statistics(), unsound_criteria()
        if options["json"]:
            self.stdout.write(json.dumps({**numbers, "unsound": unsound}, ensure_ascii=False, indent=2))
        else:
            for name, value in numbers.items():
                self._line(name, value)
        if unsound:
            lines = [f"{number}: {field}: {text}" for number, gaps in unsound.items() for field, text in gaps.items()]
            raise CommandError("\n".join(["These criteria in force are not sound:", *lines]))

    def _line(self, name: str, value: Any) -> None:
        if not isinstance(value, dict):
            self.stdout.write(f"{name:<14} {value}")
        elif name == "languages":
            for language, states in value.items():
                parts = ", ".join(f"{count} {state}" for state, count in states.items() if count)
                self.stdout.write(f"{'text in ' + language:<14} {sum(states.values())}: {parts}")
        else:
            self.stdout.write(f"{name:<14} {sum(value.values())}: " + self._parts(value))

    def _parts(self, value: dict[str, int]) -> str:
        return ", ".join(f"{count} {key}" for key, count in value.items())
