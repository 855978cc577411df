"""Green outside, red inside: tell the sponsor and the PMO when a project was declared better than it is, twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from metrics.health import selectors
from metrics.health.quarters import quarter_of
from pmo import notify
from pmo.access.roles import Role
from pmo.accounts.models import User
from pmo.notify.choices import Kind
from pmo.notify.services import Promise
from pmo.texts import Sentence, name, register
from projects.portfolio.models import Project

RULE = "health.watermelon"

register(
    RULE,
    N_("**%(project)s** was declared better than computed at two quarter ends in a row; ask what the figures miss"),
)


def watermelons(quarter_end: date, *, now: datetime) -> int:
    """Promise the alerts of a quarter end; returns how many are new."""
    # Seen from the day after, the quarter that ends is the last one.
    ids = list(Project.objects.filter(health_snapshots__on=quarter_end).values_list("pk", flat=True))
    found = selectors.watermelons(ids, quarter_end + timedelta(days=1))
    if not found:
        return 0
    leads = list(User.objects.active().filter(role_grants__role=Role.PMO_LEAD).order_by("pk"))
    promises = [
        Promise(
            rule=RULE,
            subject=project,
            period=quarter_of(quarter_end),
            to=person,
            text=Sentence(RULE, {"project": name(project)}),
            url=reverse("health:project", args=[project.key]),
            at=now,
            kind=Kind.ALERT,
        )
        for project in Project.objects.filter(pk__in=found).select_related("sponsor").order_by("pk")
        for person in {p.pk: p for p in [project.sponsor, *leads] if p is not None}.values()
    ]
    return notify.promise_many(promises)
