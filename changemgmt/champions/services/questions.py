"""Colleagues ask the champions of their unit; whoever answers first answers for all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from changemgmt.champions import rights
from changemgmt.champions.choices import ANSWER_WITHIN, QuestionState, Topic
from changemgmt.champions.models import ChampionQuestion
from changemgmt.champions.selectors import network, questions
from pmo import audit, calendars, notify
from pmo.accounts.models import User
from pmo.notify.services import Promise, promise_many
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, name, text, words
from projects.portfolio.acts import filled, require_open
from projects.portfolio.models import Project

ASKED, ANSWERED, ESCALATED = "champion_question.asked", "champion_question.answered", "champion_question.escalated"
FIELDS = ("topic", "text", "state", "answer", "public")
MOST_OPEN = 10
# What a question looks like in a message.
SHOWN = 80


@transaction.atomic
def ask(*, by: Any, project: Project, now: datetime, topic: str = Topic.HOW, words_: str = "") -> ChampionQuestion:
    """Ask the champions of one's unit; where there is none, whoever leads the change, at once.

    Raises Forbidden (the project does not concern one's unit), Conflict (closed; asked already; too many open) or
    Invalid (topic).
    """
    require_open(project)
    own = by.unit
    if own is None or not Project.objects.filter(pk=project.pk, units__in=[*own.ancestor_ids, own.pk]).exists():
        raise Forbidden(_("The project does not concern your unit."))
    if topic not in Topic.values:
        raise Invalid(_("Choose what it is about."), code="unknown", field="topic")
    User.objects.select_for_update().get(pk=by.pk)
    said = words_.strip()[:1000]
    mine = ChampionQuestion.objects.filter(asked_by=by, project=project, state=QuestionState.OPEN)
    if mine.filter(topic=topic, text=said).exists():
        raise Conflict(_("You have asked this already; it is waiting for its answer."), code="asked")
    if mine.count() >= MOST_OPEN:
        raise Conflict(
            _("%(n)s questions of yours are open: wait for their answers first."),
            code="too_many",
            params={"n": MOST_OPEN},
        )
    place, champions = questions.place_of(project, by)
    made = create(ChampionQuestion(project=project, unit=place or own, topic=topic, text=said, asked_by=by), now=now)
    _record(by, ASKED, made, now, after=filled(audit.snapshot(made, FIELDS)))
    if champions:
        _tell(made, ASKED, [one.user for one in champions], now)
    else:
        _escalate(made, now)
    return made


@transaction.atomic
def answer(
    *,
    by: Any,
    question: ChampionQuestion,
    answer: str,
    now: datetime,
    public: bool = False,
    expected: int | None = None,
) -> ChampionQuestion:
    """Answer for all champions, or put a given answer right.

    Raises Forbidden (not of this unit; one's own question), Conflict (taken back; somebody else's answer), Invalid
    (nothing said) or StaleWrite.
    """
    if not rights.may_answer(by, question):
        raise Forbidden(_("This question is answered by the champions of the unit."))
    found = ChampionQuestion.objects.select_for_update().get(pk=question.pk)
    if found.state == QuestionState.WITHDRAWN:
        raise Conflict(_("The question has been taken back."), code="withdrawn")
    if found.state == QuestionState.ANSWERED and found.answered_by_id != by.pk:
        raise Conflict(_("Somebody else has answered meanwhile."), code="answered")
    if not answer.strip():
        raise Invalid(_("Write the answer."), code="required", field="answer")
    before = audit.snapshot(found, FIELDS)
    found.answer, found.public, found.state = answer.strip()[:4000], public, QuestionState.ANSWERED
    found.answered_by, found.answered_at = by, found.answered_at or now
    fields = ["answer", "public", "state", "answered_by", "answered_at"]
    save(found, now=now, expected=expected, fields=fields)
    _record(by, ANSWERED, found, now, before=before, after=audit.snapshot(found, FIELDS))
    for rule in (ASKED, ESCALATED):
        notify.settle(rule=rule, subject=found, now=now)
    _tell(found, ANSWERED, [found.asked_by], now, who=by)
    return found


@transaction.atomic
def take_back(*, by: Any, question: ChampionQuestion, now: datetime) -> ChampionQuestion:
    """The asker does not need it any more. Raises Forbidden or Conflict (answered)."""
    if by.pk != question.asked_by_id:
        raise Forbidden(_("Only whoever asked takes a question back."))
    if question.state != QuestionState.OPEN:
        raise Conflict(_("The question is not open any more."), code="settled")
    before = audit.snapshot(question, FIELDS)
    question.state = QuestionState.WITHDRAWN
    save(question, now=now, fields=["state"])
    _record(by, "champion_question.taken_back", question, now, before=before, after=audit.snapshot(question, FIELDS))
    for rule in (ASKED, ESCALATED):
        notify.settle(rule=rule, subject=question, now=now)
    return question


def escalate(*, now: datetime) -> int:
    """Questions nobody answered for two working days go to whoever leads the change, once; returns how many."""
    old = now - timedelta(days=1)
    rows = ChampionQuestion.objects.filter(state=QuestionState.OPEN, escalated_at__isnull=True, created_at__lte=old)
    late = 0
    related = ("asked_by", "unit", "project__manager", "project__portfolio__calendar")
    for question in rows.select_related(*related):
        if question.project.is_open and due_at(question) <= now:
            with transaction.atomic():
                late += _escalate(question, now)
    return late


def due_at(question: ChampionQuestion) -> datetime:
    """Two working days after it was asked, at the same time of day."""
    zone = ZoneInfo(question.asked_by.time_zone)
    asked = question.created_at.astimezone(zone)
    day = calendars.table(question.project.portfolio.calendar).add(asked.date(), ANSWER_WITHIN)
    return datetime.combine(day, asked.timetz())


def _escalate(question: ChampionQuestion, now: datetime) -> int:
    open_ = ChampionQuestion.objects.filter(Q(pk=question.pk, escalated_at__isnull=True, state=QuestionState.OPEN))
    if not open_.update(escalated_at=now):
        return 0
    question.escalated_at = now
    _record(None, ESCALATED, question, now, after={"unit": question.unit.name})
    leaders = [person for person in network.leaders(question.project) if person.pk != question.asked_by_id]
    _tell(question, ESCALATED, leaders, now)
    return 1


def _tell(question: ChampionQuestion, rule: str, to: list[User], now: datetime, who: Any = None) -> None:
    about = question.text[:SHOWN]
    params = {
        "who": name(who or question.asked_by),
        "unit": name(question.unit),
        "text": words(about) if about else text(TOPIC_WORDS[question.topic]),
    }
    promise_many(
        Promise(
            rule=rule, subject=question, period="once", to=person, text=Sentence(rule, params), url=question.url,
            at=now, kind="info" if rule == ANSWERED else "reminder",
        )
        for person in to
    )  # fmt: skip


# The words of the topics, as messages keep them.
TOPIC_WORDS = {
    Topic.HOW.value: "How does it work?",
    Topic.BROKEN.value: "Something does not work",
    Topic.ACCESS.value: "I cannot get in",
    Topic.VISIT.value: "Come by, please",
}


def _record(by: Any, act: str, question: ChampionQuestion, now: datetime, **more: Any) -> None:
    audit.record(by=by, act=act, obj=question, project_id=question.project_id, now=now, **more)
