"""One item: its page, and the acts of those who handle it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from changemgmt.feedback import forms, services, sight
from changemgmt.feedback.choices import ALIVE, PROMISED, State
from changemgmt.feedback.models import Feedback
from changemgmt.feedback.selectors import board, items
from changemgmt.feedback.services.deciding import was_told
from changemgmt.feedback.views.common import load
from changemgmt.feedback.views.giving import own_page
from pmo.audit import selectors as audit
from pmo.records import DomainError, Forbidden
from pmo.web import panels
from pmo.web.pages import done, render


def item(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    if found.author_id == request.user.pk:
        return own_page(request, found)
    return _page(request, found)


def _page(request: HttpRequest, found: Feedback, **given: Any) -> HttpResponse:
    """`given`: forms that were refused, by their name."""
    user = request.user
    page = items.item_page(found, user)
    alive, may_answer = found.state in ALIVE, page.may_answer
    decided = found.state == State.DECIDED
    owed = decided and found.decision in PROMISED and found.outcome_on is None
    makers: dict[str, tuple[bool, Callable[[], Any]]] = {
        "triage_form": (page.may_triage and alive, lambda: forms.TriageForm(instance=found, user=user)),
        "answer_form": (may_answer and alive, forms.AnswerForm),
        "note_form": (may_answer and alive, lambda: forms.NoteForm(auto_id="id_note_%s")),
        "decide_form": (may_answer and alive and found.outcome_on is None, lambda: forms.DecideForm(row=found)),
        "done_form": (may_answer and owed, lambda: forms.FulfilForm(row=found)),
        "close_form": (may_answer and decided and not owed, lambda: forms.CloseForm(row=found)),
    }
    # These list what the project has, and are opened rarely: only when asked for.
    rare: dict[str, tuple[bool, Callable[[], Any]]] = {
        "merge": (page.may_triage and alive and not page.merged, lambda: forms.MergeForm(row=found, user=user)),
        "link": (page.may_triage and alive and found.project_id is not None,
                 lambda: forms.LinkForm(row=found, user=user)),
    }  # fmt: skip
    opened = request.GET.get("do", "")
    for name, (wanted, make) in rare.items():
        makers[f"{name}_form"] = (wanted and name == opened, make)
    context = {
        **{name: given.get(name) or (make() if wanted else None) for name, (wanted, make) in makers.items()},
        "page": page,
        "item": found,
        "alive": alive,
        "may": {name: wanted for name, (wanted, _make) in rare.items()},
        "told": was_told(found) if decided else False,
        "voted": bool(board.votes_of(user, [found])),
        "entries": audit.history(found),
        "panels": panels.of("feedback", found, user),
        "today": timezone.localdate(),
        "nav": "feedback",
    }
    return render(request, "changemgmt/feedback/item.html", context, status=422 if given else 200)


def _do(
    request: HttpRequest,
    pk: int,
    verb: str,
    name: str,
    make: Callable[[Feedback], Any],
    do: Callable[[Feedback, Any], Any],
    said: str,
) -> HttpResponse:
    """Check the form, call the service; refused, the page with the form under its `name`."""
    found = load(request, pk)
    sight.require(request.user, verb, found)
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


def _when() -> dict[str, Any]:
    return {"today": timezone.localdate(), "now": timezone.now()}


@require_POST
def triage(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "triage", "triage_form",
        lambda found: forms.TriageForm(request.POST, instance=found, user=request.user),
        lambda found, form: services.triage(
            by=request.user, item=found, expected=form.expected, now=timezone.now(), **form.values()
        ),
        _("Saved; whoever answers it is told"),
    )  # fmt: skip


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "answer", "answer_form", lambda found: forms.AnswerForm(request.POST),
        lambda found, form: services.answer(by=request.user, item=found, text=form.cleaned_data["text"], **_when()),
        _("Answered; its author is told"),
    )  # fmt: skip


@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "answer", "note_form", lambda found: forms.NoteForm(request.POST, auto_id="id_note_%s"),
        lambda found, form: services.note(by=request.user, item=found, text=form.cleaned_data["text"], **_when()),
        _("Noted"),
    )  # fmt: skip


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "answer", "decide_form", lambda found: forms.DecideForm(request.POST, row=found),
        lambda found, form: services.decide(
            by=request.user, item=found, expected=form.expected, **form.values(), **_when()
        ),
        _("Decided; its author and whoever follows it are told"),
    )  # fmt: skip


@require_POST
def fulfil(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "answer", "done_form", lambda found: forms.FulfilForm(request.POST, row=found),
        lambda found, form: services.fulfil(
            by=request.user, item=found, expected=form.expected, **form.values(), **_when()
        ),
        _("Done, and said so to whoever asked for it"),
    )  # fmt: skip


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "answer", "close_form", lambda found: forms.CloseForm(request.POST, row=found),
        lambda found, form: services.close(
            by=request.user, item=found, expected=form.expected, **form.values(), **_when()
        ),
        _("Closed"),
    )  # fmt: skip


@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "triage", "merge_form", lambda found: forms.MergeForm(request.POST, row=found, user=request.user),
        lambda found, form: services.merge(
            by=request.user, item=found, expected=form.expected, **form.values(), **_when()
        ),
        _("Merged; its author is told where it goes on"),
    )  # fmt: skip


@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(
        request, pk, "triage", "link_form", lambda found: forms.LinkForm(request.POST, row=found, user=request.user),
        lambda found, form: services.link(
            by=request.user, item=found, expected=form.expected, now=timezone.now(), **form.values()
        ),
        _("Linked"),
    )  # fmt: skip
