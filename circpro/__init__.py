"""CircPro: circular public procurement, written together, checked, measured."""

from circpro.celery import app as celery_app

__all__ = ["celery_app"]
