"""Tables both ways: the question bank of a course, and the participants of a session."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import pgettext_lazy

from changemgmt.training import services
from changemgmt.training.choices import QuestionKind, SeatState
from changemgmt.training.models import BankQuestion, Course, SessionSeat, TrainingSession
from changemgmt.training.questions import check_bank
from changemgmt.training.selectors.courses import roster
from pmo import access
from pmo.access import policy
from pmo.accounts.models import User
from pmo.exchange import CellError, Checked, Column, ImportContext, Importer, ImportOutcome, Ref, Sheet, TableSpec
from pmo.records import DomainError

BANK, ROSTER = "training_bank", "training_roster"
Row = dict[str, Any]
OPTIONS = 6
OPTION_LABELS = (_("Option 1"), _("Option 2"), _("Option 3"), _("Option 4"), _("Option 5"), _("Option 6"))

BANK_SPEC = TableSpec(
    sheet=_("Question bank"),
    key=("text",),
    columns=(
        Column(
            "text",
            pgettext_lazy("assessment", "Question"),
            required=True,
            max_length=600,
            width=40,
            example="报销单提交后由谁先审批？",
        ),
        Column("text_en", _("In English"), max_length=600, width=32, example="Who approves an expense first?"),
        Column("kind", _("Kind"), kind="choice", choices=QuestionKind.choices, required=True, example="single"),
        *(Column(f"option_{n}", OPTION_LABELS[n - 1], max_length=400, width=24) for n in range(1, OPTIONS + 1)),
        Column(
            "right",
            _("Right options"),
            max_length=40,
            example="1",
            help=_(
                "Numbers, separated by commas. To be put in order: leave empty, the options stand in the right order."
            ),
        ),
        Column("points", pgettext_lazy("assessment", "Points"), kind="integer", minimum=1, maximum=20, example=1),
        Column("note", _("Explanation"), max_length=600),
        Column("note_en", _("Explanation in English"), max_length=600),
    ),
)


def bank_row(row: BankQuestion) -> Row:
    """A question as the import reads it."""
    found: Row = {
        "text": row.text,
        "text_en": row.text_en or None,
        "kind": row.kind,
        "right": ",".join(str(n + 1) for n in row.right) or None,
        "points": row.points,
        "note": row.note or None,
        "note_en": row.note_en or None,
    }
    for n in range(OPTIONS):
        found[f"option_{n + 1}"] = " | ".join(filter(None, row.options[n])) if n < len(row.options) else None
    return found


def bank_sheet(course: Course) -> Sheet:
    return Sheet(_("Question bank"), BANK_SPEC.columns, [bank_row(row) for row in course.questions.all()])


def bank_context(user: Any, params: Mapping[str, str]) -> ImportContext:
    course = access.get_visible_or_404(
        Course.objects.select_related("project", "owner"), user, pk=params.get("course", "")[:18]
    )
    policy.require(user, "import", course)
    policy.require(user, "change", course)
    return ImportContext(
        user=user,
        params={"course": str(course.pk)},
        title=course.label,
        back_url=course.url,
        project_id=course.project_id,
        obj=course,
    )


def _values(row: Row) -> Row:
    """What the service takes. Raises ValueError for numbers that are none."""
    options = []
    for n in range(1, OPTIONS + 1):
        text = row[f"option_{n}"]
        if text:
            zh, _bar, en = (part.strip() for part in text.replace("｜", "|").partition("|"))
            options.append((zh or en, en))
    right = [int(part) - 1 for part in str(row["right"] or "").replace("，", ",").split(",") if part.strip()]
    return {
        "kind": row["kind"],
        "text": row["text"],
        "text_en": row["text_en"] or "",
        "options": options,
        "right": right,
        "points": row["points"] or 1,
        "note": row["note"] or "",
        "note_en": row["note_en"] or "",
    }


def bank_check(rows: list[Row], context: ImportContext) -> Checked:
    """One query. A question that is there, by its text, is changed; others are added."""
    known = {row.text.casefold(): row for row in context.obj.questions.all()}
    errors, actions, before = [], [], []
    for row in rows:
        old = known.get(row["text"].casefold())
        try:
            values = _values(row)
            check_bank(values["kind"], values["options"], values["right"])
        except ValueError:
            errors.append(CellError(row["_row"], "right", "number", N_("Numbers of options, separated by commas")))
            values = {}
        except DomainError as error:
            column = "option_1" if error.code == "options" else "right"
            errors.append(CellError(row["_row"], column, error.code, error.raw_message))
            values = {}
        shown = bank_row(old) if old else {}
        changed = {name: value for name, value in shown.items() if (row[name] or None) != (value or None)}
        actions.append("create" if old is None else "update" if changed else "unchanged")
        before.append(changed or None)
    return Checked(errors=errors, actions=actions, before=before)


def bank_commit(rows: list[Row], by: Any, context: ImportContext, now: datetime) -> ImportOutcome:
    checked = bank_check(rows, context)
    known = {row.text.casefold(): row for row in context.obj.questions.select_related("course__project")}
    for row, action in zip(rows, checked.actions, strict=True):
        if action == "create":
            services.add_question(by=by, course=context.obj, now=now, **_values(row))
        elif action == "update":
            services.change_question(by=by, question=known[row["text"].casefold()], now=now, **_values(row))
    count = list(checked.actions).count
    return ImportOutcome(
        created=count("create"), updated=count("update"), unchanged=count("unchanged"), url=context.back_url
    )


ROSTER_SPEC = TableSpec(
    sheet=pgettext_lazy("training", "Participants"),
    key=("person",),
    columns=(
        Column("person", _("Person"), kind="person", required=True, example="E1001", width=18),
        Column("attended", _("Was there"), kind="bool", help=_("Empty: not known yet.")),
    ),
)
# What goes out comes in again: the columns the import reads, with what a trainer wants to see between them.
ROSTER_OUT = (
    ROSTER_SPEC.columns[0],
    Column("name", _("Name"), width=18),
    Column("unit", _("Unit"), width=20),
    Column("state", _("Seat")),
    ROSTER_SPEC.columns[1],
)


def _number(seat: SessionSeat) -> Ref:
    return Ref(seat.user_id, seat.user.employee_no or seat.user.username)


def roster_sheet(session: TrainingSession, user: Any) -> Sheet:
    rows = [
        {
            "person": _number(seat),
            "name": seat.user.label,
            "unit": seat.user.unit.label if seat.user.unit else "",
            "state": str(seat.get_state_display()),
            "attended": seat.attended,
        }
        for seat in roster(session, user)
    ]
    return Sheet(pgettext_lazy("training", "Participants"), ROSTER_OUT, rows)


def roster_context(user: Any, params: Mapping[str, str]) -> ImportContext:
    rows = TrainingSession.objects.select_related("course__project", "course__owner", "trainer")
    session = access.get_visible_or_404(rows, user, pk=params.get("session", "")[:18])
    policy.require(user, "import", session)
    policy.require(user, "change", session)
    return ImportContext(
        user=user,
        params={"session": str(session.pk)},
        title=str(session.course.label),
        back_url=session.url,
        project_id=session.course.project_id,
        obj=session,
    )


def roster_rows(context: ImportContext) -> list[Row]:
    return [{"person": _number(seat), "attended": seat.attended} for seat in roster(context.obj, context.user)]


def _seats(rows: list[Row], session: TrainingSession) -> dict[int, SessionSeat]:
    ids = [int(row["person"]) for row in rows]
    seats = session.places.exclude(state=SeatState.GIVEN_UP).filter(user__in=ids)
    return {seat.user_id: seat for seat in seats.select_related("session__course__project", "session__trainer")}


def roster_check(rows: list[Row], context: ImportContext) -> Checked:
    """One query. Who is not on the list is put on it; what is said of being there is noted."""
    known = _seats(rows, context.obj)
    actions, before = [], []
    for row in rows:
        seat = known.get(int(row["person"]))
        changed = seat is not None and row["attended"] is not None and seat.attended != row["attended"]
        actions.append("create" if seat is None else "update" if changed else "unchanged")
        before.append({"attended": seat.attended} if changed and seat is not None else None)
    return Checked(actions=actions, before=before)


def roster_commit(rows: list[Row], by: Any, context: ImportContext, now: datetime) -> ImportOutcome:
    checked = roster_check(rows, context)
    session = context.obj
    fresh = [int(row["person"]) for row, action in zip(rows, checked.actions, strict=True) if action == "create"]
    services.add_participants(by=by, session=session, people=list(User.objects.filter(pk__in=fresh)), now=now)
    known = _seats(rows, session)
    for row in rows:
        seat = known.get(int(row["person"]))
        if seat is not None and row["attended"] is not None and seat.attended != row["attended"]:
            services.mark_attendance(by=by, seat=seat, attended=row["attended"], reason="Excel", now=now)
    count = list(checked.actions).count
    return ImportOutcome(
        created=count("create"), updated=count("update"), unchanged=count("unchanged"), url=context.back_url
    )


IMPORTERS = (
    Importer(
        kind=BANK,
        title=_("Question bank"),
        spec=BANK_SPEC,
        context=bank_context,
        check=bank_check,
        commit=bank_commit,
        template_rows=lambda context: [bank_row(row) for row in context.obj.questions.all()],
        about=_("One question per row. Options: Chinese | English."),
    ),
    Importer(
        kind=ROSTER,
        title=pgettext_lazy("training", "Participants"),
        spec=ROSTER_SPEC,
        context=roster_context,
        check=roster_check,
        commit=roster_commit,
        template_rows=roster_rows,
        about=_("One person per row; who is not on the list yet gets a seat while there are any."),
    ),
)
