"""Amounts that came: booked, put right, taken back, validated or returned."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, safe_next
from projects.benefits import services
from projects.benefits.forms.benefits import BookingForm, ReasonForm
from projects.benefits.models import Realisation
from projects.benefits.selectors import book as selectors
from projects.benefits.selectors.months import first_day
from projects.benefits.views.benefits import show
from projects.benefits.views.common import form_page, load, tried


def _load(request: HttpRequest, pk: int) -> Realisation:
    rows = Realisation.objects.select_related("benefit__project__portfolio", "booked_by", "benefit__validator")
    found: Realisation = access.get_visible_or_404(rows, request.user, pk=pk)
    return found


def book(request: HttpRequest, pk: int) -> HttpResponse:
    """Proposes the first month that is over and that nobody booked."""
    found = load(request, pk)
    policy.require(request.user, "book", found)
    line = selectors.one(found, timezone.localdate())
    missing = line.missing_months
    initial = {"month": first_day(missing[0] if missing else line.last)}
    form = BookingForm(request.POST or None, benefit=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: services.book(by=request.user, benefit=found, now=timezone.now(), **form.values()))
        if made is not None:
            text = _("%(reference)s booked; it counts once it is validated") % {"reference": made.reference}
            return done(request, text, found.url)
    title = _("Book what came")
    return form_page(request, form, found.project, title, found.url, about=f"{found.code} {found.label}", act=_("Book"))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "book", found)
    form = BookingForm(request.POST or None, benefit=found.benefit, instance=found)
    if request.method == "POST" and form.is_valid():
        saved = tried(
            form,
            lambda: services.change_booking(
                by=request.user, realisation=found, expected=form.expected, now=timezone.now(), **form.values()
            ),
        )
        if saved is not None:
            return done(request, _("Saved; it waits for finance anew"), found.url)
    title = _("Put right %(reference)s") % {"reference": found.reference}
    note = found.decision_note if found.state == "returned" else ""
    return form_page(request, form, found.benefit.project, title, found.url, note=note)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "book", found)
    form = ReasonForm(request.POST or None, row=found)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]

        def act() -> bool:
            services.withdraw(
                by=request.user, realisation=found, reason=reason, expected=form.expected, now=timezone.now()
            )
            return True

        if tried(form, act):
            return done(request, _("%(reference)s taken back") % {"reference": found.reference}, found.benefit.url)
    title = _("Take back the booking")
    about = f"{found.reference} · {found.benefit.label}"
    return form_page(request, form, found.benefit.project, title, found.url, about=about, act=title)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Validate it, or give it back with what is wrong."""
    found = _load(request, pk)
    policy.require(request.user, "validate", found)
    note, now = request.POST.get("note", "")[:500], timezone.now()
    try:
        if request.POST.get("act") == "return":
            services.give_back(by=request.user, realisation=found, reason=note, now=now)
            text = _("%(reference)s returned") % {"reference": found.reference}
        else:
            services.validate(by=request.user, realisation=found, note=note, now=now)
            text = _("%(reference)s validated") % {"reference": found.reference}
    except Forbidden:
        raise
    except DomainError as error:
        return show(request, load(request, found.benefit_id), error=error.message, status=error.status)
    return done(request, text, safe_next(request, found.url))
