"""Settings, addresses, tasks' clockwork and start commands. Loads the Celery app for every process."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
