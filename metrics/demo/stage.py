"""One project's story played as a list of dated acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from metrics.demo.clock import ZONE, Timed, moment, months_before, workday
from metrics.demo.measuring import KpiPlay
from metrics.demo.stories import GoalStory, PainStory, ProjectStory, RequirementStory
from metrics.health import services as health
from pmo.access import policy, scopes
from projects.goals import services as goals
from projects.goals.models import Goal, PainPoint, Requirement, SignOff
from projects.portfolio import services as portfolio
from projects.portfolio.choices import ORDER
from projects.portfolio.models import Project

if TYPE_CHECKING:
    from metrics.demo.build import Company

# Between the first pain point, the next ones, and the goals that cure them (months).
FIRST_PAIN, NEXT_PAIN, GOALS_AFTER, NEXT_GOAL = 0.3, 0.15, 0.2, 0.05


class ProjectStage:
    """Plays one project. What it makes is kept for the acts that follow."""

    def __init__(self, company: Company, story: ProjectStory) -> None:
        self.c, self.s = company, story
        self.project: Project
        self.pains: list[PainPoint] = []
        self.goals: list[Goal] = []
        self.kpis = {
            (g, k): KpiPlay(
                self, kpi, first_target=story.retarget.first if story.retarget and _is_retargeted(story, g, k) else ""
            )
            for g, goal in enumerate(story.goals)
            for k, kpi in enumerate(goal.kpis)
        }
        self.requirements: dict[int, Requirement] = {}

    def who(self, username: str) -> Any:
        return self.c.people[username]

    @property
    def manager(self) -> Any:
        return self.who(self.s.manager)

    # ---- when things happened
    def at(self, months: float, of: str, hour: int = 10) -> datetime:
        return moment(self.c.now, workday(months_before(self.c.today, months)), hour, of)

    def days_ago(self, days: int, of: str, hour: int = 10) -> datetime:
        """So many days before today: on that day when it matters to the day, else on the workday before it."""
        return moment(self.c.now, workday(self.c.today - timedelta(days=days)), hour, of)

    def events(self) -> list[Timed]:
        found = [*self._beginning(), *self._asking(), *self._requiring(), *self._going_on()]
        for play in self.kpis.values():
            found += play.events()
        if not self.s.quiet_for:
            return found
        last = self.c.now - timedelta(days=self.s.quiet_for)
        return [Timed(min(event.at, last), event.act) for event in found]

    def _beginning(self) -> Iterator[Timed]:
        s, begun = self.s, self.s.started
        yield Timed(self.at(begun, "propose"), self._propose)
        yield Timed(self.at(begun - 0.1, "team"), self._team)
        for i, pain in enumerate(s.pains):
            yield Timed(self.at(max(begun - FIRST_PAIN - NEXT_PAIN * i, 0.02), pain.title), self._pain(pain))
        goals_at = begun - FIRST_PAIN - NEXT_PAIN * len(s.pains) - GOALS_AFTER
        for number, goal in enumerate(s.goals):
            at = self.at(max(goals_at - NEXT_GOAL * number, 0.02), goal.title, 14)
            yield Timed(at, self._goal(number, goal))

    def _asking(self) -> Iterator[Timed]:
        asked, changed = self.s.round, self.s.retarget
        if asked is None:
            return
        yield Timed(self.days_ago(asked.asked, "ask", 15), self._ask)
        for username, ago in asked.signed.items():
            yield Timed(self.days_ago(ago, username, 16), self._sign(username))
        if changed is None:
            return
        yield Timed(self.days_ago(changed.ago, "retarget", 11), self._retarget)
        for username, ago in changed.signed.items():
            yield Timed(self.days_ago(ago, f"again {username}", 16), self._sign(username))

    def _requiring(self) -> Iterator[Timed]:
        for i, r in enumerate(self.s.requirements):
            yield Timed(self.days_ago(r.ago, r.title, 11), self._require(i, r))
            if r.verdict:
                yield Timed(self.days_ago(r.assessed_ago, r.title, 14), self._assess(i, r))
            if r.decision:
                yield Timed(self.days_ago(r.decided_ago, r.title, 17), self._decide(i, r))

    def _going_on(self) -> Iterator[Timed]:
        for stage, months in self.s.reached.items():
            yield Timed(self.at(months, stage, 9), self._advance(stage))
        if self.s.declared is not None:
            yield Timed(self.days_ago(self.s.declared.ago, "declare", 18), self._declare)
        if self.s.quiet_for:
            # The last thing anybody did: exactly so many days ago, whatever weekday that was.
            yield Timed(self.c.now - timedelta(days=self.s.quiet_for), self._last_word)

    # ---- the acts
    def _propose(self, now: datetime) -> None:
        s = self.s
        self.project = portfolio.create_project(
            by=self.manager,
            now=now,
            key=s.key,
            name=s.name,
            name_en=s.name_en,
            summary=s.summary,
            summary_en=s.summary_en,
            portfolio=self.c.portfolio,
            sponsor=self.who(s.sponsor),
            manager=self.manager,
            business_owner=self.who(s.owner),
            start_on=now.astimezone(ZONE).date(),
            target_finish_on=workday(months_before(self.c.today, s.planned["improvement"])),
            people_affected=s.people,
            units=[self.c.units[code] for code in s.units],
        )
        self._refresh(s.manager, s.sponsor, s.owner)
        plans = self._plans(now.astimezone(ZONE).date())
        portfolio.plan_stages(by=self.manager, project=self.project, plans=plans, now=now)

    def _plans(self, begun: date) -> dict[str, dict[str, date | None]]:
        plans: dict[str, dict[str, date | None]] = {}
        start = begun
        for stage in ORDER:
            if stage not in self.s.planned:
                continue
            finish = max(workday(months_before(self.c.today, self.s.planned[stage])), start)
            plans[stage] = {"planned_start_on": start, "planned_finish_on": finish}
            start = finish
        return plans

    def _team(self, now: datetime) -> None:
        for username, role in self.s.team:
            portfolio.add_member(by=self.manager, project=self.project, user=self.who(username), role=role, now=now)
            self._refresh(username)

    def _refresh(self, *usernames: str) -> None:
        """Rights are kept on the person for one request; here a request lasts eighteen months."""
        for username in usernames:
            scopes.forget(self.who(username))

    def _pain(self, p: PainStory) -> Callable[[datetime], None]:
        def act(now: datetime) -> None:
            made = goals.raise_pain_point(
                by=self.manager,
                project=self.project,
                now=now,
                title=p.title,
                title_en=p.title_en,
                source=p.source,
                source_detail=p.detail,
                source_detail_en=p.detail_en,
                process_name=p.process,
                process_name_en=p.process_en,
                hours_per_month=_decimal(p.hours),
                money_per_month=_decimal(p.money),
                frequency_per_month=_decimal(p.cases),
                owner=self.who(p.owner),
                units=[self.c.units[code] for code in p.units],
            )
            self.pains.append(made)

        return act

    def _goal(self, number: int, g: GoalStory) -> Callable[[datetime], None]:
        def act(now: datetime) -> None:
            goal = goals.add_goal(
                by=self.manager,
                project=self.project,
                now=now,
                title=g.title,
                title_en=g.title_en,
                weight=g.weight,
                owner=self.who(g.owner),
                pain_points=[self.pains[i] for i in g.pains],
            )
            self.goals.append(goal)
            for k in range(len(g.kpis)):
                self.kpis[number, k].define(goal, now)
            goals.submit_goal(by=self.manager, goal=goal, now=now)

        return act

    def _ask(self, now: datetime) -> None:
        asked = self.s.round
        assert asked is not None  # noqa: S101 - the event exists only with its story
        goals.ask_sign_off(
            by=self.manager,
            project=self.project,
            executives=[self.who(u) for u in asked.signers],
            due_on=now.astimezone(ZONE).date() + timedelta(days=asked.due_in),
            now=now,
        )

    def _sign(self, username: str) -> Callable[[datetime], None]:
        def act(now: datetime) -> None:
            asked = self.s.round
            assert asked is not None  # noqa: S101 - the event exists only with its story
            people, budget = asked.commits[username]
            goals.sign(
                by=self.who(username),
                sign_off=SignOff.objects.filter(project=self.project).latest("goals_version"),
                people=Decimal(str(people)),
                budget=Decimal(str(budget)),
                months=Decimal(asked.months),
                now=now,
            )

        return act

    def _retarget(self, now: datetime) -> None:
        changed = self.s.retarget
        assert changed is not None  # noqa: S101 - the event exists only with its story
        self.kpis[changed.goal, changed.kpi].retarget(changed.reason, now)

    def _declare(self, now: datetime) -> None:
        told = self.s.declared
        assert told is not None  # noqa: S101 - the event exists only with its story
        until = now.astimezone(ZONE).date() + timedelta(days=told.days)
        health.declare(
            by=self.manager, project=self.project, status=told.status, reason=told.reason, expires_on=until, now=now
        )

    def _advance(self, stage: str) -> Callable[[datetime], None]:
        def act(now: datetime) -> None:
            self.project.refresh_from_db()
            following = ORDER[ORDER.index(stage) + 1]
            portfolio.advance(by=self.manager, project=self.project, stage=following, now=now)

        return act

    def _last_word(self, now: datetime) -> None:
        pain = self.pains[0]
        goals.change_pain_point(by=self.manager, pain=pain, now=now, frequency_per_month=Decimal(24))

    def _require(self, number: int, r: RequirementStory) -> Callable[[datetime], None]:
        def act(now: datetime) -> None:
            author = self.who(r.by)
            allowed = policy.may(author, "add", "requirement", project_id=self.project.pk)
            self.requirements[number] = goals.raise_requirement(
                by=author if allowed else self.manager,
                project=self.project,
                now=now,
                title=r.title,
                title_en=r.title_en,
                business_owner=self.who(r.owner) if r.owner else None,
                goal=self.goals[r.goal] if r.goal is not None else None,
                unit=self.c.units[r.unit],
            )

        return act

    def _assess(self, number: int, r: RequirementStory) -> Callable[[datetime], None]:
        engineer = next(u for u, role in self.s.team if role == "it_engineer")

        def act(now: datetime) -> None:
            self.requirements[number] = goals.assess_requirement(
                by=self.who(engineer),
                requirement=self.requirements[number],
                feasibility=r.verdict,
                effort_days=_decimal(r.effort),
                risk=r.risk,
                conditions=r.conditions,
                now=now,
            )

        return act

    def _decide(self, number: int, r: RequirementStory) -> Callable[[datetime], None]:
        def act(now: datetime) -> None:
            requirement = self.requirements[number]
            owner = requirement.business_owner
            goals.decide_requirement(by=owner, requirement=requirement, status=r.decision, note=r.note, now=now)

        return act


def _is_retargeted(story: ProjectStory, goal: int, kpi: int) -> bool:
    changed = story.retarget
    return changed is not None and (changed.goal, changed.kpi) == (goal, kpi)


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
