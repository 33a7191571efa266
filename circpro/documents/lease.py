"""A worker's hold on a job: renewed while it works, lapsing by itself when it dies."""

import logging
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from circpro.documents.models import RenderJob

logger = logging.getLogger(__name__)


def duration() -> timedelta:
    """How long a job stays with a worker that no longer says anything."""
    return timedelta(seconds=settings.RENDER_LEASE_SECONDS)


def end_of_lease() -> datetime:
    return timezone.now() + duration()


@contextmanager
def kept(*, job_id: uuid.UUID, token: uuid.UUID) -> Iterator[None]:
    """Renew the lease in the background, on a database connection of its own, until the block ends."""
    stop = threading.Event()
    thread = threading.Thread(target=_beat, args=(job_id, token, stop), name=f"lease-{job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=settings.RENDER_LEASE_SECONDS)


def _beat(job_id: uuid.UUID, token: uuid.UUID, stop: threading.Event) -> None:
    held = RenderJob.objects.filter(pk=job_id, lease_token=token)
    try:
        while not stop.wait(settings.RENDER_LEASE_SECONDS / 3):
            try:
                if not held.update(lease_until=end_of_lease()):
                    return  # another worker has the job; this one's result will be dropped
            except DatabaseError:
                logger.warning("The lease of job %s could not be renewed; trying again", job_id, exc_info=True)
                connection.close()
    finally:
        connection.close()
