"""Enter the regions and partners of the consortium."""

from typing import Any

from django.core.management.base import BaseCommand

from circpro.consortium import services


class Command(BaseCommand):
    help = "Enter the regions and partners of the consortium (safe to repeat)."

    def handle(self, *args: Any, **options: Any) -> None:
        services.load_consortium()
        self.stdout.write(self.style.SUCCESS("Regions and partners are entered."))
