"""Submit, approve, send, withdraw; and how far it reached."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from changemgmt.comms import forms, services
from changemgmt.comms.models import Announcement
from changemgmt.comms.selectors import reach as reached
from changemgmt.comms.views.common import act, load, readers_in_words, show
from pmo import exchange
from pmo.access import policy
from pmo.exchange import SheetColumn
from pmo.records import DomainError, Forbidden
from pmo.web import formats
from pmo.web.pages import done, render


def _version(request: HttpRequest) -> int | None:
    """The version the person had before their eyes."""
    given = request.POST.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def _simple(request: HttpRequest, pk: int, do: Callable[..., Any], said: str) -> HttpResponse:
    found = load(request, pk)
    expected = _version(request)
    return act(
        request,
        lambda: do(by=request.user, announcement=found, expected=expected, now=timezone.now()),
        said,
        found.url,
    )


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    return _simple(request, pk, services.submit, _("Put forward; a second person approves it"))


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    return _simple(request, pk, services.approve, _("Approved; the author is told"))


@require_POST
def unschedule(request: HttpRequest, pk: int) -> HttpResponse:
    return _simple(request, pk, services.unschedule, _("It does not go out by itself any more"))


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    return _simple(request, pk, services.publish, _("Sent; everybody it is for is told"))


@require_POST
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "publish", found)
    form = forms.ScheduleForm(request.POST)
    if form.is_valid():
        try:
            services.schedule(
                by=request.user, announcement=found, at=form.moment, expected=form.expected, now=timezone.now()
            )
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            text = _("It goes out by itself on %(when)s") % {"when": formats.moment(form.moment)}
            return done(request, text, found.url)
    return show(request, load(request, pk), status=422, schedule_form=form)


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, "approve", services.send_back, _("Sent back; the author is told why"))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, "publish", services.withdraw, _("Withdrawn; its readers see that and why"))


def _with_reason(request: HttpRequest, pk: int, verb: str, do: Callable[..., Any], said: str) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, verb, found)
    form = forms.ReasonForm(request.POST)
    if form.is_valid():
        try:
            do(by=request.user, announcement=found, expected=form.expected, now=timezone.now(), **form.values())
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, said, found.url)
    return show(request, load(request, pk), status=422, reason_form=form, refused=verb)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    try:
        services.delete(by=request.user, announcement=found, expected=_version(request), now=timezone.now())
    except Forbidden:
        raise
    except DomainError as error:
        return show(request, load(request, pk), status=error.status, error=error.message)
    return done(request, _("Draft deleted"), reverse("comms:project", args=[found.project.key]))


COLUMNS = [
    SheetColumn(label=gettext_lazy("Unit")),
    SheetColumn(label=gettext_lazy("Code")),
    SheetColumn(label=gettext_lazy("Addressed"), kind="integer"),
    SheetColumn(label=pgettext_lazy("announcement", "Opened"), kind="integer"),
    SheetColumn(label=pgettext_lazy("announcement", "Read"), kind="integer"),
    SheetColumn(label=gettext_lazy("Reach, %"), kind="decimal", digits=1),
]


def reach(request: HttpRequest, pk: int) -> HttpResponse:
    """Who it reached, unit by unit and day by day; `?export=xlsx` as a table."""
    found = load(request, pk)
    policy.require(request.user, "export", found)
    figures = reached.of(found)
    if request.GET.get("export") == "xlsx":
        return _sheet(found, figures)
    course = reached.course(found, timezone.localdate())
    context = {
        "announcement": found,
        "project": found.project,
        "reach": figures,
        "course": course,
        "readers": readers_in_words(found),
        "drawing": _drawing(figures, course),
        "nav": "announcements",
    }
    return render(request, "changemgmt/comms/reach.html", context)


def _drawing(figures: reached.Reach, course: list[tuple[date, int]]) -> dict[str, Any] | None:
    """Percent of those addressed, day by day."""
    if len(course) < 2 or not figures.addressed:
        return None
    return {
        "categories": [on.isoformat()[5:] for on, _read in course],
        "unit": "%",
        "series": [
            {
                "name": _("Have read it"),
                "values": [round(100 * read / figures.addressed, 1) for _on, read in course],
            }
        ],
    }


def _sheet(found: Announcement, figures: reached.Reach) -> HttpResponse:
    rows = [
        [
            "\u3000" * line.depth + (line.unit.label if line.unit else _("Without a unit")),
            line.unit.code if line.unit else "",
            line.addressed,
            line.opened,
            line.read,
            round(line.share, 1),
        ]
        for line in figures.units
    ]
    data = exchange.write_xlsx([exchange.Sheet(_("Reach"), COLUMNS, rows)])
    return exchange.as_download(data, f"{found.project.key} {_('Reach')} {found.pk}.xlsx")
