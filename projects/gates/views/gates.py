"""One gate: its criteria with their evidence, what its keepers say, what was decided and when."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render
from projects.gates import funding, services
from projects.gates.forms.decide import DecideForm
from projects.gates.forms.gates import CriterionForm, GateForm, PlanForm
from projects.gates.models import Gate, GateCriterion
from projects.gates.selectors import gates as selectors
from projects.gates.selectors import pilots
from projects.gates.selectors.gates import Board
from projects.gates.views.common import Asking, ask
from projects.portfolio.stage_pages import page


def load(request: HttpRequest, pk: int) -> Gate:
    found: Gate = access.get_visible_or_404(selectors.visible(request.user), request.user, pk=pk)
    return found


def gate(request: HttpRequest, pk: int) -> HttpResponse:
    return detail(request, load(request, pk))


def detail(
    request: HttpRequest,
    found: Gate,
    *,
    board: Board | None = None,
    form: DecideForm | None = None,
    compared: list[Any] | None = None,
    error: str = "",
) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    votes = selectors.votes_of(found)
    people = selectors.keepers(found)
    now_board = board or selectors.board(found, today, votes)
    open_ = found.project.is_open and found.is_undecided
    earlier = selectors.before(found) if open_ else None
    mine = next((vote for vote in votes if vote.person_id == user.pk), None)
    may_decide = open_ and earlier is None and user.pk in {p.pk for p in people} and policy.may(user, "decide", found)
    if may_decide and form is None:
        form = DecideForm(user=user, gate=found, board=now_board, mine=mine)
    spoken = {vote.person_id: vote for vote in votes}
    kept = [spoken.get(person.pk) for person in people]
    context = page(
        request,
        found.project,
        "gates",
        gate=found,
        board=now_board,
        voices=list(zip(people, kept, strict=True)),
        split=open_ and bool(kept) and all(kept),
        form=form if may_decide else None,
        mine=mine,
        compared=compared,
        earlier=earlier,
        funding=funding.of(found, request.user),
        standing=pilots.standing(found.project),
        decisions=selectors.decided(found),
        open=open_,
        today=today,
        may_plan=open_ and policy.may(user, "plan", found),
        may_change=open_ and policy.may(user, "change", found),
        entries=audit.history(found),
        error=error,
    )
    refused = bool(error) or compared is not None or bool(form is not None and form.errors)
    return render(request, "projects/gates/gate.html", context, status=422 if refused else 200)


def plan(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "plan", found)
    form = PlanForm(request.POST or None, row=found, initial={"planned_on": found.planned_on})
    return ask(
        request,
        form,
        lambda: services.plan_gate(
            by=request.user, gate=found, expected=form.expected, now=timezone.now(), **form.values()
        ),
        _asking(found, _("When it meets")),
    )


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    form = GateForm(request.POST or None, instance=found, user=request.user)
    return ask(
        request,
        form,
        lambda: services.change_gate(
            by=request.user, gate=found, expected=form.expected, now=timezone.now(), **form.values()
        ),
        _asking(found, _("Edit %(code)s") % {"code": found.code}),
    )


def criterion_new(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    form = CriterionForm(request.POST or None)
    return ask(
        request,
        form,
        lambda: services.add_criterion(by=request.user, gate=found, now=timezone.now(), **form.values()),
        _asking(found, _("New criterion")),
    )


def _criterion(found: Gate, pk: int) -> GateCriterion:
    row = GateCriterion.objects.filter(gate=found, pk=pk).first()
    if row is None:
        raise Http404
    row.gate = found
    return row


def criterion_edit(request: HttpRequest, pk: int, criterion_pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    row = _criterion(found, criterion_pk)
    form = CriterionForm(request.POST or None, instance=row)
    return ask(
        request,
        form,
        lambda: services.change_criterion(
            by=request.user, criterion=row, expected=form.expected, now=timezone.now(), **form.values()
        ),
        _asking(found, _("Edit the criterion")),
    )


@require_POST
def criterion_remove(request: HttpRequest, pk: int, criterion_pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    services.remove_criterion(by=request.user, criterion=_criterion(found, criterion_pk), now=timezone.now())
    return done(request, _("Criterion removed"), found.url)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    try:
        services.remove_gate(by=request.user, gate=found, now=timezone.now())
    except Forbidden:
        raise
    except DomainError as error:
        return detail(request, found, error=error.message)
    return done(request, _("Gate removed"), reverse("gates:chain", args=[found.project.key]))


def _asking(found: Gate, title: str) -> Asking:
    parent = (f"{found.code} {found.label}", found.url)
    return Asking(title, parent, found.project, about=f"{found.code} {found.label}")
