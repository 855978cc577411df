from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from changemgmt.comms import forms, services
from changemgmt.comms.choices import OPEN, RELEASED, Audience, State
from changemgmt.comms.models import Announcement
from changemgmt.comms.selectors import reach as reached
from changemgmt.comms.selectors import reading
from pmo.access import policy
from pmo.access.roles import Role
from pmo.audit import selectors as audit
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render


def load(request: HttpRequest, pk: int) -> Announcement:
    """The announcement if the reader may see it; else what a missing one gives."""
    found = reading.load(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def act(request: HttpRequest, do: Callable[[], Any], said: str, to: str) -> HttpResponse:
    """One business act from a button: what was done, or why not, on the page `to`."""
    try:
        do()
    except Forbidden:
        raise
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(to)
    return done(request, said, to)


def show(request: HttpRequest, found: Announcement, status: int = 200, **bound: Any) -> HttpResponse:
    """The page of an announcement, with whatever form was refused filled in."""
    user = request.user
    page = reading.page(found, user, language=request.GET.get("lang", ""))
    waits = found.state == State.SUBMITTED or found.state in RELEASED
    manages = policy.may(user, "change", found) or (waits and policy.may(user, "approve", found))
    may_reach = policy.may(user, "export", found)
    context: dict[str, Any] = {
        "announcement": found,
        "project": found.project,
        "page": page,
        "manages": manages,
        "may_reach": may_reach,
        "ask_form": bound.get("ask_form") or forms.AskForm(),
        "answer_form": bound.get("answer_form"),
        "answering": bound.get("answering"),
        "merge_error": bound.get("merge_error"),
        "nav": "announcements",
    }
    if manages or may_reach:
        context["reach"] = reached.of(found)
    if manages:
        context |= _desk(request, found, **bound)
    return render(request, "changemgmt/comms/announcement.html", context, status=status)


def _desk(request: HttpRequest, found: Announcement, **bound: Any) -> dict[str, Any]:
    """What those who write, approve and send it may do now."""
    user, open_ = request.user, found.project.is_open
    may = {verb: open_ and policy.may(user, verb, found) for verb in ("change", "approve", "publish", "delete")}
    wrote = int(user.pk or 0) in (found.author_id, found.edited_by_id)
    released = found.state in RELEASED
    return {
        "facts": _facts(found),
        "may_change": may["change"] and found.state in OPEN,
        "may_delete": may["delete"] and found.state in OPEN,
        "may_submit": may["change"] and found.state == State.DRAFT,
        "may_approve": may["approve"] and found.state == State.SUBMITTED and not wrote,
        "silent": _silent(found) if found.state in OPEN else "",
        "wrote": wrote and found.state == State.SUBMITTED,
        "may_send_back": may["approve"] and (released or found.state == State.SUBMITTED),
        "may_publish": may["publish"] and released,
        "may_withdraw": may["publish"] and found.state == State.PUBLISHED,
        "schedule_form": bound.get("schedule_form")
        or forms.ScheduleForm(row=found, proposed=found.publish_at or services.next_time(timezone.now())),
        "reason_form": bound.get("reason_form") or forms.ReasonForm(row=found),
        "refused": bound.get("refused", ""),
        "entries": audit.history(found, 30),
    }


def _silent(found: Announcement) -> str:
    """What those see who read the language it has no text in; "" when it has both."""
    if not found.body:
        return _("There is no Chinese text: whoever reads Chinese sees the English one.")
    return "" if found.body_en else _("There is no English text: whoever reads English sees the Chinese one.")


def _facts(found: Announcement) -> list[tuple[str, Any]]:
    facts: list[tuple[str, Any]] = [
        (_("State"), found.get_state_display()),
        (_("What it tells"), found.get_topic_display()),
        (pgettext("announcement", "Readers"), readers_in_words(found)),
        (pgettext("announcement", "Written by"), found.author.label),
    ]
    if found.approved_by is not None:
        facts.append((pgettext("announcement", "Approved by"), found.approved_by.label))
    return facts


def readers_in_words(found: Announcement) -> str:
    if found.audience == Audience.UNITS:
        words = _(", ").join(unit.label for unit in found.units.all())
    elif found.audience == Audience.PEOPLE:
        words = _(", ").join(person.label for person in found.people.all()[:5])
        more = found.people.count() - 5
        words += pgettext("people", " and %(n)s more") % {"n": more} if more > 0 else ""
    else:
        words = str(found.get_audience_display())
    if found.roles:
        words += _(", only %(roles)s") % {"roles": _(", ").join(str(Role(role).label) for role in found.roles)}
    return words
