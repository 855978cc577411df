"""Entry point for gunicorn."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmo.settings")
os.environ.setdefault("LUODI_ROLE", "web")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
