"""Approvals: the inbox of those who sign, and the page of one with everything to decide on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError, Forbidden
from pmo.web import formats
from pmo.web.lists import Choice, Column, Empty, Flag, ListPage, Ref, SavedTab
from pmo.web.pages import done, render, safe_next
from projects.budget import services
from projects.budget.approval_models import Approval
from projects.budget.choices import ApprovalState, Subject
from projects.budget.forms.approvals import AgainForm, DecideForm, PersonForm
from projects.budget.selectors import approvals as selectors
from projects.budget.selectors import ledger, signers
from projects.budget.selectors.ledger import Parts
from projects.budget.selectors.released import Released
from projects.budget.services.approvals import turns
from projects.budget.views.common import money_page
from projects.portfolio.models import Project


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return Project.objects.visible_to(request.user).order_by("key")


def _among(rows: QuerySet[Approval], some: QuerySet[Approval]) -> QuerySet[Approval]:
    return rows.filter(pk__in=some.select_related(None).order_by().values("pk"))


class Approvals(ListPage):
    """Of all projects whose money the reader may see."""

    kind = "approval"
    key = "approvals"
    title = gettext_lazy("Approvals")
    columns = [
        Column("code", gettext_lazy("No."), sort="pk", nowrap=True),
        Column("label", gettext_lazy("What for"), header=True),
        Column("subject", gettext_lazy("About"), value=lambda r: r.get_subject_display(), sort="subject", nowrap=True),
        Column("project", gettext_lazy("Project"), value=lambda r: r.budget.project.label, sort="budget__project__key"),
        Column(
            "amount",
            pgettext_lazy("money", "Amount"),
            cell=lambda r, value: f"{formats.number(r.amount, 2)} {r.budget.currency}",
            sort="amount",
            kind="decimal",
        ),
        Column("raised_by", gettext_lazy("Raised by"), value=lambda r: r.raised_by.label, nowrap=True),
        Column("raised_at", gettext_lazy("Raised"), sort="raised_at", kind="datetime"),
        Column("state", gettext_lazy("State"), value=lambda r: r.get_state_display(), sort="state", nowrap=True),
    ]
    filters = [
        Choice("state", gettext_lazy("State"), choices=ApprovalState.choices),
        Choice("subject", gettext_lazy("About"), choices=Subject.choices),
        Ref("project", gettext_lazy("Project"), rows_for=_projects, key="key", lookup="budget__project"),
        Flag(
            "mine",
            gettext_lazy("Waits for my signature"),
            apply=lambda rows, on, request: _among(rows, selectors.for_signature(request.user)),
        ),
        Flag(
            "raised",
            gettext_lazy("Raised by me"),
            apply=lambda rows, on, request: rows.filter(raised_by_id=request.user.pk),
        ),
    ]
    views = [
        SavedTab("mine", gettext_lazy("For me to sign"), {"mine": "1"}),
        SavedTab("open", gettext_lazy("Waiting"), {"state": "open"}),
        SavedTab("raised", gettext_lazy("Raised by me"), {"raised": "1"}),
        SavedTab("all", gettext_lazy("All"), {}),
    ]
    search = ["commitment__supplier", "commitment__reference", "budget__project__name", "budget__project__name_en"]
    default_sort = "-raised_at"
    empty = Empty(
        gettext_lazy("No approvals yet"),
        gettext_lazy("A commitment, a release or a budget is approved here, by the people the rules name."),
    )

    def queryset(self) -> QuerySet[Approval]:
        return selectors.visible(self.request.user)


def _load(request: HttpRequest, pk: int) -> Approval:
    found: Approval = access.get_visible_or_404(selectors.visible(request.user), request.user, pk=pk)
    return found


def approval(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _load(request, pk))


def _page(request: HttpRequest, found: Approval, *, error: str = "", form: DecideForm | None = None) -> HttpResponse:
    user, project = request.user, found.budget.project
    open_ = project.is_open and found.state == ApprovalState.OPEN
    steps = selectors.steps_of(found)
    turn = turns(found, steps) if found.state == ApprovalState.OPEN else []
    mine = open_ and found.raised_by_id != user.pk and any(step.signer_id == user.pk for step in turn)
    raised = found.raised_by_id == user.pk and project.is_open
    book = ledger.of_budget(found.budget, timezone.localdate(), parts=Parts(months=False))
    people = signers.people(project).exclude(pk__in=[found.raised_by_id, *(step.signer_id for step in steps)])
    phase = found.tranche.phase_id if found.tranche else found.commitment.line.phase_id if found.commitment else None
    context = money_page(
        request,
        project,
        "approvals",
        approval=found,
        budget=found.budget,
        book=book,
        room=book.room.get(phase, Released()) if phase else None,
        steps=steps,
        turn={step.pk for step in turn},
        mine=mine,
        raised=raised,
        decide_form=form or DecideForm(row=found),
        again_form=AgainForm(auto_id="again_%s"),
        delegate_form=PersonForm(people=people, ids="delegate_%s") if mine else None,
        signer_form=PersonForm(people=people, ids="signer_%s") if open_ and (mine or raised) else None,
        may_remind=open_ and not mine and (raised or policy.may(user, "add", "approval", project_id=project.pk)),
        entries=audit.history(found),
        error=error,
    )
    return render(request, "projects/budget/approval.html", context, status=422 if error or form else 200)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """What a signer does: sign, decline, return, hand over, ask for another signature."""
    found = _load(request, pk)
    policy.require(request.user, "decide", found)
    form = DecideForm(request.POST, row=found)
    if not form.is_valid():
        return _page(request, found, form=form)
    note = form.cleaned_data["note"]
    given: dict[str, Any] = {"by": request.user, "approval": found, "now": timezone.now()}
    acts: dict[str, tuple[Callable[[], Any], str]] = {
        "sign": (lambda: services.sign(note=note, expected=form.expected, **given), _("Approved")),
        "decline": (lambda: services.decline(reason=note, expected=form.expected, **given), _("Declined")),
        "return": (lambda: services.give_back(reason=note, expected=form.expected, **given), _("Returned")),
        "delegate": (lambda: services.delegate(person=_person(request, found), **given), _("Handed over")),
        "signer": (lambda: services.add_signer(person=_person(request, found), **given), _("Signature asked for")),
    }
    return _act(request, found, acts)


@require_POST
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """What who raised it does: remind, ask for another signature, raise again, withdraw."""
    found = _load(request, pk)
    policy.require(request.user, "add", "approval", project_id=found.budget.project_id)
    form = AgainForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    given: dict[str, Any] = {"by": request.user, "approval": found, "now": timezone.now()}
    acts: dict[str, tuple[Callable[[], Any], str]] = {
        "remind": (lambda: services.remind(**given), _("Reminded; each at most once a day")),
        "signer": (lambda: services.add_signer(person=_person(request, found), **given), _("Signature asked for")),
        "again": (lambda: services.raise_again(reason=reason, **given), _("Raised again")),
        "withdraw": (lambda: services.withdraw(reason=reason, **given), _("Withdrawn")),
    }
    return _act(request, found, acts)


def _act(request: HttpRequest, found: Approval, acts: dict[str, tuple[Callable[[], Any], str]]) -> HttpResponse:
    chosen = acts.get(request.POST.get("act", ""))
    if chosen is None:
        raise Http404
    act, text = chosen
    try:
        act()
    except Forbidden:
        raise
    except DomainError as error:
        return _page(request, _load(request, found.pk), error=error.message)
    return done(request, text, safe_next(request, found.url))


def _person(request: HttpRequest, found: Approval) -> Any:
    form = PersonForm(request.POST, people=signers.people(found.budget.project))
    return form.cleaned_data["person"] if form.is_valid() else None
