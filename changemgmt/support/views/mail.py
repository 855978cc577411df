"""Messages nobody could place: looked at by a person, taken or removed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from changemgmt.support import services
from changemgmt.support.forms.asking import TakeMailForm
from changemgmt.support.models import SupportMail, SupportMailbox
from changemgmt.support.selectors import requests
from changemgmt.support.views.common import act
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render

SHOWN = 50


def quarantine(
    request: HttpRequest, *, refused: SupportMail | None = None, form: TakeMailForm | None = None
) -> HttpResponse:
    """`?take=`: the mail whose form is open; it lists everybody who may have written, so there is one on the page."""
    rows = requests.held(request.user)
    asked = request.GET.get("take", "")
    taking = refused.pk if refused is not None else int(asked) if asked.isascii() and asked.isdecimal() else None
    context = {
        "rows": list(rows[:SHOWN]),
        "count": rows.count(),
        "form": form or TakeMailForm(user=request.user),
        "taking": taking,
        "box": SupportMailbox.objects.order_by("-polled_at").first(),
        "may_sort": policy.may(request.user, "change", "support_mail") and requests.desks(request.user).exists(),
        "nav": "support",
    }
    return render(request, "changemgmt/support/mail.html", context, status=422 if form is not None else 200)


def _load(request: HttpRequest, pk: int) -> SupportMail:
    found = requests.held(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    policy.require(request.user, "change", found)
    return found


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    form = TakeMailForm(request.POST, user=request.user)
    if form.is_valid():
        try:
            made = services.take_mail(by=request.user, mail=found, now=timezone.now(), **form.cleaned_data)
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Written down as %(code)s") % {"code": made.code}, made.url)
    return quarantine(request, refused=found, form=form)


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    return act(
        request, lambda: services.drop_mail(by=request.user, mail=found, now=timezone.now()), _("Removed"),
        reverse("support:mail"),
    )  # fmt: skip
