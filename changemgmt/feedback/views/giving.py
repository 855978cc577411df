"""Give, add, take back, follow: the pages everybody has, made for the phone."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from changemgmt.feedback import audience, forms, services, sight
from changemgmt.feedback.choices import REASONS, Kind, Level, Reason, Source
from changemgmt.feedback.codes import Context, opened
from changemgmt.feedback.models import Feedback
from changemgmt.feedback.selectors import board as board_rows
from changemgmt.feedback.selectors import figures, items
from changemgmt.feedback.views.common import act, load, weighed
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render, safe_next

MINE_SHOWN = 30


def home(request: HttpRequest) -> HttpResponse:
    """What I gave and what came of it; for those who handle it, what waits."""
    today = timezone.localdate()
    context = {
        "mine": list(items.mine(request.user)[:MINE_SHOWN]),
        "kinds": Kind.choices,
        "board": board_rows.board(request.user),
        "handles": handles(request.user),
        "late": items.unanswered(items.handled(request.user), today).count(),
        "may_triage": policy.may(request.user, "triage", "feedback"),
        "may_figures": figures.may_read(request.user),
        "today": today,
        "nav": "feedback",
    }
    return render(request, "changemgmt/feedback/home.html", context)


def handles(user: Any) -> bool:
    return items.handled(user).exists()


def board(request: HttpRequest) -> HttpResponse:
    wanted = request.GET.get("project", "")[:40].replace("\x00", "")
    project = audience.concerned(request.user).filter(key=wanted).first() if wanted else None
    context = {
        "board": board_rows.board(request.user, project_id=project.pk if project else None),
        "project": project,
        "projects": audience.concerned(request.user).filter(feedback__on_board=True).distinct(),
        "nav": "feedback",
    }
    return render(request, "changemgmt/feedback/board.html", context)


@weighed
def new(request: HttpRequest) -> HttpResponse:
    """How, then what; the second tap sends. A printed sheet brings what it is about (`?c=`)."""
    policy.require(request.user, "add", "feedback")
    code = request.POST.get("c", "") or request.GET.get("c", "")
    sheet = opened(code[:400]) if code else None
    about = _about(sheet)
    initial = {"level": Level.NAMED, "project": _suggested(request, about)}
    form = forms.GiveForm(request.POST or None, request.FILES or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            given = _give(request, form, about, sheet)
        except DomainError as error:
            form.apply(error)
        else:
            return _after(request, given)
    return _give_page(request, form, about, code if sheet else "")


def _about(sheet: Context | None) -> dict[str, Any]:
    """Rows the sheet names, as far as they still are there. Its signature stands for the right to name them."""
    if sheet is None:
        return {"project": None, "unit": None, "place": ""}
    return {
        "project": audience.vouched_project(sheet.project_id),
        "unit": audience.vouched_unit(sheet.unit_id),
        "place": sheet.place,
    }


def _suggested(request: HttpRequest, about: dict[str, Any]) -> Any:
    """The project of the page one came from, if it concerns the reader."""
    if about["project"] is not None:
        return None
    wanted = request.GET.get("project", "")[:40].replace("\x00", "")
    found = audience.concerned(request.user).filter(key=wanted).first() if wanted else None
    return found.pk if found is not None else None


def _give(request: HttpRequest, form: Any, about: dict[str, Any], sheet: Context | None) -> services.Given:
    cleaned = form.cleaned_data
    return services.give(
        by=request.user,
        kind=cleaned["kind"],
        reason=cleaned["reason"],
        level=cleaned["level"] or Level.NAMED,
        text=cleaned["text"],
        project=about["project"] or cleaned["project"],
        unit=about["unit"],
        place=about["place"],
        vouched=about["project"] is not None,
        source=Source.CODE if sheet is not None else Source.FORM,
        pictures=form.shots,
        today=timezone.localdate(),
        now=timezone.now(),
    )


def _after(request: HttpRequest, given: services.Given) -> HttpResponse:
    """An anonymous one is answered on the spot: a redirect, a session or a message would have to remember it."""
    if given.receipt:
        return _held(request, given.item, given.receipt, fresh=True)
    return redirect(f"{given.item.url}?sent=1")


def _give_page(request: HttpRequest, form: Any, about: dict[str, Any], code: str) -> HttpResponse:
    data = request.POST if request.method == "POST" else request.GET
    kind = data.get("kind", "")
    kind = kind if kind in Kind.values else ""
    reason = data.get("reason", "")
    context = {
        "form": form,
        "kind": kind,
        "kinds": Kind.choices,
        "reasons": [(one.value, one.label) for one in REASONS.get(kind, ())],
        "reason": reason if reason in Reason.values else "",
        "writing": "write" in request.GET or request.method == "POST",
        "level": data.get("level") or Level.NAMED,
        "levels": Level.choices,
        "about": about,
        "code": code,
        "nav": "feedback",
    }
    return render(request, "changemgmt/feedback/new.html", context, status=422 if form.errors else 200)


@weighed
@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A sentence or a photo more, by its author."""
    found = load(request, pk)
    sight.require_author(request.user, found)
    form = forms.AddForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            if form.cleaned_data["text"].strip():
                services.add_words(by=request.user, item=found, text=form.cleaned_data["text"],
                                   today=timezone.localdate(), now=timezone.now())  # fmt: skip
            if form.shots:
                services.attach(by=request.user, item=found, pictures=form.shots, now=timezone.now())
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Added"), found.url)
    return own_page(request, found, form=form)


