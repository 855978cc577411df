"""The inbox, and what a person wants to be told how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pmo.accounts.models import User
from pmo.texts import Sentence
from pmo.web.pages import done, render, safe_next, visible_or_404

from . import groups, selectors, services
from .choices import Kind
from .forms import PreferencesForm
from .models import Message

PAGE_SIZE = 50
ICONS = {
    Kind.REMINDER: "clock",
    Kind.DECISION: "sign",
    Kind.ALERT: "alert",
    Kind.INFO: "chat",
    Kind.JOB: "check",
}


@dataclass(frozen=True)
class Line:
    """One message as the inbox shows it."""

    id: int
    sentence: Sentence | None
    url: str
    at: datetime
    unread: bool
    icon: str
    kind: str
    group: str | Promise


def _reader(request: HttpRequest) -> User:
    """The policy table lets only signed-in people in."""
    return cast(User, request.user)


def _line(message: Message) -> Line:
    return Line(
        id=message.pk,
        sentence=Sentence.from_json(message.text),
        url=reverse("notify:open", args=[message.pk]),
        at=message.due_at,
        unread=message.unread,
        icon=ICONS.get(Kind(message.kind), "chat"),
        kind=message.get_kind_display(),
        group=groups.of_rule(message.rule).label,
    )


def inbox(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    unread_only = request.GET.get("show") == "unread"
    page = Paginator(selectors.inbox(_reader(request), now, unread=unread_only), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    unread = selectors.inbox_count(_reader(request), now)
    everything = page.paginator.count if not unread_only else selectors.inbox(_reader(request), now).count()
    here = reverse("notify:list")
    tabs = [
        {"label": _("All"), "url": here, "count": everything, "current": not unread_only},
        {"label": _("Unread"), "url": f"{here}?show=unread", "count": unread, "current": unread_only},
    ]
    newest = selectors.inbox(_reader(request), now).first() if not page.object_list else None
    return render(
        request,
        "pmo/notify/list.html",
        {
            "page": page,
            "lines": [_line(message) for message in page],
            "tabs": tabs,
            "unread": unread,
            "newest": newest,
        },
    )


def open_message(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow the message to what it is about; having followed it is having read it."""
    now = timezone.now()
    message = visible_or_404(selectors.inbox(_reader(request), now), _reader(request), pk=pk)
    services.mark_read(by=_reader(request), message=message, now=now)
    return redirect(message.url or reverse("notify:list"))


def mark(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    message = visible_or_404(selectors.inbox(_reader(request), now), _reader(request), pk=pk)
    services.mark_read(by=_reader(request), message=message, now=now, read=request.POST.get("read") != "0")
    return redirect(safe_next(request, reverse("notify:list")))


def read_all(request: HttpRequest) -> HttpResponse:
    count = services.mark_all_read(by=_reader(request), now=timezone.now())
    text = ngettext("%(n)d message marked as read", "%(n)d messages marked as read", count) % {"n": count}
    return done(request, text, reverse("notify:list"))


def preferences(request: HttpRequest) -> HttpResponse:
    wishes = selectors.preferences(_reader(request))
    form = PreferencesForm(request.POST or None, wishes=wishes)
    if request.method == "POST" and form.is_valid():
        services.save_preferences(by=_reader(request), wishes=form.wishes(), now=timezone.now())
        return done(request, _("Message preferences saved"), reverse("notify:preferences"))
    return render(request, "pmo/notify/preferences.html", {"form": form}, status=422 if form.errors else 200)
