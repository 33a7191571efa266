"""What the queue calls."""

import uuid

from celery import shared_task

from circpro.documents import services


@shared_task(name="documents.render", ignore_result=True)
def render(job_id: str) -> None:
    """Make one document."""
    services.run_job(job_id=uuid.UUID(job_id))


@shared_task(name="documents.sweep", ignore_result=True)
def sweep() -> None:
    """Take up what a dead worker left behind."""
    services.sweep()