@weighed
@require_POST
def add_file(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    sight.require_author(request.user, found)
    form = forms.FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.add_file(by=request.user, item=found, upload=form.cleaned_data["file"], now=timezone.now())
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("The file is kept"), found.url)
    return own_page(request, found, file_form=form)


def own_page(request: HttpRequest, found: Feedback, *, form: Any = None, file_form: Any = None) -> HttpResponse:
    """An item as its author reads it."""
    page = items.author_page(found)
    context = {
        "page": page,
        "item": found,
        "form": form or forms.AddForm(),
        "file_form": file_form,
        "files": items.files(found),
        "sent": "sent" in request.GET,
        "next": safe_next(request, ""),
        "nav": "feedback",
    }
    refused = form is not None or file_form is not None
    return render(request, "changemgmt/feedback/mine.html", context, status=422 if refused else 200)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    return act(
        request,
        lambda: services.withdraw(by=request.user, item=found, now=timezone.now()),
        _("Taken back; nobody has to read it"),
        reverse("feedback:home"),
    )


@never_cache
@weighed
def receipt(request: HttpRequest) -> HttpResponse:
    """Follow an anonymous item by its code. The code comes in the body: addresses are written into logs."""
    if request.method != "POST":
        return _ask(request, forms.ReceiptForm())
    form = forms.ReceiptForm(request.POST)
    found = items.by_receipt(form.cleaned_data["code"]) if form.is_valid() else None
    if found is None:
        if form.is_valid():
            form.add_error("code", _("No feedback has this code. Look at it letter by letter."))
        return _ask(request, form)
    code = form.cleaned_data["code"]
    wanted = request.POST.get("act", "")
    if wanted not in ("add", "undo"):
        return _held(request, found, code)
    extra = forms.AddForm(request.POST, request.FILES) if wanted == "add" else None
    if extra is not None and not extra.is_valid():
        return _held(request, found, code, form=extra)
    try:
        services.reply_by_receipt(
            receipt=code,
            text=extra.cleaned_data["text"] if extra else "",
            pictures=extra.shots if extra else (),
            undo=wanted == "undo",
            today=timezone.localdate(),
        )
    except DomainError as error:
        return _held(request, found, code, error=error.message)
    said = _("Taken back; nobody has to read it") if wanted == "undo" else _("Added")
    return _held(request, items.by_receipt(code) or found, code, said=said)


def _ask(request: HttpRequest, form: Any) -> HttpResponse:
    context = {"form": form, "nav": "feedback"}
    return render(request, "changemgmt/feedback/receipt.html", context, status=422 if form.errors else 200)


def _held(request: HttpRequest, item: Feedback, code: str, *, form: Any = None, **more: Any) -> HttpResponse:
    context = {
        "page": items.author_page(item),
        "item": item,
        "code": code,
        "form": form or forms.AddForm(),
        "nav": "feedback",
        **more,
    }
    refused = form is not None or bool(more.get("error"))
    response = render(request, "changemgmt/feedback/held.html", context, status=422 if refused else 200)
    return response


def picture(request: HttpRequest, pk: int, picture_pk: int) -> HttpResponse:
    found = items.picture(request.user, pk, picture_pk)
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """From the board or from the item; once per person, and taken back by the same button."""
    return _support(request, pk, services.vote, _("You are counted"), _("No longer counted"))


@require_POST
def watch(request: HttpRequest, pk: int) -> HttpResponse:
    return _support(request, pk, services.watch, _("You will be told"), _("You will not be told"))


def _support(request: HttpRequest, pk: int, service: Any, said: str, undone: str) -> HttpResponse:
    found = items.reached(request.user, pk)
    if found is None:
        raise Http404
    on = request.POST.get("on", "1") == "1"
    back = safe_next(request, reverse("feedback:board"))
    return act(
        request, lambda: service(by=request.user, item=found, on=on), said if on else undone, f"{back}#f{found.pk}"
    )
