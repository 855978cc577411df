"""Pages of reviews, their rules and their actions."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from metrics.reviews import exports, forms, selectors, services
from metrics.reviews.choices import ReviewStatus
from metrics.reviews.models import Review, ReviewRule
from pmo import access
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.jobs import selectors as jobs
from pmo.records import DomainError, Forbidden
from pmo.web import formats
from pmo.web.lists import Choice, Column, Empty, Flag, ListPage, Ref, SavedTab
from pmo.web.pages import done, render, safe_next
from projects.portfolio.models import Project


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return Project.objects.visible_to(request.user).order_by("key")


class Reviews(ListPage):
    kind = "review"
    key = "reviews"
    title = gettext_lazy("Reviews")
    columns = [
        Column("quarter", gettext_lazy("Quarter"), sort="quarter", header=True),
        Column("subject", gettext_lazy("Subject"), value=lambda r: r.subject_label),
        Column("starts_at", gettext_lazy("When"), sort="starts_at", kind="datetime"),
        Column("status", gettext_lazy("Status"), value=lambda r: r.get_status_display(), sort="status", nowrap=True),
        Column("organiser", gettext_lazy("Organiser"), value=lambda r: r.organiser.label, nowrap=True),
        Column("decision_count", gettext_lazy("Decisions"), kind="integer"),
        Column("action_count", gettext_lazy("Actions"), kind="integer"),
        Column("open_count", gettext_lazy("Still open"), kind="integer"),
    ]
    filters = [
        Choice("status", gettext_lazy("Status"), choices=ReviewStatus.choices),
        Ref("project", gettext_lazy("Project"), rows_for=_projects),
        Flag(
            "mine",
            gettext_lazy("I take part"),
            apply=lambda rows, on, request: rows.filter(participants__user=request.user),
        ),
    ]
    views = [
        SavedTab("all", gettext_lazy("All"), {}),
        SavedTab("planned", gettext_lazy("Planned"), {"status": "planned"}),
        SavedTab("mine", gettext_lazy("I take part"), {"mine": "1"}),
    ]
    default_sort = "-starts_at"
    empty = Empty(
        gettext_lazy("No review yet"),
        gettext_lazy("A rule plans them by itself: so many working days after the quarter's end."),
    )
    nav = "reviews"

    def queryset(self) -> QuerySet[Review]:
        return selectors.visible(self.request.user)

    def context(self) -> dict[str, Any]:
        return {
            "actions_template": "metrics/reviews/_list_acts.html",
            "may_add": policy.may(self.request.user, "add", "review"),
        }


def load(request: HttpRequest, pk: int) -> Review:
    rows = Review.objects.select_related("portfolio", "project", "organiser")
    review: Review = access.get_visible_or_404(rows, request.user, pk=pk)
    return review


def review_page(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, load(request, pk))


def show(request: HttpRequest, review: Review, status: int = 200, **bound: Any) -> HttpResponse:
    """The page with whatever form was refused filled in."""
    now = timezone.now()
    page = selectors.page(review, request.user, now)
    may_change = policy.may(request.user, "change", review)
    has_begun = timezone.localdate(review.starts_at) <= timezone.localdate(now)
    context = {
        "review": review,
        "page": page,
        "facts": _facts(review, page),
        "may_change": may_change,
        "planned": review.status == ReviewStatus.PLANNED,
        "has_begun": has_begun,
        # Decisions and actions are written down in the meeting, not weeks before it.
        "minuting": may_change
        and (review.status == ReviewStatus.HELD or (review.status == ReviewStatus.PLANNED and has_begun)),
        "entries": audit.history(review, 30),
        "nav": "reviews",
        "to_sign": any(row.user_id == request.user.pk and row.signed_at is None for row in page.signers),
        "all_signed": bool(page.signers) and all(row.signed_at for row in page.signers),
        **_files(request, review, page),
    }
    if may_change:
        context |= _forms(request, review, page, bound)
    return render(request, "metrics/reviews/review.html", context, status=status)


def _files(request: HttpRequest, review: Review, page: selectors.ReviewPage) -> dict[str, Any]:
    """Kinds of files offered, and how far the one is that was asked for last."""
    if not page.pack.sections or not policy.may(request.user, "export", review):
        return {}
    job = selectors.newest_job(review, request.user)
    return {"formats": exports.offered(), "at_once": exports.AT_ONCE, "job": jobs.card(job) if job else None}


def _facts(review: Review, page: selectors.ReviewPage) -> list[tuple[str, Any]]:
    begin = timezone.localtime(review.starts_at)
    facts: list[tuple[str, Any]] = [
        (_("Status"), review.get_status_display()),
        (_("When"), f"{formats.day(begin.date())} {begin:%H:%M}"),
        (
            _("Length"),
            ngettext("%(n)s minute", "%(n)s minutes", review.duration_minutes) % {"n": review.duration_minutes},
        ),
        (_("Organiser"), review.organiser.label),
    ]
    if page.before is not None:
        link = format_html('<a href="{}">{}</a>', page.before.url, page.before.quarter)
        facts.append((_("The review before"), link))
    return facts


def conclusion_forms(
    request: HttpRequest, review: Review, page: selectors.ReviewPage, bound: dict[str, Any]
) -> dict[str, Any]:
    """What a meeting writes down: decisions, actions, items for the next phase."""
    seated = [seat.user_id for seat in page.seats]
    mine = request.user.pk if request.user.pk in seated else review.organiser_id
    backlog = bound.get("backlog_form") or forms.BacklogForm(user=request.user, review=review)
    return {
        "decision_form": bound.get("decision_form") or forms.DecisionForm(review=review, initial={"decided_by": mine}),
        "action_form": bound.get("action_form")
        or forms.ActionForm(user=request.user, likely=seated, initial={"project": review.project_id}),
        # Not offered to people who may not add to the scope of any project of this review.
        "backlog_form": backlog if backlog.has_projects else None,
    }


def _forms(request: HttpRequest, review: Review, page: selectors.ReviewPage, bound: dict[str, Any]) -> dict[str, Any]:
    """The forms of the page; those that were refused as they were typed."""
    return {
        **conclusion_forms(request, review, page, bound),
        "hold_form": bound.get("hold_form") or forms.HoldForm(review=review, seats=page.seats),
        "notes_form": bound.get("notes_form")
        or forms.NotesForm(initial={"notes": review.notes, "version": review.version}),
        "cancel_form": bound.get("cancel_form") or forms.CancelForm(),
        "compose_form": bound.get("compose_form") or forms.ComposeForm(),
        "close_form": bound.get("close_form") or forms.CloseForm(review=review),
        "reopen_form": bound.get("reopen_form") or forms.ReopenForm(),
        "send_form": bound.get("send_form") or forms.SendForm(user=request.user),
        "open_form": next(iter(bound), ""),
    }


def act(request: HttpRequest, review: Review, name: str, form: Any, act: Any, said: str) -> HttpResponse:
    """One refused or accepted form on the page of a review."""
    if form.is_valid():
        try:
            act()
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, said, safe_next(request, review.url))
    return show(request, review, status=422, **{name: form})


def new(request: HttpRequest) -> HttpResponse:
    initial = selectors.proposal(request.user, timezone.localdate())
    form = forms.NewReviewForm(request.POST or None, user=request.user, instance=Review(), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            review = services.plan_review(by=request.user, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Planned; everybody invited is told"), review.url)
    return render(
        request,
        "metrics/reviews/form.html",
        {"form": form, "title": _("Plan a review"), "back": reverse("reviews:list"), "nav": "reviews"},
        status=422 if form.errors else 200,
    )


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    review = load(request, pk)
    policy.require(request.user, "change", review)
    form = forms.ReviewForm(request.POST or None, user=request.user, instance=review)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_review(
                by=request.user, review=review, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), review.url)
    return render(
        request,
        "metrics/reviews/form.html",
        {"form": form, "title": _("Change the review"), "back": review.url, "nav": "reviews"},
        status=422 if form.errors else 200,
    )


@require_POST
def respond(request: HttpRequest, pk: int) -> HttpResponse:
    review = load(request, pk)
    answer = request.POST.get("attendance", "")
    services.respond(by=request.user, review=review, attendance=answer, now=timezone.now())
    return done(request, _("Your answer is noted"), safe_next(request, review.url))


@require_POST
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    review = load(request, pk)
    form = forms.HoldForm(request.POST, review=review)
    return act(
        request, review, "hold_form", form,
        lambda: services.hold_review(by=request.user, review=review, now=timezone.now(), **form.cleaned_data),
        _("Held; the figures are frozen as they stand"),
    )  # fmt: skip


@require_POST
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    review = load(request, pk)
    form = forms.NotesForm(request.POST)

    def write() -> None:
        data = form.cleaned_data
        services.change_notes(
            by=request.user, review=review, notes=data["notes"], expected=data.get("version"), now=timezone.now()
        )

    return act(request, review, "notes_form", form, write, _("Saved"))


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    review = load(request, pk)
    policy.require(request.user, "change", review)
    form = forms.CancelForm(request.POST)
    return act(
        request, review, "cancel_form", form,
        lambda: services.cancel_review(by=request.user, review=review, now=timezone.now(), **form.cleaned_data),
        _("Cancelled; everybody invited is told"),
    )  # fmt: skip


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    review = load(request, pk)
    policy.require(request.user, "change", review)
    form = forms.CloseForm(request.POST, review=review)
    return act(
        request, review, "close_form", form,
        lambda: services.close_review(by=request.user, review=review, now=timezone.now(), **form.cleaned_data),
        _("Closed; decisions and actions went to everybody"),
    )  # fmt: skip


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    review = load(request, pk)
    policy.require(request.user, "change", review)
    form = forms.DecisionForm(request.POST, review=review)
    return act(
        request, review, "decision_form", form,
        lambda: services.add_decision(by=request.user, review=review, now=timezone.now(), **form.cleaned_data),
        _("Decision recorded"),
    )  # fmt: skip


@require_POST
def remove_decision(request: HttpRequest, pk: int, decision_pk: int) -> HttpResponse:
    review = load(request, pk)
    decision = get_object_or_404(review.decisions.all(), pk=decision_pk)
    services.remove_decision(by=request.user, decision=decision, now=timezone.now())
    return done(request, _("Decision removed"), review.url)


@require_POST
def give_action(request: HttpRequest, pk: int) -> HttpResponse:
    review = load(request, pk)
    policy.require(request.user, "change", review)
    form = forms.ActionForm(request.POST, user=request.user)
    return act(
        request, review, "action_form", form,
        lambda: services.add_action(by=request.user, review=review, now=timezone.now(), **form.cleaned_data),
        _("Action given; its owner is told"),
    )  # fmt: skip


def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The review as a calendar file."""
    review = load(request, pk)
    response = HttpResponse(selectors.calendar_file(review), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"review-{review.quarter}.ics") or "attachment"
    return response


