"""Success criteria of a pilot: agreed before it begins, counted while it runs."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo.access import policy
from pmo.records import DomainError
from pmo.web.pages import done
from projects.gates import sampling
from projects.gates.choices import Measure
from projects.gates.forms.pilots import CountForm, CriterionForm
from projects.gates.models import Pilot, PilotCriterion
from projects.gates.services import pilots as services
from projects.gates.views.common import ask
from projects.gates.views.pilots import asking_of, detail, load


def _criterion(request: HttpRequest, pk: int, criterion_pk: int) -> tuple[Pilot, PilotCriterion]:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    row = PilotCriterion.objects.visible_to(request.user).filter(pilot=found, pk=criterion_pk).first()
    if row is None:
        raise Http404
    row.pilot = found
    return found, row


def new(request: HttpRequest, pk: int, measure: str) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    if measure not in Measure.values:
        raise Http404
    form = CriterionForm(request.POST or None, user=request.user, project=found.project, measure=measure)
    about = f"{found.code} {found.label} · {Measure(measure).label}"
    return ask(
        request,
        form,
        lambda: services.save_criterion(
            by=request.user, pilot=found, measure=measure, now=timezone.now(), **form.values()
        ),
        asking_of(found, _("New success criterion"), about=about),
    )


def edit(request: HttpRequest, pk: int, criterion_pk: int) -> HttpResponse:
    found, row = _criterion(request, pk, criterion_pk)
    form = CriterionForm(
        request.POST or None, instance=row, user=request.user, project=found.project, measure=row.measure
    )
    return ask(
        request,
        form,
        lambda: services.save_criterion(
            by=request.user,
            pilot=found,
            criterion=row,
            measure=row.measure,
            expected=form.expected,
            now=timezone.now(),
            **form.values(),
        ),
        asking_of(found, _("Edit the success criterion")),
    )


@require_POST
def remove(request: HttpRequest, pk: int, criterion_pk: int) -> HttpResponse:
    found, row = _criterion(request, pk, criterion_pk)
    try:
        services.remove_criterion(by=request.user, criterion=row, now=timezone.now())
    except DomainError as error:
        return detail(request, load(request, pk), error=error.message)
    return done(request, _("Criterion removed"), found.url)


def count(request: HttpRequest, pk: int, criterion_pk: int) -> HttpResponse:
    found, row = _criterion(request, pk, criterion_pk)
    if row.measure == Measure.KPI:
        raise Http404
    today = timezone.localdate()
    offer = sampling.of(row, request.user, today)
    form = CountForm(request.POST or None, criterion=row, initial={"measured_on": today})
    if offer is not None and "counted" in request.GET:
        form.initial.update(offer.values)
    return ask(
        request,
        form,
        lambda: services.count(
            by=request.user, criterion=row, expected=form.expected, now=timezone.now(), **form.values()
        ),
        asking_of(found, _("What was counted"), about=f"{found.code} {found.label} · {row.label}", offer=offer),
    )
