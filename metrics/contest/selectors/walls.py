"""What a wall shows, and which link opens it. Nothing on it names a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from metrics.contest.models import Contest, ContestResult, WallLink
from metrics.contest.selectors import contests, weeks
from metrics.contest.selectors.weeks import Line, WeekPage
from metrics.contest.wording import furthest, most_gained
from pmo import texts
from pmo.texts import Sentence
from pmo.tokens.secret import digest, shape

PREFIX = "lw_"
"""Lets secret scanners recognise a leaked token."""
SHAPE = shape(PREFIX)
# What can be read from six metres on one screen.
ROWS = 7


@dataclass(frozen=True)
class Wall:
    contest: Contest
    week: WeekPage | None
    headline: Sentence
    lines: Sequence[Line]
    number: int
    pages: int
    gainer: ContestResult | None = None
    last: ContestResult | None = None

    @property
    def following(self) -> int:
        """The page that comes next, the first after the last."""
        return self.number % self.pages + 1


def wall(contest: Contest, number: int) -> Wall:
    """One screenful of the newest week (six queries)."""
    found = weeks.page(contest, None, contests.table_of(contest))
    if found is None:
        return Wall(contest, None, Sentence("contest.wall.none"), (), 1, 1)
    lines = [*found.ranked, *found.unranked]
    pages = max(ceil(len(lines) / ROWS), 1)
    number = min(max(number, 1), pages)
    # Screens of about the same length: eight units are four and four, not seven and one.
    size = ceil(len(lines) / pages)
    shown = lines[(number - 1) * size : number * size]
    results = found.results
    return Wall(contest, found, headline(found.whole), shown, number, pages, most_gained(results), furthest(results))


def headline(whole: ContestResult | None) -> Sentence:
    """How far everybody is, against the share aimed at."""
    if whole is None or whole.share is None:
        return Sentence("contest.wall.none")
    share = texts.pct(round(whole.share))
    if whole.goal is None:
        return Sentence("contest.wall.share", {"share": share})
    goal = round(float(whole.goal))
    if round(whole.share) >= goal:
        return Sentence("contest.wall.there", {"share": share, "goal": texts.pct(goal)})
    # From the figures as they are read: 66 % and 90 % are 24 apart.
    gap = texts.num(goal - round(whole.share))
    return Sentence("contest.wall.gap", {"share": share, "gap": gap, "goal": texts.pct(goal)})


def by_token(plain: str, now: datetime) -> WallLink | None:
    """The usable link with this token, while its project is open."""
    if not SHAPE.fullmatch(plain):
        return None
    rows = WallLink.objects.filter(digest=digest(plain), revoked_at=None, expires_at__gt=now)
    link = rows.select_related("contest__system__project__portfolio__calendar").first()
    return link if link is not None and link.contest.system.project.is_open else None
