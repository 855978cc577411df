"""The support dimension of health: promises that are not kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from changemgmt.support import clock
from changemgmt.support.choices import OPEN, State
from changemgmt.support.models import SupportRequest, SupportSetting
from changemgmt.support.selectors.figures import PERIOD
from pmo.texts import Sentence, num, pct
from projects.portfolio.choices import State as ProjectState
from projects.portfolio.choices import Status
from projects.portfolio.dimensions import DimensionReading
from projects.portfolio.models import Project

# Percent resolved in time below which it is a risk, where at least so many were judged.
LEAST, ENOUGH = 80.0, 10


def counts(projects: Sequence[Project], as_of: date) -> dict[int, Counter[str]]:
    """Per project with a desk: open, late, pressing (late P1 and P2), critical (late P1), judged, kept; two queries."""
    desks = SupportSetting.objects.filter(project__in=projects).values_list("project_id", flat=True)
    found: dict[int, Counter[str]] = {pk: Counter() for pk in desks}
    if not found:
        return found
    now = datetime.combine(as_of + timedelta(days=1), time(0), tzinfo=clock.zone())
    is_open = Q(state__in=OPEN)
    late = is_open & (Q(resolve_due_at__lt=now) | Q(answered_at__isnull=True, answer_due_at__lt=now))
    recent = Q(resolved_at__gte=now - PERIOD, resolved_at__lt=now)
    rows = SupportRequest.objects.filter(project__in=list(found)).exclude(state=State.MERGED).order_by()
    counted: Iterable[Any] = rows.values("project_id").annotate(
        open=Count("pk", filter=is_open),
        late=Count("pk", filter=late),
        pressing=Count("pk", filter=late & Q(priority__lte=2)),
        critical=Count("pk", filter=late & Q(priority=1)),
        judged=Count("pk", filter=recent & Q(resolve_met__isnull=False)),
        kept=Count("pk", filter=recent & Q(resolve_met=True)),
    )
    for row in counted:
        found[row.pop("project_id")].update(row)
    return found


def read(projects: Sequence[Project], as_of: date) -> Mapping[int, DimensionReading]:
    """A reading per active project with a desk that was asked something."""
    asked = {one.pk: one for one in projects if one.state == ProjectState.ACTIVE}
    found = counts(list(asked.values()), as_of)
    return {pk: judge(asked[pk], one) for pk, one in found.items() if one["open"] or one["judged"]}


def judge(project: Project, found: Counter[str]) -> DimensionReading:
    share = 100 * found["kept"] / found["judged"] if found["judged"] else None
    words = {name: num(found[name]) for name in ("open", "late", "pressing")}
    status, code = Status.OK, "fine"
    if found["late"]:
        status, code = (Status.OFF if found["critical"] else Status.RISK), "late"
    elif share is not None and found["judged"] >= ENOUGH and share < LEAST:
        status, code = Status.RISK, "share"
        words |= {"share": pct(round(share)), "limit": pct(LEAST)}
    return DimensionReading(
        status,
        Sentence(f"support.health.{code}", words),
        reverse("support:dashboard", args=[project.key]),
        owner_id=project.manager_id,
        fact=Sentence("support.fact", {"open": num(found["open"]), "late": num(found["late"])}),
    )
