"""The queue: Celery over Redis, or over files on disk where there is no Redis."""

import logging
import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "circpro.settings")

app = Celery("circpro")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

logger = logging.getLogger(__name__)


@worker_ready.connect
def take_up_what_was_left(**_: Any) -> None:
    """A fresh worker looks at once for what a dead one left behind, instead of waiting for the next tick."""
    from circpro.documents import services

    try:
        services.sweep()
    except Exception:  # a worker that cannot sweep now will sweep at the next tick; it must still start
        logger.exception("The sweep at worker start failed")
