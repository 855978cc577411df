"""Write, publish, keep: the acts of owners and editors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from changemgmt.feedback.models import Feedback
from metrics.knowledge import forms, services, sight
from metrics.knowledge.models import Article, KnowledgeTag
from metrics.knowledge.selectors import reading
from metrics.knowledge.views.common import act, load_article
from metrics.knowledge.views.reading import LOOK_AGAIN, show
from metrics.reviews.models import Review
from pmo import access
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render
from projects.goals.models import PainPoint

KNOWN_TAGS = 60


def new(request: HttpRequest) -> HttpResponse:
    policy.require(request.user, "add", "article")
    today = timezone.localdate()
    initial = {"review_by": today + LOOK_AGAIN, "title": request.GET.get("title", "")[:200]}
    form = forms.ArticleForm(request.POST or None, user=request.user, instance=Article(), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_article(by=request.user, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("The draft is saved; only you and the editors see it"), made.url)
    return _form(request, form, _("New article"), reverse("knowledge:home"))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_article(request, pk)
    sight.require(request.user, "change", found)
    form = forms.ArticleForm(request.POST or None, user=request.user, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_article(
                by=request.user, article=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
            found = load_article(request, pk)
        else:
            to = f"{found.url}?draft=1" if found.has_newer else found.url
            return done(request, _("Saved"), to)
    return _form(request, form, _("Edit the article"), found.url, article=found)


def _form(request: HttpRequest, form: Any, title: str, back: str, **more: Any) -> HttpResponse:
    tags = list(KnowledgeTag.objects.order_by("name")[:KNOWN_TAGS])
    context = {"form": form, "title": title, "back": back, "known_tags": tags, "nav": "knowledge", **more}
    return render(request, "metrics/knowledge/form.html", context, status=422 if form.errors else 200)


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_article(request, pk)
    return act(
        request,
        lambda: services.submit(by=request.user, article=found, now=timezone.now()),
        _("Put forward to the editors"),
        found.url,
    )


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_article(request, pk)
    sight.require(request.user, "publish", found)
    form = forms.PublishForm(request.POST)
    if not form.is_valid():
        return show(request, found, status=422, publish_form=form)
    return act(
        request,
        lambda: services.publish(
            by=request.user,
            article=found,
            note=form.cleaned_data["note"],
            expected=form.expected,
            now=timezone.now(),
        ),
        _("Published; readers see it and the search finds it"),
        found.url,
    )


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_article(request, pk)
    return act(
        request,
        lambda: services.send_back(
            by=request.user, article=found, reason=request.POST.get("reason", "")[:2000], now=timezone.now()
        ),
        _("Sent back; the owner is told why"),
        found.url,
    )


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_article(request, pk)
    sight.require(request.user, "change", found)
    form = forms.ConfirmForm(request.POST)
    if not form.is_valid():
        return show(request, found, status=422, confirm_form=form)
    return act(
        request,
        lambda: services.confirm(
            by=request.user,
            article=found,
            today=timezone.localdate(),
            review_by=form.cleaned_data["review_by"],
            expected=form.expected,
            now=timezone.now(),
        ),
        _("Noted: it still holds"),
        found.url,
    )


@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_article(request, pk)
    return act(
        request,
        lambda: services.archive(
            by=request.user, article=found, reason=request.POST.get("reason", "")[:2000], now=timezone.now()
        ),
        _("Archived; readers do not find it any more"),
        found.url,
    )


@require_POST
def revive(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_article(request, pk)
    return act(
        request,
        lambda: services.revive(by=request.user, article=found, now=timezone.now()),
        _("It is back"),
        found.url,
    )


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_article(request, pk)
    try:
        services.delete_article(by=request.user, article=found, now=timezone.now())
    except Forbidden:
        raise
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(found.url)
    return done(request, _("Draft deleted"), reverse("knowledge:home"))


def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every publication, and what changed between two of them (`?a=1&b=3`; 0 is the text in hand)."""
    found = load_article(request, pk)
    kept = reading.versions(found)
    by_number: dict[int, Any] = {one.number: one for one in kept}
    may_change = sight.may(request.user, "change", found)
    if may_change and found.has_newer:
        by_number[0] = found
    newest = 0 if 0 in by_number else max(by_number, default=0)
    older = [number for number in by_number if number not in (0, newest)]
    before = _number(request.GET.get("a"), by_number, max(older, default=newest))
    after = _number(request.GET.get("b"), by_number, newest)
    if not by_number:
        raise Http404
    context = {
        "article": found,
        "versions": kept,
        "before": before,
        "after": after,
        "numbers": sorted(by_number, key=lambda n: (n != 0, -n)),
        "fields": reading.compare(by_number[before], by_number[after]) if before != after else [],
        "may_change": may_change,
        "nav": "knowledge",
    }
    return render(request, "metrics/knowledge/versions.html", context)


def _number(given: str | None, known: dict[int, Any], default: int) -> int:
    number = int(given) if given and given.isascii() and given.isdigit() and len(given) < 6 else None
    return number if number in known else default  # type: ignore[return-value]


@require_POST
def restore(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = load_article(request, pk)
    version = get_object_or_404(found.versions.all(), number=number)
    return act(
        request,
        lambda: services.restore_version(by=request.user, article=found, version=version, now=timezone.now()),
        _("It is the text in hand again; publish it for readers to see it"),
        f"{found.url}?draft=1",
    )


@require_POST
def add_file(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_article(request, pk)
    sight.require(request.user, "change", found)
    form = forms.FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.add_file(by=request.user, article=found, upload=form.cleaned_data["file"], now=timezone.now())
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("The file is kept"), f"{found.url}#files")
    return show(request, found, status=422, file_form=form)


@require_POST
def remove_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    found = load_article(request, pk)
    attachment = get_object_or_404(reading.files_of(found), pk=file_pk)
    return act(
        request,
        lambda: services.remove_file(by=request.user, article=found, attachment=attachment, now=timezone.now()),
        _("File removed"),
        f"{found.url}#files",
    )


@require_POST
def from_review(request: HttpRequest, pk: int) -> HttpResponse:
    review: Review = access.get_visible_or_404(Review, request.user, pk=pk)
    return _made(request, lambda: services.from_review(by=request.user, review=review, now=timezone.now()), review.url)


@require_POST
def from_pain_point(request: HttpRequest, pk: int) -> HttpResponse:
    pain: PainPoint = access.get_visible_or_404(PainPoint, request.user, pk=pk)
    return _made(request, lambda: services.from_pain_point(by=request.user, pain=pain, now=timezone.now()), pain.url)


@require_POST
def from_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    item: Feedback = access.get_visible_or_404(Feedback, request.user, pk=pk)
    return _made(request, lambda: services.from_feedback(by=request.user, item=item, now=timezone.now()), item.url)


def _made(request: HttpRequest, make: Callable[[], Article], back: str) -> HttpResponse:
    try:
        made = make()
    except Forbidden:
        raise
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(back)
    return done(request, _("A draft is made of it; look at it, then publish"), made.url)
