"""Gatekeepers speak; owners of conditions say what was done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done
from projects.gates import services
from projects.gates.evidence import Evidence
from projects.gates.forms.decide import DecideForm
from projects.gates.forms.gates import ConditionDoneForm
from projects.gates.models import Gate
from projects.gates.selectors import gates as selectors
from projects.gates.selectors.gates import Board
from projects.gates.services import EvidenceChanged
from projects.gates.views.common import Asking, ask
from projects.gates.views.gates import detail, load


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "decide", found)
    services.require_keeper(found, request.user)
    board = selectors.board(found, timezone.localdate())
    form = DecideForm(request.POST, user=request.user, gate=found, board=board)
    if not form.is_valid():
        return detail(request, found, board=board, form=form)
    try:
        decision = services.decide(by=request.user, gate=found, now=timezone.now(), **form.values())
    except Forbidden:
        raise
    except EvidenceChanged as changed:
        return _changed(request, load(request, pk), form, changed)
    except DomainError as error:
        form.apply(error)
        message = error.message if not load(request, pk).is_undecided else ""
        return detail(request, load(request, pk), board=board, form=form, error=message)
    text = _("Your judgement is recorded; the gate waits for the others")
    if decision is not None:
        text = _("%(code)s: %(decision)s") % {"code": found.code, "decision": decision.get_outcome_display()}
    return done(request, text, found.url)


def _changed(request: HttpRequest, found: Gate, form: DecideForm, changed: EvidenceChanged) -> HttpResponse:
    """The page again with both: what was seen, what it says now. What was typed stays."""
    again = DecideForm(user=request.user, gate=found, board=changed.board)
    again.initial.update({name: value for name, value in form.data.items() if name not in ("watermark", "seen")})
    compared = _compare(form.seen_rows(), changed.board)
    return detail(request, found, board=changed.board, form=again, compared=compared, error=changed.message)


def _compare(seen: dict[int, list[Any]], board: Board) -> list[dict[str, Any]]:
    """The criteria whose evidence differs."""
    rows = []
    for line, now in zip(board.lines, selectors.compact(board.lines), strict=True):
        was = seen.get(line.criterion.pk)
        if was == now or line.evidence is None:
            continue
        shown = {"value": was[2], "threshold": was[3], "status": was[4], "sentence": None} if was else None
        before = Evidence.from_json(shown) if shown and shown["status"] else None
        rows.append({"criterion": line.criterion, "before": before, "now": line.evidence})
    return rows


def condition_done(request: HttpRequest, pk: int) -> HttpResponse:
    rows = selectors.conditions(request.user)
    condition = access.get_visible_or_404(rows, request.user, pk=pk)
    policy.require(request.user, "report", condition)
    gate = condition.gate
    form = ConditionDoneForm(request.POST or None, row=condition)
    asking = Asking(
        _("Condition met"),
        (f"{gate.code} {gate.label}", gate.url),
        gate.project,
        about=condition.text,
        label=_("Condition met"),
        done=_("Condition met"),
    )
    return ask(
        request,
        form,
        lambda: services.close_condition(
            by=request.user, condition=condition, expected=form.expected, now=timezone.now(), **form.values()
        ),
        asking,
    )
