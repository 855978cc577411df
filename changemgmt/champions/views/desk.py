"""The desk of a champion: what waits first, the log in one tap, how the unit uses the system, materials."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from changemgmt.champions import services
from changemgmt.champions.choices import EntryKind
from changemgmt.champions.forms import EntryForm, LogForm
from changemgmt.champions.models import ChampionEntry
from changemgmt.champions.selectors import mine as selectors
from changemgmt.champions.views.common import load_champion
from pmo import access
from pmo.records import DomainError, Forbidden
from pmo.texts import Sentence, num
from pmo.web.pages import done, render


def desk(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(
    request: HttpRequest, *, form: LogForm | None = None, at: int = 0, error: str = "", status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    posts = selectors.desk(request.user, today)
    if not posts:
        return redirect("champions:mine")
    context: dict[str, Any] = {
        "posts": posts,
        "lead": _lead(sum(len(post.questions) for post in posts)),
        "kinds": EntryKind.choices,
        "today": today,
        "form": form,
        "form_at": at,
        "error": error,
        "nav": "champions",
    }
    return render(request, "changemgmt/champions/desk.html", context, status=status)


def _lead(waiting: int) -> Sentence:
    if waiting == 1:
        return Sentence("champion.desk.question")
    if waiting:
        return Sentence("champion.desk.questions", {"n": num(waiting)})
    return Sentence("champion.desk.clear")


@require_POST
def log(request: HttpRequest, pk: int) -> HttpResponse:
    champion = load_champion(request, pk)
    if champion.user_id != request.user.pk:
        raise Forbidden(_("Champions write their own log."))
    form = LogForm(request.POST)
    error, status = "", 422
    if form.is_valid():
        now = timezone.now()
        try:
            services.note_entry(by=request.user, champion=champion, now=now, **form.entry(timezone.localdate(now)))
        except DomainError as refusal:
            error, status = refusal.message, refusal.status
        else:
            return done(request, _("Noted"), reverse("champions:desk") + f"#p{champion.pk}")
    return _page(request, form=form, at=champion.pk, error=error, status=status)


def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a line of one's own log."""
    found = _entry(request, pk)
    form = EntryForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_entry(
                by=request.user, entry=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), reverse("champions:desk") + f"#p{found.champion_id}")
    context = {
        "form": form,
        "entry": found,
        "title": _("Correct a line of the log"),
        "back": reverse("champions:desk"),
        "nav": "champions",
    }
    return render(request, "changemgmt/champions/entry.html", context, status=422 if form.errors else 200)


@require_POST
def entry_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = _entry(request, pk)
    back = reverse("champions:desk") + f"#p{found.champion_id}"
    try:
        services.remove_entry(by=request.user, entry=found, now=timezone.now())
    except Forbidden:
        raise
    except DomainError as error:
        return _page(request, error=error.message, status=error.status)
    return done(request, _("Removed from the log"), back)


def _entry(request: HttpRequest, pk: int) -> ChampionEntry:
    """A line this person sees (404) and wrote (403)."""
    rows = ChampionEntry.objects.select_related("champion__project", "champion__user")
    found: ChampionEntry = access.get_visible_or_404(rows, request.user, pk=pk)
    if found.champion.user_id != request.user.pk:
        raise Forbidden(_("Champions write their own log."))
    return found
