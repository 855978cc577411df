"""The REST interface, collected from every package."""

from importlib import import_module

from django.conf import settings

from pmo.accounts import api as accounts
from pmo.jobs import api as jobs
from pmo.orgs import api as orgs
from pmo.web.api import router

_upper = [import_module(f"{package}.api") for package in settings.UPPER_PACKAGES]
_rooms = [accounts, jobs, orgs, *_upper]

urlpatterns = router.build(
    *[room.routes for room in _rooms],
    *[getattr(room, "urlpatterns", []) for room in _rooms],
)
