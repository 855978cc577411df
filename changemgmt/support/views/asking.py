"""Ask, follow, say whether it helped: the pages everybody has, made for the phone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from changemgmt.feedback import audience as concerned
from changemgmt.feedback.codes import Context, opened
from changemgmt.support import articles, services
from changemgmt.support.audience import served
from changemgmt.support.choices import OPEN, OVER, Source, State
from changemgmt.support.forms.asking import AskForm, FileForm, ReopenForm, SayForm, shots
from changemgmt.support.models import SupportRequest
from changemgmt.support.selectors import requests
from changemgmt.support.services.common import require_requester
from changemgmt.support.views.common import act, load, weighed
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.texts import Sentence, num
from pmo.web.pages import done, referrer, render

MINE_SHOWN = 40


def home(request: HttpRequest) -> HttpResponse:
    """What I asked: first what waits for me."""
    rows = list(requests.mine(request.user)[:MINE_SHOWN])
    turn = [row for row in rows if row.state in (State.WAIT_USER, State.RESOLVED)]
    context = {
        "lead": _lead(rows, turn),
        "turn": turn,
        "open": [row for row in rows if row.state in OPEN and row not in turn],
        "over": [row for row in rows if row.state in (*OVER, State.MERGED) and row not in turn],
        "works": policy.may(request.user, "work", "support_request"),
        "served": served(request.user).exists(),
        "nav": "support",
    }
    return render(request, "changemgmt/support/home.html", context)


def _lead(rows: list[SupportRequest], turn: list[SupportRequest]) -> Sentence:
    if turn:
        return Sentence("support.mine.turn", {"turn": num(len(turn))})
    waiting = sum(row.state in OPEN for row in rows)
    return Sentence("support.mine.open", {"open": num(waiting)}) if waiting else Sentence("support.mine.none")


@weighed
def new(request: HttpRequest) -> HttpResponse:
    """Two fields and a photo. A printed sheet brings the system (`?c=`), a page its address."""
    policy.require(request.user, "add", "support_request")
    code = (request.POST.get("c", "") or request.GET.get("c", ""))[:400]
    sheet = opened(code) if code else None
    about = _about(sheet)
    initial = {"project": _suggested(request), "page": referrer(request, "")[:200]}
    form = AskForm(request.POST or None, request.FILES or None, user=request.user, initial=initial)
    if about["project"] is not None:
        form.fields["project"].required = False
    if request.method == "POST" and form.is_valid():
        try:
            made = _ask(request, form, about, sheet)
        except DomainError as error:
            form.apply(error)
        else:
            return redirect(f"{made.url}?sent=1")
    projects = list(form.fields["project"].queryset)  # type: ignore[attr-defined]
    context = {
        "form": form,
        "projects": projects,
        "chosen": str(form["project"].value() or (projects[0].pk if len(projects) == 1 else "")),
        "about": about,
        "code": code if sheet else "",
        "nav": "support",
    }
    return render(request, "changemgmt/support/new.html", context, status=422 if form.errors else 200)


def _about(sheet: Context | None) -> dict[str, Any]:
    """Rows the sheet names; its signature stands for the right to name them."""
    if sheet is None:
        return {"project": None, "unit": None, "place": ""}
    project = concerned.vouched_project(sheet.project_id)
    if project is not None and not hasattr(project, "support_setting"):
        project = None
    return {"project": project, "unit": concerned.vouched_unit(sheet.unit_id), "place": sheet.place}


def _suggested(request: HttpRequest) -> Any:
    wanted = request.GET.get("project", "")[:40].replace("\x00", "")
    found = served(request.user).filter(key=wanted).first() if wanted else None
    return found.pk if found is not None else None


def _ask(request: HttpRequest, form: AskForm, about: dict[str, Any], sheet: Context | None) -> SupportRequest:
    return services.ask(
        by=request.user,
        project=about["project"] or form.cleaned_data["project"],
        text=form.cleaned_data["text"],
        unit=about["unit"],
        place=about["place"],
        page=form.cleaned_data["page"],
        urgency=form.urgency,
        source=Source.CODE if sheet is not None else Source.FORM,
        vouched=about["project"] is not None,
        pictures=shots(form),
        now=timezone.now(),
    )


def suggest(request: HttpRequest) -> HttpResponse:
    """What may help at once, while somebody types: articles, and workarounds of known errors."""
    words = request.GET.get("text", "").replace("\x00", "").strip()[:200]
    asked = request.GET.get("project", "")
    project = int(asked) if asked.isdigit() and len(asked) < 18 else None
    enough = len(words) >= 2
    context = {
        "hits": articles.found(request.user, words, timezone.localdate()) if enough else [],
        "errors": requests.errors_like(request.user, words, project) if enough else [],
        "project": project,
        "words": words,
    }
    return render(request, "changemgmt/support/suggest.html", context)


@require_POST
def helped(request: HttpRequest) -> HttpResponse:
    """An article helped: no request is needed."""
    hit = articles.one(request.user, request.POST.get("article", "")[:40])
    if hit is None:
        messages.error(request, _("That article is not there any more."))
        return redirect("support:new")
    asked = request.POST.get("project", "")
    rows = served(request.user)
    project = rows.filter(pk=int(asked)).first() if asked.isdigit() and len(asked) < 18 else None
    services.solved_by_article(
        by=request.user, article=hit.key, title=hit.title, project=project, on=timezone.localdate()
    )
    return done(request, _("Good. Nothing was sent."), reverse("support:home"))


def own_page(request: HttpRequest, found: SupportRequest, **forms: Any) -> HttpResponse:
    """A request as whoever asked reads it."""
    page = requests.own_page(found, request.user)
    context = {
        "page": page,
        "row": found,
        "form": forms.get("form") or SayForm(),
        "file_form": forms.get("file_form"),
        "reopen_form": forms.get("reopen_form") or ReopenForm(),
        "stars": range(1, 6),
        "sent": "sent" in request.GET,
        "nav": "support",
    }
    return render(request, "changemgmt/support/mine.html", context, status=422 if forms else 200)


def _said(request: HttpRequest, pk: int, name: str, form: Any, do: Any, said: str) -> HttpResponse:
    """Check the form of whoever asked, call the service; refused, their page with the form."""
    found = load(request, pk)
    require_requester(request.user, found)
    if form.is_valid():
        try:
            do(found)
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, said, found.url)
    return own_page(request, found, **{name: form})


@weighed
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    form = SayForm(request.POST, request.FILES)
    return _said(
        request, pk, "form", form,
        lambda row: services.add(by=request.user, row=row, text=form.cleaned_data["text"], pictures=shots(form),
                                 now=timezone.now()),
        _("Added"),
    )  # fmt: skip


@weighed
@require_POST
def add_file(request: HttpRequest, pk: int) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    return _said(
        request, pk, "file_form", form,
        lambda row: services.attach(by=request.user, row=row, upload=form.cleaned_data["file"], now=timezone.now()),
        _("The file is kept"),
    )  # fmt: skip


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    return act(
        request, lambda: services.confirm(by=request.user, row=found, now=timezone.now()),
        _("Closed. How was it? One tap."), found.url,
    )  # fmt: skip


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    form = ReopenForm(request.POST)
    if found.requester_id != request.user.pk:
        policy.require(request.user, "work", found)
        return act(
            request, lambda: services.reopen(by=request.user, row=found, reason=request.POST.get("reason", ""),
                                             now=timezone.now()),
            _("Open again"), found.url,
        )  # fmt: skip
    return _said(
        request, pk, "reopen_form", form,
        lambda row: services.reopen(by=request.user, row=row, reason=form.cleaned_data["reason"], now=timezone.now()),
        _("Open again; the desk is told"),
    )  # fmt: skip


@require_POST
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    given = request.POST.get("rating", "")
    rating = int(given) if given.isdigit() and len(given) < 3 else 0
    return act(
        request, lambda: services.rate(by=request.user, row=found, rating=rating, now=timezone.now()), _("Thank you"),
        found.url,
    )  # fmt: skip


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    return act(
        request, lambda: services.take_back(by=request.user, row=found, now=timezone.now()),
        _("Taken back; nobody works on it any more"), reverse("support:home"),
    )  # fmt: skip


def picture(request: HttpRequest, pk: int, picture_pk: int) -> HttpResponse:
    found = requests.picture(request.user, pk, picture_pk)
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
