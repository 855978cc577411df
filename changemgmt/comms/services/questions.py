"""Questions under an announcement, answered in public. Who asked without a name is shown to nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from changemgmt.comms.choices import QuestionState, State
from changemgmt.comms.models import Announcement, AnnouncementQuestion
from changemgmt.comms.services.common import told
from pmo import audit, notify
from pmo.access import policy
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, name


@transaction.atomic
def ask(*, by: Any, announcement: Announcement, text: str, now: datetime, hidden: bool = False) -> AnnouncementQuestion:
    """Ask under an announcement one reads; the sender and the author are told. Raises Forbidden, Conflict, Invalid."""
    seen = Announcement.objects.visible_to(by).filter(pk=announcement.pk).exists()
    if not seen or getattr(by, "read_only", False):
        raise Forbidden(_("Your role does not allow this."))
    if announcement.state != State.PUBLISHED:
        raise Conflict(_("Questions are asked under what has gone out."), code="state")
    if not announcement.questions_open:
        raise Conflict(_("No questions are taken here; ask your manager or the project."), code="questions_closed")
    if not text.strip():
        raise Invalid(_("Write your question."), code="required", field="text")
    made = create(
        AnnouncementQuestion(announcement=announcement, text=text.strip(), asked_by=by, hidden=hidden), now=now
    )
    _record(None if hidden else by, "announcement.asked", made, now, after={"question": made.text})
    team = {person.pk: person for person in (announcement.sender, announcement.author)}
    for person in team.values():
        if person.pk != by.pk:
            rule = "announcement.question_hidden" if hidden else "announcement.question"
            params: dict[str, Any] = {} if hidden else {"who": name(by)}
            _tell(rule, made, person, now, params=params)
    return made


@transaction.atomic
def answer(
    *,
    by: Any,
    question: AnnouncementQuestion,
    now: datetime,
    text: str = "",
    text_en: str = "",
    expected: int | None = None,
) -> AnnouncementQuestion:
    """Answer it for everybody, or answer it better; everybody who asked it is told once.

    Raises Forbidden, Conflict, Invalid or StaleWrite.
    """
    policy.require(by, "answer", question.announcement)
    _require(question, QuestionState.OPEN, QuestionState.ANSWERED)
    if not text.strip() and not text_en.strip():
        raise Invalid(_("Write the answer."), code="required", field="answer")
    before = {"answer": question.answer or question.answer_en}
    question.answer, question.answer_en = text.strip(), text_en.strip()
    question.state, question.answered_by, question.answered_at = QuestionState.ANSWERED, by, now
    fields = ["answer", "answer_en", "state", "answered_by", "answered_at"]
    save(question, now=now, expected=expected, fields=fields)
    after = {"question": question.text, "answer": question.answer or question.answer_en}
    _record(by, "announcement.answered", question, now, before=before, after=after)
    _settle(question, now)
    for asked in [question, *question.merged.select_related("asked_by", "announcement__sender")]:
        _tell_asker(asked, question, by, now)
    return question


@transaction.atomic
def merge(*, by: Any, question: AnnouncementQuestion, into: AnnouncementQuestion, now: datetime) -> None:
    """The same was asked before: both get one answer. Raises Forbidden, Conflict or Invalid."""
    policy.require(by, "answer", question.announcement)
    _require(question, QuestionState.OPEN)
    if into.announcement_id != question.announcement_id or into.pk == question.pk:
        raise Invalid(_("Choose another question under the same announcement."), code="foreign", field="into")
    if into.state not in (QuestionState.OPEN, QuestionState.ANSWERED):
        raise Invalid(_("Choose a question that is still on the page."), code="state", field="into")
    # Whoever was told to look here looks there.
    question.merged.update(merged_into=into)
    question.state, question.merged_into = QuestionState.MERGED, into
    save(question, now=now, fields=["state", "merged_into"])
    _record(by, "announcement.question_merged", question, now, before={"question": question.text},
            after={"into": into.text})  # fmt: skip
    _settle(question, now)
    if into.state == QuestionState.ANSWERED:
        _tell_asker(question, into, by, now)


@transaction.atomic
def remove(*, by: Any, question: AnnouncementQuestion, now: datetime) -> None:
    """Take it off the page; whoever asked may too, until it is answered. Raises Forbidden or Conflict."""
    own = question.asked_by_id == by.pk and question.state == QuestionState.OPEN
    if not own or getattr(by, "read_only", False):
        policy.require(by, "answer", question.announcement)
    _require(question, QuestionState.OPEN, QuestionState.ANSWERED)
    question.state = QuestionState.REMOVED
    save(question, now=now, fields=["state"])
    who = None if own and question.hidden else by
    _record(who, "announcement.question_removed", question, now, before={"question": question.text})
    _settle(question, now)


def _require(question: AnnouncementQuestion, *states: str) -> None:
    if question.state not in states:
        raise Conflict(
            _("This cannot be done now: the question is “%(state)s”."),
            code="state",
            params={"state": question.get_state_display()},
        )


def _settle(question: AnnouncementQuestion, now: datetime) -> None:
    for rule in ("announcement.question", "announcement.question_hidden"):
        notify.settle(rule=rule, subject=question, now=now)


def _record(who: Any, act: str, question: AnnouncementQuestion, now: datetime, **values: Any) -> None:
    found = question.announcement
    audit.record(by=who, act=act, obj=found, project_id=found.project_id, now=now, **values)


def _tell_asker(asked: AnnouncementQuestion, answered: AnnouncementQuestion, by: Any, now: datetime) -> None:
    if asked.asked_by_id != by.pk:
        _tell("announcement.answered", asked, asked.asked_by, now, url=answered.url)


def _tell(
    rule: str,
    question: AnnouncementQuestion,
    to: Any,
    now: datetime,
    *,
    url: str = "",
    params: Mapping[str, Any] | None = None,
) -> None:
    notify.promise(
        rule=rule,
        subject=question,
        period="once",
        to=to,
        text=Sentence(rule, {**told(question.announcement), **(params or {})}),
        url=url or question.url,
        at=now,
    )
