"""The wall of thanks: read, thank, report, take down."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from changemgmt.incentives import services, wording
from changemgmt.incentives.forms import ReasonForm, ReportForm, ThankForm
from changemgmt.incentives.models import Recognition
from changemgmt.incentives.selectors import thanks
from changemgmt.incentives.views.common import NAV, act, load_recognition, new_key, version
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render

PAGE = 20
RECEIVED, GIVEN = "received", "given"


def wall(request: HttpRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    which = request.GET.get("of", "")
    sources: dict[str, Any] = {RECEIVED: thanks.received, GIVEN: thanks.given}
    rows = sources.get(which, thanks.wall)(user)
    manages = policy.may(user, "manage", "recognition")
    month = thanks.wall(user).filter(on__year=today.year, on__month=today.month).count()
    context = {
        "page": Paginator(rows.order_by("-created_at", "-pk"), PAGE).get_page(request.GET.get("page")),
        "lead": wording.wall(month),
        "which": which if which in sources else "",
        "allowance": thanks.allowance(user, today),
        "reported": list(thanks.reported(user).select_related("giver", "receiver", "reported_by")) if manages else [],
        "nav": NAV,
    }
    return render(request, "changemgmt/incentives/wall.html", context)


def new(request: HttpRequest) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    people = thanks.colleagues(user)
    initial = {"key": new_key(), "receiver": request.GET.get("to", "")}
    form = ThankForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        try:
            services.recognise(by=user, to=found["receiver"], text=found["text"], key=found["key"], now=timezone.now())
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            said = _("%(who)s is told, and it stands on the wall") % {"who": found["receiver"].label}
            return done(request, said, reverse("incentives:wall"))
    allowance = thanks.allowance(user, today)
    context = {
        "form": form,
        "allowance": allowance,
        "lead": wording.allowance(allowance),
        "nav": NAV,
    }
    return render(request, "changemgmt/incentives/thank.html", context, status=422 if form.errors else 200)


def recognition(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, load_recognition(request, pk))


def _page(request: HttpRequest, found: Recognition, *, status: int = 200, **forms: Any) -> HttpResponse:
    user = request.user
    concerned = user.pk in (found.giver_id, found.receiver_id)
    manages = not concerned and policy.may(user, "manage", found)
    context = {
        "recognition": found,
        "manages": manages,
        "sees_report": manages,
        "may_report": found.shown and not found.is_reported and found.giver_id != user.pk,
        "report_form": ReportForm(auto_id="report_%s"),
        "withdraw_form": ReasonForm(auto_id="down_%s"),
        "refused": bool(forms),
        "nav": NAV,
        **forms,
    }
    return render(request, "changemgmt/incentives/recognition.html", context, status=status)


@require_POST
def report(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_recognition(request, pk)
    form = ReportForm(request.POST, auto_id="report_%s")
    if not form.is_valid():
        return _page(request, found, status=422, report_form=form)

    def do() -> None:
        services.report(by=request.user, recognition=found, text=form.cleaned_data["report"], now=timezone.now())

    return act(request, do, _("Reported; it will be looked at"), reverse("incentives:wall"))


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_recognition(request, pk)

    def do() -> None:
        services.keep(by=request.user, recognition=found, now=timezone.now(), expected=version(request))

    return act(request, do, _("It stays"), found.url)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_recognition(request, pk)
    policy.require(request.user, "manage", found)
    form = ReasonForm(request.POST, auto_id="down_%s")
    if not form.is_valid():
        return _page(request, found, status=422, withdraw_form=form)

    def do() -> None:
        services.withdraw(
            by=request.user, recognition=found, reason=form.cleaned_data["reason"], now=timezone.now(),
            expected=version(request),
        )  # fmt: skip

    return act(request, do, _("Taken down; both are told"), found.url)
