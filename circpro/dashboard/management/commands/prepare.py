"""Everything between installing and starting, in one process."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
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
        collect_static()


def collect_static() -> None:
    """Collect and compress static files, where one of them changed since the last time."""
    note = Path(settings.STATIC_ROOT) / ".collected"
    found = _fingerprint()
    if note.exists() and note.read_text(encoding="utf-8") == found:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    note.write_text(found, encoding="utf-8")


def _fingerprint() -> str:
    """Name, size and time of every file there is to collect."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
