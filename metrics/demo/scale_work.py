"""What waits for people in a company made in bulk: requirements, signatures, reviews, actions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from metrics.demo.bulk import known, write
from metrics.demo.clock import ZONE
from metrics.health.quarters import last_quarter_end, quarter_of
from metrics.reviews import schedule
from metrics.reviews.choices import ActionStatus, Attendance, ReviewStatus
from metrics.reviews.models import Action, AgendaItem, Review, ReviewParticipant, ReviewRule
from metrics.reviews.services.reviews import DEFAULT_AGENDA
from pmo import calendars
from projects.goals.choices import Feasibility, RequirementStatus, SignatureDecision, SignOffStatus
from projects.goals.models import Requirement, Signature, SignOff
from projects.goals.versions import fingerprint, freeze
from projects.portfolio.choices import Stage
from projects.portfolio.models import Project

if TYPE_CHECKING:
    from metrics.demo.scale import Scale

REQUIREMENTS = 3
# Every so manieth project is looked at in a review of its own, and waits for signatures.
REVIEWED, WAITING = 10, 120
SIGNERS = ("ceo", "cfo")


def ask_and_review(scale: Scale) -> None:
    write(Requirement, (_requirement(scale, p, n) for p in scale.projects for n in range(1, REQUIREMENTS + 1)))
    rounds = write(SignOff, (_round(scale, p) for p in scale.projects if p.stage != Stage.GOALS or p.pk % WAITING == 0))
    write(Signature, (signature for round_ in rounds for signature in _signatures(scale, round_)))
    _reviews(scale)


def _requirement(scale: Scale, project: Project, number: int) -> Requirement:
    """Most are settled; few wait for the people of the stories, so that their pages stay like pages of people."""
    waits = project.pk % 40 == 0 and number > 1
    raised = waits and number == REQUIREMENTS
    status = RequirementStatus.RAISED if raised else RequirementStatus.ASSESSED if waits else RequirementStatus.REJECTED
    return Requirement(
        project=project,
        number=number,
        title=f"需求 {number}",
        title_en=f"Requirement {number}",
        business_owner_id=project.business_owner_id,
        raised_by_id=known(project.manager_id),
        status=status,
        feasibility=Feasibility.PENDING if raised else Feasibility.FEASIBLE,
        effort_days=None if raised else Decimal(scale.random.randint(2, 60)),
        decision_note="" if waits else "不在本期范围",
        created_at=scale.now - timedelta(days=30),
        updated_at=scale.now - timedelta(days=scale.random.randint(0, 25)),
    )


def _round(scale: Scale, project: Project) -> SignOff:
    frozen = freeze(project)
    waiting = project.pk % WAITING == 0
    asked = scale.now - timedelta(days=6 if waiting else 90)
    return SignOff(
        project=project,
        goals_version=1,
        frozen=frozen,
        fingerprint=fingerprint(frozen),
        status=SignOffStatus.OPEN if waiting else SignOffStatus.SIGNED,
        asked_by_id=known(project.manager_id),
        asked_at=asked,
        closed_at=None if waiting else asked + timedelta(days=4),
        due_on=scale.today + timedelta(days=8) if waiting else None,
        created_at=asked,
        updated_at=asked,
    )


def _signatures(scale: Scale, round_: SignOff) -> Iterator[Signature]:
    for i, username in enumerate(SIGNERS):
        signed = round_.status == SignOffStatus.SIGNED or i > 0
        yield Signature(
            sign_off=round_,
            executive=scale.company.people[username],
            decision=SignatureDecision.SIGNED if signed else SignatureDecision.WAITING,
            people=Decimal(3) if signed else None,
            budget=Decimal(800_000) if signed else None,
            months=Decimal(12) if signed else None,
            decided_at=round_.asked_at + timedelta(days=2) if signed else None,
            created_at=round_.asked_at,
            updated_at=round_.asked_at,
        )


def _reviews(scale: Scale) -> None:
    """A rule per portfolio and for every tenth project, its last review held, its next one planned."""
    subjects: list[tuple[Any, Project | None]] = [(p, None) for p in scale.portfolios]
    subjects += [(p.portfolio, p) for p in scale.projects[::REVIEWED] if p.is_open]
    rules = write(ReviewRule, [_rule(scale, portfolio, project) for portfolio, project in subjects])
    reviews = write(Review, [review for rule in rules for review in _pair(scale, rule)])
    people = [scale.company.people[u] for u in ("ceo", "cfo", "coo", "pmo", "owner")]
    write(
        ReviewParticipant,
        (
            ReviewParticipant(
                review=r,
                user=u,
                attendance=Attendance.ATTENDED if r.status == ReviewStatus.CLOSED else Attendance.ACCEPTED,
            )
            for r in reviews
            for u in people
        ),
    )
    write(
        AgendaItem, (AgendaItem(review=r, position=n, **item) for r in reviews for n, item in enumerate(DEFAULT_AGENDA))
    )
    write(Action, (action for r in reviews if r.status == ReviewStatus.CLOSED for action in _actions(scale, r)))


def _rule(scale: Scale, portfolio: Any, project: Project | None) -> ReviewRule:
    organiser = known(project.manager_id) if project is not None else scale.company.people["pmo"].pk
    return ReviewRule(
        portfolio=portfolio,
        project=project,
        offset_workdays=9,
        at_time=time(9, 30),
        organiser_id=organiser,
        created_at=scale.now,
        updated_at=scale.now,
    )


def _pair(scale: Scale, rule: ReviewRule) -> Iterator[Review]:
    table, end = calendars.table(), last_quarter_end(scale.today)
    coming = schedule.upcoming_quarter(scale.today, rule.offset_workdays, table)
    before = quarter_of(end) if quarter_of(end) != coming else quarter_of(last_quarter_end(end))
    for quarter, status in ((before, ReviewStatus.CLOSED), (coming, ReviewStatus.PLANNED)):
        day = schedule.review_day(quarter, rule.offset_workdays, table)
        yield Review(
            rule=rule,
            portfolio_id=rule.portfolio_id,
            project_id=rule.project_id,
            quarter=quarter,
            starts_at=datetime.combine(day, rule.at_time, tzinfo=ZONE),
            organiser_id=rule.organiser_id,
            status=status,
            created_at=scale.now,
            updated_at=scale.now,
        )


def _actions(scale: Scale, review: Review) -> Iterator[Action]:
    for n in range(3):
        done = n < 2
        yield Action(
            review=review,
            project_id=review.project_id,
            title=f"行动 {n + 1}",
            title_en=f"Action {n + 1}",
            owner_id=scale.managers[(review.pk + n) % len(scale.managers)].pk,
            due_on=scale.today + timedelta(days=scale.random.randint(-10, 40)),
            status=ActionStatus.DONE if done else ActionStatus.OPEN,
            result="完成" if done else "",
            done_at=scale.now - timedelta(days=3) if done else None,
            created_by_id=review.organiser_id,
            created_at=scale.now,
            updated_at=scale.now,
        )
