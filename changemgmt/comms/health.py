"""The communication dimension of health: whether everybody was told, early, in time, and has read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from changemgmt.comms.choices import JUDGED_AFTER, READ_ENOUGH, TOLD_ENOUGH, State
from changemgmt.comms.models import Announcement
from changemgmt.comms.selectors import plan, reach
from changemgmt.comms.selectors.reach import ProjectReach
from pmo import calendars
from pmo.texts import Sentence, day, name, num, pct, words
from projects.portfolio import choices
from projects.portfolio.choices import ORDER, Stage, Status
from projects.portfolio.dimensions import DimensionReading
from projects.portfolio.models import Project

# An announcement older than this says nothing about today.
LOOKED_AT = timedelta(days=60)


def applies(project: Project) -> bool:
    """From planning on; whoever only thinks about a project has nothing to announce yet."""
    planned = ORDER.index(project.stage) >= ORDER.index(Stage.PLANNING)
    return planned and project.state == choices.State.ACTIVE


def read(projects: Sequence[Project], as_of: date) -> Mapping[int, DimensionReading]:
    """A reading per project that concerns people (five queries)."""
    judged = [project for project in projects if applies(project)]
    return readings(judged, reach.of_projects(judged, as_of), as_of)


def readings(
    judged: Sequence[Project], reached: Mapping[int, ProjectReach], as_of: date
) -> dict[int, DimensionReading]:
    """For whoever knows the reach of these projects already (two queries)."""
    ids = [project.pk for project in judged]
    late = plan.late_of(ids, as_of)
    unread = _unread(ids, as_of)
    found = {}
    for project in judged:
        whole = reached[project.pk].whole
        if whole.staff:
            status, sentence = judge(reached[project.pk], late.get(project.pk, []), unread.get(project.pk), as_of)
            found[project.pk] = DimensionReading(
                status,
                sentence,
                reverse("comms:project", args=[project.key]),
                owner_id=project.manager_id,
                fact=Sentence("comms.fact", {"share": pct(round(100 * whole.read / whole.staff))}),
            )
    return found


def judge(
    reached: ProjectReach, late: Sequence[plan.PlanEntry], unread: tuple[Announcement, float] | None, as_of: date
) -> tuple[str, Sentence]:
    """Nothing said beats somebody left out, which beats late messages, which beat unread ones."""
    whole = reached.whole
    count = num(whole.staff)
    if not whole.told:
        return Status.RISK, Sentence("comms.health.none", {"count": count})
    if 100 * whole.told < TOLD_ENOUGH * whole.staff:
        return Status.RISK, Sentence("comms.health.partly", {"missed": num(whole.staff - whole.told), "count": count})
    if late:
        params = {"late": num(len(late)), "title": name(late[0], "title"), "on": day(late[0].due_on)}
        return Status.RISK, Sentence("comms.health.late", params)
    if unread is not None:
        found, share = unread
        out = timezone.localdate(found.published_at)
        params = {"title": words(found.title, found.title_en), "share": pct(round(share)), "on": day(out)}
        return Status.RISK, Sentence("comms.health.unread", params)
    share = round(100 * whole.read / whole.staff)
    return Status.OK, Sentence("comms.health.fine", {"share": pct(share), "count": count})


def _unread(project_ids: Sequence[int], as_of: date) -> dict[int, tuple[Announcement, float]]:
    """The newest announcement of each project that people had time to read, where too few have (one query)."""
    until = calendars.add_workdays(as_of, -JUDGED_AFTER)
    rows = Announcement.objects.filter(
        project__in=project_ids,
        state=State.PUBLISHED,
        addressed__gt=0,
        published_at__date__lte=until,
        published_at__date__gt=as_of - LOOKED_AT,
    ).annotate(read=Count("receipts", filter=Q(receipts__read_at__date__lte=as_of)))
    newest = {found.project_id: found for found in rows.order_by("published_at", "pk")}
    shares = {pk: (found, 100 * found.read / found.addressed) for pk, found in newest.items()}  # type: ignore[attr-defined]
    return {pk: pair for pk, pair in shares.items() if pair[1] < READ_ENOUGH}
