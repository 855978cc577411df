"""Who is told the places of a week: the team, who follows the project, and the heads of the units taking part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from metrics.contest.models import ContestResult, ContestUnit, ContestWeek
from metrics.contest.wording import announcement
from pmo.access import policy
from pmo.accounts.models import User
from pmo.notify.services import Promise, promise_many


def announce(
    *,
    week: ContestWeek,
    rows: Sequence[ContestResult],
    now: datetime,
    rule: str = "contest.announced",
    period: str = "told",
) -> int:
    """Promise it to everybody once, in the transaction of its cause; returns how many were new."""
    text = announcement(rule, week, rows)
    places = ContestUnit.objects.filter(contest=week.contest, active=True).select_related("unit__head__unit")
    heads = {place.unit.head: place for place in places if place.unit.head is not None}
    return promise_many(
        Promise(
            rule=rule,
            subject=week,
            period=period,
            to=person,
            text=text,
            url=_url(week, person, heads.get(person)),
            at=now,
            kind="info",
        )
        for person in readers(week, heads)
    )


def readers(week: ContestWeek, heads: Sequence[User] | dict[User, ContestUnit]) -> list[User]:
    """Everybody once, whichever reasons they have."""
    project = week.contest.system.project
    members = [row.user for row in project.members.select_related("user__unit")]
    followers = [row.user for row in project.followers.select_related("user__unit")]
    people = {person.pk: person for person in (*members, *followers, *heads) if person.is_active}
    return [people[pk] for pk in sorted(people)]


def _url(week: ContestWeek, person: User, place: ContestUnit | None) -> str:
    """The contest; for a head who does not see the project, the page of the unit."""
    if place is None or policy.may(person, "view", "usage", project_id=week.contest.system.project_id):
        return week.url
    return place.url