def rules(request: HttpRequest) -> HttpResponse:
    context = {
        "rules": list(selectors.rules(request.user)),
        "may_add": policy.may(request.user, "add", "review"),
        "nav": "reviews",
    }
    return render(request, "metrics/reviews/rules.html", context)


def edit_rule(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    rule = access.get_visible_or_404(ReviewRule, request.user, pk=pk) if pk else ReviewRule()
    if pk:
        policy.require(request.user, "change", rule)
    form = forms.RuleForm(
        request.POST or None,
        user=request.user,
        instance=rule,
        initial=None if pk else {"organiser": request.user.pk, "at_time": "09:30"},
    )
    if request.method == "POST" and form.is_valid():
        values = form.values()
        try:
            services.save_rule(
                by=request.user,
                rule=rule,
                expected=form.expected,
                now=timezone.now(),
                participants=values.pop("participants"),
                **values,
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved; the next review is planned by itself"), reverse("reviews:rules"))
    context = {
        "form": form,
        "title": _("Rule of reviews"),
        "back": reverse("reviews:rules"),
        "rule": rule,
        "nav": "reviews",
    }
    return render(request, "metrics/reviews/form.html", context, status=422 if form.errors else 200)


@require_POST
def delete_rule(request: HttpRequest, pk: int) -> HttpResponse:
    rule = access.get_visible_or_404(ReviewRule, request.user, pk=pk)
    services.delete_rule(by=request.user, rule=rule, now=timezone.now())
    return done(request, _("Rule deleted; reviews stay"), reverse("reviews:rules"))
