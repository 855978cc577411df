"""The page of one benefit, and its form."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render
from projects.benefits import services, words
from projects.benefits.choices import OPEN, RUNNING, State
from projects.benefits.forms.benefits import AnswerForm, BenefitForm
from projects.benefits.judging import checks, lead, status_of_line
from projects.benefits.models import Benefit, Realisation
from projects.benefits.selectors import book
from projects.benefits.selectors.book import Line
from projects.benefits.selectors.months import first_day, text_of
from projects.benefits.services.common import is_finance
from projects.benefits.views.common import form_page, load, tried, value_page
from projects.budget.models import Budget
from projects.budget.selectors import cash
from projects.engines.benefits import ZERO, Missing, realisation
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project


def benefit(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, load(request, pk))


def show(
    request: HttpRequest, found: Benefit, *, error: str = "", form: AnswerForm | None = None, status: int = 200
) -> HttpResponse:
    """The page; `error`: why an act of it was refused."""
    line = book.one(found, timezone.localdate())
    at = line.at_adoption
    share, whole = (
        realisation(line.realised_to_date, line.due_to_date),
        realisation(line.realised_to_date, line.due_total),
    )
    rows = Realisation.objects.visible_to(request.user).filter(benefit=found)
    context = value_page(
        request,
        found.project,
        "benefits",
        benefit=found,
        line=line,
        lead=lead(line),
        mark=status_of_line(line),
        checks=checks(line),
        can=_can(request, found),
        first=first_day(line.first) if line.first is not None else None,
        at_adoption=None if isinstance(at, Missing) else at,
        adoption_why=words.reason(at) if isinstance(at, Missing) else "",
        share=None if isinstance(share, Missing) else share,
        share_why=words.reason(share) if isinstance(share, Missing) else "",
        whole=None if isinstance(whole, Missing) else whole,
        curve=_curve(line),
        rows=_rows(line),
        booked=list(rows.select_related("booked_by", "decided_by", "benefit").order_by("-month", "-pk")[:60]),
        moved=abs(line.slip or 0),
        short=abs(line.shortfall),
        missing=[text_of(month) for month in line.missing_months],
        answer_form=form or AnswerForm(row=found),
        error=error,
        entries=audit.history(found),
        agreed_change=found.state == State.DRAFT and line.agreed is not None,
    )
    return render(request, "projects/benefits/benefit.html", context, status=status)


def _can(request: HttpRequest, found: Benefit) -> dict[str, bool]:
    """What this reader may do now: rights and the state of the benefit together."""
    user, is_open = request.user, found.project.is_open
    may = {
        verb: is_open and policy.may(user, verb, found) for verb in ("change", "delete", "book", "confirm", "validate")
    }
    owns = found.owner_id == user.pk
    finance = may["validate"] and is_finance(user, found)
    for_finance = finance and found.proposed_by_id != user.pk
    asked = (owns and not found.owner_confirmed_at) or (for_finance and not found.finance_confirmed_at)
    return {
        "edit": may["change"] and found.state in OPEN,
        "delete": may["delete"] and found.state in OPEN,
        "propose": may["change"] and found.state == State.DRAFT,
        "answer": may["confirm"] and found.state == State.PROPOSED and asked,
        "reopen": may["change"] and found.state in (*RUNNING, State.CLOSED),
        "close": may["change"] and found.state in RUNNING,
        "book": may["book"] and found.state in RUNNING and found.has_money and not found.is_computed,
        "validate": finance,
        "change_booking": may["book"],
    }


def _curve(line: Line) -> dict[str, Any] | None:
    """Cumulated: solid what has come, dotted today's plan from there on, dashed as agreed."""
    if not line.planned:
        return None
    span = range(min([*line.planned, *line.agreed_months]), max([*line.planned, *line.agreed_months]) + 1)
    planned, agreed, realised = (_sums(months, span) for months in (line.planned, line.agreed_months, line.realised))
    series = [
        {
            "name": _("realised"),
            "style": "measured",
            "values": [cash.text(realised[m]) if m <= line.last else None for m in span],
        },
        {"name": _("plan of today"), "style": "forecast", "values": [cash.text(planned[m]) for m in span]},
    ]
    if line.agreed_months:
        series.append({"name": _("agreed"), "style": "expected", "values": [cash.text(agreed[m]) for m in span]})
    return cash.frame(line.benefit.currency, [first_day(m) for m in span], series)


def _sums(months: book.Months, span: range) -> book.Months:
    found, total = {}, ZERO
    for month in span:
        total += months.get(month, ZERO)
        found[month] = total
    return found


def _rows(line: Line) -> list[dict[str, Any]]:
    known = sorted({*line.planned, *line.agreed_months, *line.realised})
    return [
        {
            "month": text_of(month),
            "agreed": line.agreed_months.get(month),
            "planned": line.planned.get(month),
            "realised": line.realised.get(month) if month <= line.last else None,
            "over": month <= line.last,
        }
        for month in known
    ]


def new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "benefit")
    policy.require(request.user, "add", "benefit", project_id=project.pk)
    budget = Budget.objects.visible_to(request.user).filter(project=project).first()
    currency = budget.currency if budget is not None else project.portfolio.currency
    initial = {"owner": project.business_owner_id, "validator": project.sponsor_id}
    form = BenefitForm(request.POST or None, user=request.user, project=project, currency=currency, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = tried(
            form,
            lambda: services.add_benefit(by=request.user, project=project, now=timezone.now(), **_values(form)),
        )
        if made is not None:
            return done(request, _("%(code)s drafted") % {"code": made.code}, made.url)
    return _form(request, form, project, _("New benefit"), reverse("benefits:benefits", args=[project.key]))


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    form = BenefitForm(
        request.POST or None, user=request.user, project=found.project, currency=found.currency, instance=found
    )
    if request.method == "POST" and form.is_valid():
        saved = tried(
            form,
            lambda: services.change_benefit(
                by=request.user, benefit=found, expected=form.expected, now=timezone.now(), **_values(form)
            ),
        )
        if saved is not None:
            return done(request, _("Saved"), found.url)
    title = _("Edit %(code)s") % {"code": found.code}
    note = ""
    if found.state == State.PROPOSED:
        note = _("It waits for confirmation: changed, it is a draft again and is proposed anew.")
    return _form(request, form, found.project, title, found.url, note=note)


def _form(
    request: HttpRequest, form: BenefitForm, project: Project, title: str, back: str, **more: Any
) -> HttpResponse:
    return form_page(request, form, project, title, back, in_parts=True, **more)


def _values(form: BenefitForm) -> dict[str, Any]:
    values = form.values()
    values["units"] = list(values["units"])
    return values


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "delete", found)
    try:
        services.delete_benefit(by=request.user, benefit=found, now=timezone.now())
    except Forbidden:
        raise
    except DomainError as error:
        return show(request, found, error=error.message, status=409)
    to = reverse("benefits:benefits", args=[found.project.key])
    return done(request, _("%(code)s deleted") % {"code": found.code}, to)
