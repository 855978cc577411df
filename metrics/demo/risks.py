"""Plays the stories of risks through the services of the room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from metrics.demo.clock import Timed, moment, workday
from metrics.demo.risk_stories import TALES, TRIGGERS, Deed, Levels, Tale, Turn
from metrics.demo.stories import ProjectStory
from pmo.access import scopes as access
from projects.portfolio.models import Project
from projects.risks import services
from projects.risks.models import ResponseAction, Risk
from projects.schedule.models import Task

if TYPE_CHECKING:
    from metrics.demo.build import Company

PARTS = ("probability", "time", "cost", "quality", "adoption")


def events(company: Company, stories: Sequence[ProjectStory]) -> Iterator[Timed]:
    known = {story.key: story for story in stories}
    for number, tale in enumerate(TALES):
        yield from _Play(company, known[tale.project], tale, number).events()


class _Play:
    def __init__(self, company: Company, story: ProjectStory, tale: Tale, number: int) -> None:
        self.c, self.s, self.t, self.n = company, story, tale, number

    def person(self, who: str) -> Any:
        # As the next request would load them: with the rights of today.
        user = self.c.people[self.s.manager if who == "manager" else who]
        access.forget(user)
        return user

    @property
    def manager(self) -> Any:
        return self.person("manager")

    @property
    def project(self) -> Project:
        return Project.objects.select_related("portfolio", "sponsor", "manager").get(key=self.t.project)

    @property
    def risk(self) -> Risk:
        rows = Risk.objects.select_related("project__portfolio", "project__sponsor", "project__manager", "owner")
        return rows.get(project__key=self.t.project, title=self.t.title)

    def _at(self, ago: int, hour: int, of: str) -> datetime:
        return moment(self.c.now, workday(self.c.today - timedelta(days=ago)), hour, f"risk{self.n}{of}")

    def events(self) -> Iterator[Timed]:
        yield Timed(self._at(self.t.ago, 14, "raise"), self.raise_)
        for number, deed in enumerate(self.t.deeds):
            at = self._at(self.t.ago - 1, 15, f"promise{number}")
            yield Timed(at, lambda now, d=deed: self.promise(d, now))  # type: ignore[misc]
            if deed.done is not None:
                done = self._at(deed.done, 11, f"done{number}")
                yield Timed(done, lambda now, d=deed: self.finish(d, now))  # type: ignore[misc]
        for number, turn in enumerate(self.t.turns):
            at = self._at(turn.ago, 16, f"turn{number}")
            last = self._reviews[-1:] == [turn]
            yield Timed(at, lambda now, t=turn, e=last: self.turn(t, now, last=e))  # type: ignore[misc]

    def raise_(self, now: datetime) -> None:
        t = self.t
        risk = services.raise_risk(
            by=self.manager,
            project=self.project,
            now=now,
            kind=t.kind,
            title=t.title,
            title_en=t.title_en,
            category=t.category,
            cause=t.cause,
            event=t.event,
            effect=t.effect,
            owner=self.person(t.owner),
            trigger=t.trigger,
            trigger_en=TRIGGERS[t.trigger] if t.trigger else "",
            trigger_on=None if t.trigger_in is None else self.c.today + timedelta(days=t.trigger_in),
            proximity=t.proximity,
            money=_amount(t.money),
            money_after=_amount(t.money_after),
            days=_amount(t.days),
            strategy=t.strategy,
            response=t.response,
            review_on=None if self._reviews else self.c.today + timedelta(days=t.review_in),
            tasks=self._tasks(),
            **_levels("inherent", t.before),
            **_levels("residual", t.after),
        )
        for task in self._tasks() if t.lengthens else ():
            low, likely, high = (Decimal(days) for days in t.lengthens or ())
            services.add_effect(
                by=self.manager, risk=risk, how="days", task=task, low=low, likely=likely, high=high, now=now
            )
        if t.money:
            likely = Decimal(t.money)
            points = {"low": likely / 2, "likely": likely, "high": likely * 2}
            services.add_effect(by=self.manager, risk=risk, how="money", now=now, **points)

    @property
    def _reviews(self) -> list[Turn]:
        return [turn for turn in self.t.turns if turn.what == "review"]

    def _tasks(self) -> list[Task]:
        rows = Task.objects.filter(plan__project__key=self.t.project, is_summary=False, name__startswith=self.t.task)
        return list(rows.order_by("position")[:1]) if self.t.task else []

    def promise(self, deed: Deed, now: datetime) -> None:
        services.add_action(
            by=self.manager,
            about=self.risk,
            title=deed.title,
            title_en=deed.title_en,
            owner=self.person(deed.who),
            due_on=workday(self.c.today - timedelta(days=deed.due)),
            cost=_amount(deed.cost),
            now=now,
        )

    def finish(self, deed: Deed, now: datetime) -> None:
        rows = ResponseAction.objects.select_related("project", "owner", "risk__owner")
        action = rows.get(project__key=self.t.project, title=deed.title)
        services.finish_action(by=self.manager, action=action, result=deed.result, now=now)

    def turn(self, turn: Turn, now: datetime, *, last: bool) -> None:
        risk, by = self.risk, self.manager
        if turn.what == "review":
            levels = {"probability": turn.level}
            on = self.c.today + timedelta(days=self.t.review_in) if last else None
            services.review_risk(by=by, risk=risk, note=turn.text, levels=levels, review_on=on, now=now)
        elif turn.what == "move":
            services.move_risk(by=by, risk=risk, status=turn.state, reason=turn.text, now=now)
        else:
            services.turn(by=by, source=risk, into=turn.what, reason=turn.text, now=now)


def _levels(phase: str, levels: Levels) -> dict[str, int | None]:
    return {f"{phase}_{part}": level or None for part, level in zip(PARTS, levels, strict=True)}


def _amount(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)
