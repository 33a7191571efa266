"""Everything between installing and starting, in one process."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Migrate, take in consortium, library and (with DEMO) demonstration, collect static files. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        call_command("load_consortium", stdout=self.stdout)
        call_command("load_library", stdout=self.stdout)
        call_command("rebuild_search", missing=True, stdout=self.stdout)
        if settings.DEMO:
            call_command("load_demo", once=True, stdout=self.stdout)
        call_command("collectstatic", interactive=False, verbosity=0)
