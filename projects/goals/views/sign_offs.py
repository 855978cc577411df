"""Sign-off of the goals: ask, read a version, sign or decline, take back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render
from pmo.web.versioned import VersionedForm
from projects.goals import services
from projects.goals.choices import SignatureDecision, SignOffStatus
from projects.goals.forms.sign_offs import AskForm, DeclineForm, SignForm
from projects.goals.models import Signature, SignOff
from projects.goals.selectors import goals as goal_selectors
from projects.goals.selectors import sign_offs as selectors
from projects.portfolio.stage_pages import load_project
from projects.portfolio.stage_pages import page as stage_page


def _load(request: HttpRequest, pk: int) -> SignOff:
    found: SignOff = access.get_visible_or_404(selectors.visible(request.user), request.user, pk=pk)
    return found


def ask(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key)
    policy.require(request.user, "add", "sign_off", project_id=project.pk)
    standing = selectors.standing(project)
    last = standing.round if standing else None
    form = AskForm(request.POST or None, user=request.user, project=project, last=last)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.ask_sign_off(by=request.user, project=project, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            form.apply(error)
        else:
            text = _("Goals version %(version)s is before the executives") % {"version": made.goals_version}
            return done(request, text, made.url)
    page = goal_selectors.overview(project, request.user)
    context = {
        "form": form,
        "project": project,
        "page": page,
        "standing": standing,
        "back": reverse("goals:overview", args=[project.key]),
    }
    return render(request, "projects/goals/sign_off_ask.html", context, status=422 if form.errors else 200)


def sign_off(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, _load(request, pk))


def sign(request: HttpRequest, pk: int) -> HttpResponse:
    text = _("Goals version %(version)s signed")
    return _answer(request, pk, "sign", _sign_form, services.sign, text)


def decline(request: HttpRequest, pk: int) -> HttpResponse:
    text = _("Goals version %(version)s declined")
    return _answer(request, pk, "decline", _decline_form, services.decline, text)


def _answer(request: HttpRequest, pk: int, dialog: str, make: Any, service: Any, text: str) -> HttpResponse:
    """Sign or decline. The page without JavaScript opens the same dialog under an address of its own."""
    round_ = _load(request, pk)
    if not selectors.is_asked(round_, request.user):
        raise services.not_asked()
    if request.method != "POST":
        return _detail(request, round_, dialog=dialog)
    form = make(round_, data=request.POST)
    if form.is_valid():
        try:
            service(by=request.user, sign_off=round_, now=timezone.now(), expected=form.expected, **form.values())
        except Forbidden:
            raise
        except DomainError as error:
            if error.code == "changed":
                # Now the page shows what the goals say; whoever signs next signs that.
                form = _renewed(make, request, pk)
            form.apply(error)
        else:
            return done(request, text % {"version": round_.goals_version}, round_.url)
    return _detail(request, _load(request, pk), dialog=dialog, form=form)


def _renewed(make: Any, request: HttpRequest, pk: int) -> Any:
    fresh = _load(request, pk)
    data = request.POST.copy()
    data["version"] = str(fresh.version)
    form = make(fresh, data=data)
    form.is_valid()
    return form


def _sign_form(round_: SignOff, data: Any = None, earlier: Signature | None = None) -> SignForm:
    return SignForm(data, row=round_, earlier=earlier, currency=round_.project.portfolio.currency)


def _decline_form(round_: SignOff, data: Any = None) -> DeclineForm:
    return DeclineForm(data, row=round_)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    round_ = _load(request, pk)
    form = VersionedForm(request.POST)
    expected = form.expected if form.is_valid() else None
    try:
        services.withdraw_sign_off(by=request.user, sign_off=round_, now=timezone.now(), expected=expected)
    except Forbidden:
        raise
    except DomainError as error:
        return _detail(request, _load(request, pk), error=error)
    return done(request, _("Goals version %(version)s taken back") % {"version": round_.goals_version}, round_.url)


def _detail(
    request: HttpRequest,
    round_: SignOff,
    *,
    dialog: str = "",
    form: Any = None,
    error: DomainError | None = None,
) -> HttpResponse:
    page = selectors.page(round_, request.user)
    open_ = round_.project.is_open and round_.status == SignOffStatus.OPEN
    mine = page.mine is not None and open_ and page.mine.decision == SignatureDecision.WAITING
    sign_form, decline_form = _sign_form(round_, earlier=page.earlier), _decline_form(round_)
    if form is not None:
        sign_form, decline_form = (form, decline_form) if dialog == "sign" else (sign_form, form)
    context = stage_page(
        request,
        round_.project,
        "sign_off",
        round=round_,
        page=page,
        mark=selectors.MARKS[round_.status],
        mine=mine,
        sign_form=sign_form,
        decline_form=decline_form,
        dialog=dialog if mine else "",
        may_withdraw=open_ and policy.may(request.user, "change", round_),
        may_ask=round_.project.is_open
        and not page.newest.is_live
        and policy.may(request.user, "add", "sign_off", project_id=round_.project_id),
        entries=audit.history(round_),
        error=error.message if error else _refusal(form, shown=mine),
    )
    status = error.status if error else 422 if form is not None else 200
    return render(request, "projects/goals/sign_off.html", context, status=status)


def _refusal(form: Any, *, shown: bool) -> str:
    """Why nothing was signed, when the dialog that would say so is not there any more."""
    if form is None or shown:
        return ""
    return " ".join(str(message) for messages in form.errors.values() for message in messages)
