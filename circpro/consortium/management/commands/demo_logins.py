"""Print the demo logins, for whoever has just started the portal."""

from typing import Any

from django.core.management.base import BaseCommand

from circpro.consortium.demo import demo_logins


class Command(BaseCommand):
    help = "Print the e-mail address, password and role of each demo person."

    def handle(self, *args: Any, **options: Any) -> None:
        for login in demo_logins():
            self.stdout.write(f"  {login['email']:<28} {login['password']:<22} {login['role']}")
