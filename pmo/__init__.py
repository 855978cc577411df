"""The platform: people, permissions, audit, notification, calendars, HTTP kit. It knows no project."""

# Loaded with Django so that every @shared_task finds its application.
from pmo.celery import app as celery_app

__all__ = ["celery_app"]
