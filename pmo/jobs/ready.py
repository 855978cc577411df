from django.utils.translation import gettext_lazy as _

from pmo.notify import groups
from pmo.notify.choices import Delivery

from . import broker


def connect() -> None:
    broker.harden()
    groups.register(
        groups.Group(
            "jobs",
            _("Finished work"),
            _("Analyses, imports and exports that took longer than ten seconds."),
            mail=Delivery.OFF,
            technical=True,
        )
    )
