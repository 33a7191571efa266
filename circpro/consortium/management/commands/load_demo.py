"""Enter the invented authorities and people of the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from circpro.consortium import services
from circpro.consortium.models import User


class Command(BaseCommand):
    help = "Enter the demonstration's authorities and people; never overwrites anyone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="Only into a database without people.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"] and User.objects.exists():
            return
        services.load_demo()
        self.stdout.write(self.style.SUCCESS("The demonstration is loaded."))
