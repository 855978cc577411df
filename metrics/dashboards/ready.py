from __future__ import annotations

from django.db.models.signals import post_save
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo.search import Command, register_command
from pmo.web import nav


def connect() -> None:
    from metrics.dashboards import waiting
    from pmo.audit.models import AuditEntry

    nav.register_counter("decisions", waiting.count)
    post_save.connect(waiting.forget_actor, sender=AuditEntry, dispatch_uid="dashboards.waiting")
    register_command(Command(title=_("Today"), url=lambda: reverse("dashboards:today"), icon="home", order=1))
    register_command(
        Command(title=_("My decisions"), url=lambda: reverse("dashboards:decisions"), icon="check", order=2)
    )
    register_command(
        Command(
            title=_("Portfolio"),
            url=lambda: reverse("dashboards:portfolio"),
            icon="grid",
            right=("portfolio", "view"),
            order=3,
        )
    )
