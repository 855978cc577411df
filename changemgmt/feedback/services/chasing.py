"""Nothing said is left lying: reminders, the head of the unit, then management; each once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from changemgmt.feedback.choices import MANAGEMENT_WORKDAYS, PROMISED, WAITING, Level, State, Step
from changemgmt.feedback.models import Feedback
from changemgmt.feedback.selectors import figures
from changemgmt.feedback.services.common import locked, record, title
from changemgmt.feedback.services.deciding import close, was_told
from pmo import calendars, notify, texts
from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.accounts.models import User
from pmo.notify.choices import Kind as MessageKind
from pmo.orgs.models import Unit
from pmo.records.models import save
from pmo.texts import Sentence, day

ORDER = (Step.NONE, Step.UNIT, Step.MANAGEMENT)


def chase(*, today: date, now: datetime) -> int:
    """Remind whoever is to answer or decide, and take further up what is late. Returns how many messages were new.

    One transaction per item: whoever kills this in the middle loses nothing, and doing it twice sends nothing twice.
    """
    made = 0
    waiting = Feedback.objects.filter(state__in=WAITING, admitted=True, answer_due__lte=today)
    for pk in waiting.order_by("answer_due", "pk").values_list("pk", flat=True):
        made += _chase_answer(pk, today, now)
    answered = Feedback.objects.filter(state=State.ANSWERED, decide_due__lte=today, owner__is_active=True)
    for item in answered.select_related("owner"):
        made += _promise(item, item.owner, "feedback.decide_due", today, now, str(item.decide_due), item.url,
                         {"on": day(item.decide_due), "title": title(item)})  # fmt: skip
    return made


@transaction.atomic
def _chase_answer(pk: int, today: date, now: datetime) -> int:
    item = locked(Feedback(pk=pk))
    if item.state not in WAITING:
        return 0
    made = 0
    if item.owner is not None and item.owner.is_active:
        made += _promise(item, item.owner, "feedback.answer_due", today, now, str(item.answer_due), item.url,
                         {"on": day(item.answer_due), "title": title(item)})  # fmt: skip
    late = calendars.workdays_between(item.answer_due, today)
    wanted = Step.MANAGEMENT if late > MANAGEMENT_WORKDAYS else Step.UNIT if late > 0 else Step.NONE
    for step in ORDER[ORDER.index(Step(item.step)) + 1 : ORDER.index(wanted) + 1]:
        made += _escalate(item, step, today, now)
    return made


def _escalate(item: Feedback, step: Step, today: date, now: datetime) -> int:
    people = _heads(item) if step is Step.UNIT else _management(item)
    before = {"step": item.step}
    item.step = step
    save(item, now=now, fields=["step"])
    record(None, "feedback.escalated", item, now, before=before, after={"step": step})
    made = 0
    waits = texts.days((today - item.received_on).days)
    unit = texts.name(item.unit) if item.unit is not None else texts.nested(Sentence("feedback.nounit"))
    for person in people:
        sees = Feedback.objects.visible_to(person).filter(pk=item.pk).exists()
        rule = "feedback.unit_late" if step is Step.UNIT else "feedback.management_late"
        key = rule if step is Step.MANAGEMENT or sees else "feedback.unit_late_blind"
        url = item.url if sees else _figures_url(person)
        params = {"unit": unit, "days": waits, **({"title": title(item)} if key == "feedback.unit_late" else {})}
        made += _promise(item, person, rule, today, now, step, url, params, key=key)
    return made


def _figures_url(person: User) -> str:
    return reverse("feedback:response") if figures.may_read(person) else reverse("feedback:home")


def _heads(item: Feedback) -> list[User]:
    """The head of the unit, or of the nearest above that has one; never whoever said it."""
    if item.unit is None:
        return []
    chain = [*item.unit.ancestor_ids, item.unit.pk]
    units = Unit.objects.filter(pk__in=chain, head__is_active=True).exclude(head_id=item.author_id or 0)
    lowest = units.select_related("head").order_by("-path").first()
    return [lowest.head] if lowest is not None and lowest.head is not None else []


def _management(item: Feedback) -> list[User]:
    """The sponsor of the project; without one the executives."""
    sponsor = item.project.sponsor if item.project is not None else None
    if sponsor is not None and sponsor.is_active:
        return [sponsor]
    led = RoleGrant.objects.filter(role=Role.EXECUTIVE).values("user_id")
    return list(User.objects.filter(pk__in=led, is_active=True).order_by("pk"))


def _promise(
    item: Feedback,
    to: Any,
    rule: str,
    today: date,
    now: datetime,
    period: str,
    url: str,
    params: dict[str, Any],
    *,
    key: str = "",
) -> int:
    late = rule.endswith("_late")
    return int(
        notify.promise(
            rule=rule,
            subject=item,
            period=period,
            to=to,
            text=Sentence(key or rule, params),
            url=url,
            at=now,
            kind=MessageKind.ALERT if late else MessageKind.REMINDER,
        )
    )


def close_told(*, today: date, now: datetime) -> int:
    """Close what is decided, done where it was promised, and told. Returns how many."""
    rows = Feedback.objects.filter(state=State.DECIDED).exclude(decision__in=PROMISED, outcome_on__isnull=True)
    closed = 0
    for item in rows.exclude(author__isnull=True, level=Level.NAMED).order_by("pk"):
        if was_told(item):
            close(by=None, item=item, today=today, now=now)
            closed += 1
    return closed
