"""Feedback that waits for a person: to be put in order, answered, decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from changemgmt.feedback.choices import WAITING, State
from changemgmt.feedback.models import Feedback
from changemgmt.feedback.selectors.items import visible
from pmo import texts
from pmo.access import scopes
from pmo.access.roles import Role
from pmo.texts import Sentence, day
from projects.portfolio import dimensions
from projects.portfolio.dimensions import Act, Decision

READ = 200
# More of one kind from one project are one line that opens their list.
FEW = 3


def connect() -> None:
    """For whoever leads the change or the project: what is new. For its owner: to answer, then to decide."""
    register = dimensions.register_decisions
    register("feedback.triage", lambda user, now: _lines(_new(user)), lambda user, now: _new(user))
    register("feedback.own", lambda user, now: _lines(_owned(user)), lambda user, now: _owned(user))


def _lines(rows: Any) -> Iterator[Decision]:
    """Few stand one by one; thirty times "Decide" would hide everything else that waits."""
    found: dict[tuple[str, int | None], list[Feedback]] = {}
    for row in rows[:READ]:
        found.setdefault((_step(row), row.project_id), []).append(row)
    for (step, _project), some in found.items():
        if len(some) > FEW:
            yield _together(step, some)
        else:
            yield from map(_to_triage if step == "triage" else _own, some)


def _step(row: Feedback) -> str:
    if row.owner_id is None:
        return "triage"
    return "answer" if row.state in WAITING else "decide"


def _together(step: str, rows: Sequence[Feedback]) -> Decision:
    """Several of one project, oldest due first."""
    project = rows[0].project
    narrowed = {
        "triage": [("state", "new")],
        "answer": [("mine", "1"), *(("state", state.value) for state in WAITING)],
        "decide": [("mine", "1"), ("state", State.ANSWERED.value)],
    }[step]
    of = [("project", project.key)] if project is not None else []
    url = f"{reverse('feedback:list')}?{urlencode([*narrowed, *of, ('sort', 'answer_due')])}"
    due = min(row.decide_due if step == "decide" else row.answer_due for row in rows)
    return Decision(
        key=f"feedback.{step}:of:{rows[0].project_id}",
        kind=_("Feedback"),
        title=project.label if project is not None else str(_("No particular project")),
        why=Sentence(f"feedback.why.{step}_many", {"count": texts.num(len(rows)), "on": day(due)}),
        acts=[Act(_("Open the list"), url, primary=True)],
        url=url,
        waiting_since=datetime.combine(min(row.received_on for row in rows), time.min, tzinfo=UTC),
        due_on=due,
        project_id=rows[0].project_id,
    )


def _owned(user: Any) -> Any:
    return visible(user).filter(owner_id=user.pk, state__in=(*WAITING, State.ANSWERED)).order_by("answer_due", "pk")


def _new(user: Any) -> Any:
    """New ones of the projects one leads; those of no project for the PMO lead."""
    access = scopes.of(user)
    led = [pk for pk, roles in access.project_roles.items() if roles & {Role.PROJECT_MANAGER, Role.CHANGE_MANAGER}]
    rows = visible(user).filter(state=State.NEW, owner__isnull=True).exclude(author_id=user.pk)
    mine = rows.filter(project_id__in=led)
    if Role.PMO_LEAD in access.roles:
        mine = mine | rows.filter(project__isnull=True)
    return mine.order_by("answer_due", "pk")


def _to_triage(row: Feedback) -> Decision:
    params = {"unit": _unit(row), "kind": texts.text(_kind(row.kind)), "on": day(row.answer_due)}
    return _decision(row, f"feedback.triage:{row.pk}", _("Feedback"), Sentence("feedback.why.triage", params),
                     Act(_("Give it an owner"), f"{row.url}#triage", primary=True))  # fmt: skip


def _own(row: Feedback) -> Decision:
    if row.state in WAITING:
        sentence = Sentence("feedback.why.answer", {"unit": _unit(row), "on": day(row.answer_due)})
        act = Act(_("Answer"), f"{row.url}#answer", primary=True)
        return _decision(row, f"feedback.answer:{row.pk}", _("Feedback"), sentence, act)
    sentence = Sentence(
        "feedback.why.decide",
        {"answered": day(row.answered_on or row.received_on), "on": day(row.decide_due)},
    )
    act = Act(_("Decide"), f"{row.url}#decide", primary=True)
    return _decision(row, f"feedback.decide:{row.pk}", _("Feedback"), sentence, act)


def _decision(row: Feedback, key: str, kind: Any, why: Sentence, act: Act) -> Decision:
    return Decision(
        key=key,
        kind=kind,
        title=row.label,
        why=why,
        acts=[act],
        url=row.url,
        waiting_since=datetime.combine(row.received_on, time.min, tzinfo=UTC),
        due_on=row.answer_due if row.state in WAITING else row.decide_due,
        project_id=row.project_id,
    )


def _unit(row: Feedback) -> Any:
    return texts.name(row.unit) if row.unit is not None else texts.nested(Sentence("feedback.nounit"))


def _kind(code: str) -> str:
    return {"good": "praise", "stuck": "somebody is stuck", "idea": "an idea"}[code]
