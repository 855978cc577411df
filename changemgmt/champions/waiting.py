"""What waits for a person: to answer a nomination, to nominate, to answer a question, to go on or to renew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changemgmt.champions.choices import ASK_BEFORE, ChampionState, QuestionState, Renewal
from changemgmt.champions.models import Champion, ChampionQuestion
from changemgmt.champions.models.scopes import headed_paths
from changemgmt.champions.selectors import coverage, network, questions
from pmo import calendars
from pmo.texts import Sentence, day, name, num, pct
from projects.portfolio import dimensions
from projects.portfolio.choices import State, TeamRole
from projects.portfolio.dimensions import Act, Decision, KeyDate
from projects.portfolio.models import Project, ProjectMember

SHOWN = 5


def connect() -> None:
    """Asked of those who are or shall be champions, and of those who lead or head something that has some."""
    dimensions.register_decisions("champions.own", _own, lambda user, now: network.of_person(user))
    dimensions.register_decisions("champions.led", _others, lambda user, now: _concerned(user))


def _own(user: Any, now: datetime) -> Iterator[Decision]:
    today = timezone.localdate(now)
    for one in network.of_person(user):
        if one.state == ChampionState.NOMINATED:
            yield _to_accept(one)
        elif one.renewal == Renewal.NONE and calendars.table().count(today, one.until_on) <= ASK_BEFORE:
            yield _to_go_on(one)
    for question in questions.open_to(user)[:SHOWN]:
        yield _question(question, "champion.why.question")


def _concerned(user: Any) -> QuerySet[Project]:
    """Open projects with a network that somebody leads, or all of them for the head of a unit."""
    rows = Project.objects.filter(state=State.ACTIVE, champions__isnull=False)
    if headed_paths(user):
        return rows
    led = Q(members__user_id=user.pk, members__role=TeamRole.CHANGE_MANAGER)
    return rows.filter(Q(manager_id=user.pk) | led)


def _others(user: Any, now: datetime) -> Iterator[Decision]:
    paths, leads = headed_paths(user), _led(user)
    yield from _to_renew(user, leads)
    if leads:
        late = ChampionQuestion.objects.filter(
            project__in=leads, state=QuestionState.OPEN, escalated_at__isnull=False
        ).exclude(asked_by_id=user.pk)
        for question in late.select_related("asked_by", "unit", "project").order_by("created_at")[:SHOWN]:
            yield _question(question, "champion.why.late")
    if paths:
        yield from _to_nominate(user, paths, timezone.localdate(now), now)


def _led(user: Any) -> list[int]:
    """Open projects whose change somebody leads; the manager where nobody else does."""
    rows = ProjectMember.objects.filter(project__state=State.ACTIVE, role=TeamRole.CHANGE_MANAGER)
    parts = list(rows.filter(project__champions__isnull=False).values_list("project_id", "user_id").distinct())
    led = {pk for pk, who in parts if who == user.pk}
    managed = Project.objects.filter(manager_id=user.pk, state=State.ACTIVE, champions__isnull=False)
    led |= set(managed.exclude(pk__in=[pk for pk, _who in parts]).values_list("pk", flat=True))
    return sorted(led)


def _to_accept(one: Champion) -> Decision:
    words = {"who": name(one.nominated_by), "share": pct(one.time_share), "until": day(one.until_on)}
    return Decision(
        key=f"champion.accept:{one.pk}",
        kind=_("Nomination"),
        title=f"{one.unit.label} · {one.project.label}",
        why=Sentence("champion.why.accept", words),
        acts=[
            Act(_("Accept"), reverse("champions:accept", args=[one.pk]), primary=True, method="post"),
            Act(_("Open"), one.url),
        ],
        url=one.url,
        waiting_since=one.created_at,
        project_id=one.project_id,
    )


def _to_go_on(one: Champion) -> Decision:
    return Decision(
        key=f"champion.go_on:{one.pk}",
        kind=_("Term of a champion"),
        title=f"{one.unit.label} · {one.project.label}",
        why=Sentence("champion.why.term", {"until": day(one.until_on)}),
        acts=[Act(_("Answer"), f"{one.url}#term", primary=True)],
        url=one.url,
        waiting_since=one.updated_at,
        due_on=one.until_on,
        project_id=one.project_id,
    )


def _to_renew(user: Any, leads: list[int]) -> Iterator[Decision]:
    rows = Champion.objects.filter(state=ChampionState.ACTIVE, renewal=Renewal.OFFERED, project__state=State.ACTIVE)
    rows = rows.exclude(user_id=user.pk).select_related("user", "unit", "project")
    # Heads of units above may decide as well, but are not asked.
    mine = rows.filter(Q(project__in=leads) | Q(unit__head_id=user.pk))
    for one in mine.order_by("until_on", "pk")[:SHOWN]:
        yield Decision(
            key=f"champion.renew:{one.pk}",
            kind=_("Term of a champion"),
            title=f"{one.user.label} · {one.unit.label}",
            why=Sentence("champion.why.offered", {"who": name(one.user), "until": day(one.until_on)}),
            acts=[Act(_("Renew"), f"{one.url}#term", primary=True)],
            url=one.url,
            waiting_since=one.renewal_at or one.updated_at,
            due_on=one.until_on,
            project_id=one.project_id,
        )


def _question(row: ChampionQuestion, code: str) -> Decision:
    return Decision(
        key=f"champion.question:{row.pk}",
        kind=_("Question to a champion"),
        title=row.label[:120],
        why=Sentence(code, {"who": name(row.asked_by), "unit": name(row.unit)}),
        acts=[Act(_("Answer"), row.url, primary=True)],
        url=row.url,
        waiting_since=row.escalated_at or row.created_at,
        project_id=row.project_id,
    )


def _to_nominate(user: Any, paths: list[str], today: date, now: datetime) -> Iterator[Decision]:
    """Units somebody heads that have no champion, or too few, in projects whose network has begun."""
    begun = Project.objects.filter(state=State.ACTIVE, units__isnull=False)
    begun = begun.filter(pk__in=Champion.objects.values("project_id")).distinct().order_by("key")
    for found in coverage.many(list(begun), today).values():
        for line in found.gaps:
            if line.waiting or line.unit.head_id != user.pk:
                continue
            url = reverse("champions:nominate", args=[found.project.key]) + f"?unit={line.unit.pk}"
            words = {"people": num(line.people), "active": num(line.active), "needed": num(line.needed)}
            yield Decision(
                key=f"champion.nominate:{found.project.pk}:{line.unit.pk}",
                kind=_("Champion"),
                title=f"{line.unit.label} · {found.project.label}",
                why=Sentence("champion.why.unit", words),
                acts=[Act(_("Nominate"), url, primary=True)],
                url=url,
                waiting_since=_today(now),
                project_id=found.project.pk,
            )


def _today(now: datetime) -> datetime:
    """A gap has no day of its own: it is of today, so that it does not stand before what has waited."""
    local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    return datetime.combine(local.date(), time(0), tzinfo=local.tzinfo)


def ending(project_ids: Sequence[int], start: date, end: date) -> QuerySet[Champion]:
    return Champion.objects.filter(
        project__in=project_ids, state=ChampionState.ACTIVE, until_on__gte=start, until_on__lte=end
    )


def key_dates(project_ids: Sequence[int], start: date, end: date) -> Iterable[KeyDate]:
    """Ends of terms that are not renewed yet (one query)."""
    for one in ending(project_ids, start, end).select_related("user", "unit"):
        title = Sentence("champion.date.term", {"who": name(one.user), "unit": name(one.unit)})
        yield KeyDate(one.project_id, one.until_on, title, "due", url=one.url)
