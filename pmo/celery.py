"""The Celery application. All of its settings are in pmo/settings/celery.py."""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmo.settings")

app = Celery("luodi")
app.config_from_object("django.conf:settings", namespace="CELERY")
# One tasks.py register per package; the rooms' tasks are reached through it.
app.autodiscover_tasks(["pmo", "projects", "changemgmt", "metrics"])


@setup_logging.connect
def keep_django_logging(**kwargs: object) -> None:
    """Having a receiver stops Celery from replacing the logging set up by Django."""
