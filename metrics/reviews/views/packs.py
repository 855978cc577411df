"""Pages of the frozen pack: composing anew, presenting it, minutes, signatures, sending it on, exports."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from metrics.reviews import exports, forms, selectors, services
from metrics.reviews.choices import ReviewStatus
from metrics.reviews.models import Review
from metrics.reviews.views.reviews import act, conclusion_forms, load
from pmo.access import policy
from pmo.records import DomainError, StaleWrite
from pmo.web.pages import done, render, safe_next


@require_POST
def compose(request: HttpRequest, pk: int) -> HttpResponse:
    review = load(request, pk)
    policy.require(request.user, "change", review)
    form = forms.ComposeForm(request.POST)
    return act(
        request, review, "compose_form", form,
        lambda: services.recompose(by=request.user, review=review, now=timezone.now(), **form.cleaned_data),
        _("Composed; these figures are the pack now"),
    )  # fmt: skip


def present(request: HttpRequest, pk: int) -> HttpResponse:
    """The pack of a review, section by section, for the room it is held in."""
    review = load(request, pk)
    page = selectors.page(review, request.user, timezone.now())
    if not page.pack.sections:
        raise Http404
    writing = policy.may(request.user, "change", review) and may_write(review)
    context: dict[str, Any] = {"review": review, "page": page, "writing": writing, "here": request.path}
    if writing:
        context |= conclusion_forms(request, review, page, {})
    return render(request, "metrics/reviews/present.html", context)


def may_write(review: Review) -> bool:
    """Minutes are open from the day of the review until they are closed."""
    begun = timezone.localdate(review.starts_at) <= timezone.localdate()
    return review.status == ReviewStatus.HELD or (review.status == ReviewStatus.PLANNED and begun)


@require_POST
def note(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """Minutes of one section, typed live: an answer for the script, a redirect for a form."""
    review = load(request, pk)
    live = "application/json" in request.headers.get("Accept", "")
    version = request.POST.get("version", "0")
    try:
        row = services.write_note(
            by=request.user, review=review, section=section, text=request.POST.get("text", ""),
            expected=int(version) if version.isdigit() else 0, now=timezone.now(),
        )  # fmt: skip
    except StaleWrite as error:
        if not live or error.current is None:
            raise
        return JsonResponse({"text": error.current.text, "version": error.current.version}, status=409)
    except DomainError as error:
        if not live:
            raise
        return JsonResponse({"detail": error.message}, status=error.status)
    if live:
        return JsonResponse({"version": row.version})
    return done(request, _("Saved"), safe_next(request, review.url))


@require_POST
def backlog(request: HttpRequest, pk: int) -> HttpResponse:
    review = load(request, pk)
    policy.require(request.user, "change", review)
    form = forms.BacklogForm(request.POST, user=request.user, review=review)
    return act(
        request, review, "backlog_form", form,
        lambda: services.propose_item(by=request.user, review=review, now=timezone.now(), **form.cleaned_data),
        _("Proposed; it stands in the scope of the project, not for this time"),
    )  # fmt: skip


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    review = load(request, pk)
    services.sign(by=request.user, review=review, mark=request.POST.get("mark", ""), now=timezone.now())
    return done(request, _("Signed"), review.url)


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    review = load(request, pk)
    policy.require(request.user, "change", review)
    form = forms.ReopenForm(request.POST)
    return act(
        request, review, "reopen_form", form,
        lambda: services.reopen(by=request.user, review=review, now=timezone.now(), **form.cleaned_data),
        _("The minutes are open again"),
    )  # fmt: skip


@require_POST
def distribute(request: HttpRequest, pk: int) -> HttpResponse:
    review = load(request, pk)
    policy.require(request.user, "change", review)
    form = forms.SendForm(request.POST, user=request.user)
    return act(
        request, review, "send_form", form,
        lambda: services.distribute(by=request.user, review=review, now=timezone.now(), **form.cleaned_data),
        _("Sent; everybody sees what they may see"),
    )  # fmt: skip


@require_POST
def ask_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Have it set by a worker; the page shows how far that is and leads to the file."""
    review = load(request, pk)
    policy.require(request.user, "export", review)
    services.ask_file(by=request.user, review=review, kind=request.POST.get("kind", ""), now=timezone.now())
    return redirect(f"{review.url}#file")


def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The frozen pack as a file, in the reader's language and with what the reader may see."""
    review = load(request, pk)
    if kind not in exports.AT_ONCE:
        raise Http404
    policy.require(request.user, "export", review)
    page = selectors.page(review, request.user, timezone.now())
    if not page.pack.sections:
        raise Http404
    data = exports.write(kind, exports.Document(review, page))
    response = HttpResponse(data, content_type=exports.KINDS[kind])
    name = exports.name_of(review, kind)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
