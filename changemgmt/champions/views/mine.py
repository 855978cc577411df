"""Who is my champion: found, asked, answered; on the phone of somebody who has never heard of this product."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from changemgmt.champions import services
from changemgmt.champions.choices import ChampionState, Topic
from changemgmt.champions.selectors import mine as selectors
from changemgmt.champions.selectors import network, questions
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render
from projects.portfolio.models import Project


def mine(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, *, error: str = "", key: str = "", words: str = "", status: int = 200) -> HttpResponse:
    user = request.user
    own = list(network.of_person(user))
    context: dict[str, Any] = {
        "projects": selectors.mine(user),
        "nominations": [one for one in own if one.state == ChampionState.NOMINATED],
        "posts": [one for one in own if one.state == ChampionState.ACTIVE],
        "asked": list(questions.asked_by(user)[: questions.SHOWN]),
        "shown": list(questions.shown_to_unit(user)[: questions.SHOWN]),
        "topics": Topic.choices,
        "error": error,
        "error_key": key,
        "words": words,
        "nav": "champions",
    }
    return render(request, "changemgmt/champions/mine.html", context, status=status)


@require_POST
def ask(request: HttpRequest, key: str) -> HttpResponse:
    """Two taps: this page, and what it is about. The project is one that concerns the person's unit."""
    project = next((row.project for row in selectors.mine(request.user) if row.project.key == key), None)
    if project is None:
        raise Http404
    return _ask(request, project)


def _ask(request: HttpRequest, project: Project) -> HttpResponse:
    words = request.POST.get("text", "")[:1000]
    topic = request.POST.get("topic", "")
    try:
        made = services.ask(by=request.user, project=project, topic=topic, words_=words, now=timezone.now())
    except Forbidden:
        raise
    except DomainError as error:
        return _page(request, error=error.message, key=project.key, words=words, status=error.status)
    said = _("Asked; you are told when it is answered")
    if made.escalated_at is not None:
        said = _("Asked; as your unit has no champion yet, it went to whoever leads the change")
    return done(request, said, reverse("champions:mine") + "#asked")
