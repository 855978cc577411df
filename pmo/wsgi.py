"""Entry point for gunicorn."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pmo.settings")
os.environ.setdefault("LUODI_ROLE", "web")

from django.core.wsgi import get_wsgi_application

from pmo.web.frames import roomy

application = roomy(get_wsgi_application())
