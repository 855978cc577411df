"""One request for those who work on it: the conversation, the facts, the acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from changemgmt.support import services
from changemgmt.support.choices import OVER, State
from changemgmt.support.forms import working as forms
from changemgmt.support.models import SupportRequest
from changemgmt.support.selectors import requests
from changemgmt.support.views.asking import own_page
from changemgmt.support.views.common import act, load
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.notify.mails import language_of
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render


def show(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    if not policy.may(request.user, "work", found):
        return own_page(request, found)
    return _page(request, found)


def _page(request: HttpRequest, found: SupportRequest, **given: Any) -> HttpResponse:
    """`given`: forms that were refused, by their name."""
    user, now = request.user, timezone.now()
    alive = found.is_open
    answers = requests.canned(found) if alive else []
    makers: dict[str, tuple[bool, Callable[[], Any]]] = {
        "answer_form": (alive, lambda: forms.AnswerForm(row=found, initial=_canned(request, found, answers))),
        "note_form": (found.state != State.MERGED, lambda: forms.NoteForm(auto_id="id_note_%s")),
        "assign_form": (alive, lambda: forms.AssignForm(row=found)),
        "resolve_form": (alive, lambda: forms.ResolveForm(row=found)),
        "wait_form": (found.state in (State.NEW, State.ASSIGNED, State.WORKING), lambda: forms.WaitForm(row=found)),
        "sort_form": (alive, lambda: forms.SortForm(row=found)),
    }
    # These list what the project has, and are opened rarely: only when asked for.
    rare: dict[str, tuple[bool, Callable[[], Any]]] = {
        "incident": (alive and not found.is_incident, lambda: forms.IncidentForm(row=found, user=user)),
        "merge": (alive and not found.is_incident, lambda: forms.MergeForm(row=found, user=user)),
        "link": (alive, lambda: _link_form(request, found)),
    }
    opened = request.GET.get("do", "")
    for name, (wanted, make) in rare.items():
        makers[f"{name}_form"] = (wanted and name == opened, make)
    context = {
        **{name: given.get(name) or (make() if wanted else None) for name, (wanted, make) in makers.items()},
        "page": requests.desk_page(found, user, now),
        "row": found,
        "alive": alive,
        "answers": answers,
        "may": {name: wanted for name, (wanted, _make) in rare.items()},
        "words": request.GET.get("article", "")[:200],
        "waits": found.state in (State.WAIT_USER, State.WAIT_SUPPLIER),
        "may_take": found.state in (State.NEW, State.ASSIGNED, State.WORKING) and found.assignee_id != user.pk,
        "may_reopen": found.state in OVER,
        "entries": audit.history(found),
        "now": now,
        "nav": "support",
    }
    return render(request, "changemgmt/support/request.html", context, status=422 if given else 200)


def _canned(request: HttpRequest, found: SupportRequest, answers: list[Any]) -> dict[str, Any]:
    """A canned answer somebody picked (`?canned=`), in the language of whoever asked."""
    picked = next((one for one in answers if str(one.pk) == request.GET.get("canned", "")), None)
    if picked is None:
        return {}
    return {"text": services.filled(picked, found, language_of(found.requester)), "canned": picked.pk}


def _link_form(request: HttpRequest, found: SupportRequest, data: Any = None) -> forms.LinkForm:
    """With articles that fit, or that hold the words somebody looks for (`?article=`)."""
    words = request.GET.get("article", "").replace("\x00", "").strip()[:200]
    hits = requests.helpful(found, request.user, words, timezone.localdate())
    return forms.LinkForm(data, row=found, user=request.user, articles=hits)


def _do(
    request: HttpRequest,
    pk: int,
    name: str,
    make: Callable[[SupportRequest], Any],
    do: Callable[[SupportRequest, Any], Any],
    said: str,
) -> HttpResponse:
    """Check the form, call the service; refused, the page with the form under its `name`."""
    found = load(request, pk)
    policy.require(request.user, "work", found)
    form = make(found)
    if form.is_valid():
        try:
            do(found, form)
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, said, found.url)
    return _page(request, load(request, pk), **{name: form})


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "assign_form", lambda row: forms.AssignForm(request.POST, row=row),
        lambda row, form: services.assign(by=request.user, row=row, expected=form.expected, now=timezone.now(),
                                          **form.values()),
        _("Given; they are told"),
    )  # fmt: skip


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "answer_form", lambda row: forms.AnswerForm(request.POST, row=row),
        lambda row, form: services.answer(by=request.user, row=row, expected=form.expected, now=timezone.now(),
                                          **form.values()),
        _("Answered; whoever asked is told"),
    )  # fmt: skip


@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "note_form", lambda row: forms.NoteForm(request.POST, auto_id="id_note_%s"),
        lambda row, form: services.note(by=request.user, row=row, text=form.cleaned_data["text"], now=timezone.now()),
        _("Noted; only the desk reads it"),
    )  # fmt: skip


@require_POST
def wait(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "wait_form", lambda row: forms.WaitForm(request.POST, row=row),
        lambda row, form: services.wait_supplier(by=request.user, row=row, expected=form.expected,
                                                 now=timezone.now(), **form.values()),
        _("Waits for the supplier; the clock goes on"),
    )  # fmt: skip


@require_POST
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "resolve_form", lambda row: forms.ResolveForm(request.POST, row=row),
        lambda row, form: services.resolve(by=request.user, row=row, expected=form.expected, now=timezone.now(),
                                           **form.values()),
        _("Solved; whoever asked is told"),
    )  # fmt: skip


@require_POST
def sort(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "sort_form", lambda row: forms.SortForm(request.POST, row=row),
        lambda row, form: services.sort(by=request.user, row=row, expected=form.expected, now=timezone.now(),
                                        **form.values()),
        _("Saved"),
    )  # fmt: skip


@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "merge_form", lambda row: forms.MergeForm(request.POST, row=row, user=request.user),
        lambda row, form: services.merge(by=request.user, row=row, expected=form.expected, now=timezone.now(),
                                         **form.values()),
        _("Merged; whoever asked is told"),
    )  # fmt: skip


@require_POST
def incident(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "incident_form", lambda row: forms.IncidentForm(request.POST, row=row, user=request.user),
        lambda row, form: services.link_incident(by=request.user, row=row, expected=form.expected,
                                                 now=timezone.now(), **form.values()),
        _("Saved"),
    )  # fmt: skip


@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "link_form", lambda row: _link_form(request, row, request.POST),
        lambda row, form: services.link(by=request.user, row=row, expected=form.expected, now=timezone.now(),
                                        **form.values()),
        _("Linked"),
    )  # fmt: skip


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "work", found)
    return act(
        request, lambda: services.take(by=request.user, row=found, now=timezone.now()), _("It is yours"), found.url
    )  # fmt: skip


@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "work", found)
    return act(
        request, lambda: services.go_ahead(by=request.user, row=found, now=timezone.now()), _("The clock runs again"),
        found.url,
    )  # fmt: skip
