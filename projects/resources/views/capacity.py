"""The heat table of everybody's weeks, and one person's weeks with the tasks behind them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError
from pmo.web.pages import done, render
from projects.portfolio.models import Project
from projects.resources import services
from projects.resources.choices import WhatIfAct
from projects.resources.forms import AbsenceForm, ResourceForm, StaffForm
from projects.resources.models import Resource
from projects.resources.selectors import load as loads
from projects.resources.selectors import resources as selectors
from projects.resources.views import whatif
from projects.resources.views.common import load_resource

WEEKS = 16
PER_PAGE, GAPS_PER_PAGE = 100, 20
GROUPS = ("person", "role", "unit")


def heat(request: HttpRequest) -> HttpResponse:
    """Who is overloaded when, across all projects, and what if something happened to one of them."""
    today = timezone.localdate()
    people = list(selectors.visible(request.user).filter(selectors.still_here(today)))
    within, people = _within(request, people)
    axis = loads.axis_from(today, WEEKS)
    asked = request.GET.get("by", "")
    group = asked if asked in GROUPS else "person"
    open_ones = Project.objects.visible_to(request.user).filter(state__in=loads.OPEN_STATES)
    projects = list(open_ones.only("key", "name", "name_en").order_by("key"))
    what_if = whatif.asked(request, projects)
    effects, error = whatif.answer(what_if, people, axis, today, projects)
    # What a project would do is known of the work in its plan only.
    booked = request.GET.get("show") == "booked" and what_if is None
    found = effects.after if effects else loads.load(people, axis, today, booked=booked)
    rows = loads.table(found, _grouped(people, group))
    context = {
        "rows": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "mondays": axis.mondays(),
        "group": group,
        "booked": booked,
        "projects": projects,
        "acts": WhatIfAct.choices,
        "what_if": what_if,
        "effects": effects,
        "said": whatif.said(what_if, effects) if what_if and effects else "",
        "error": error,
        "overloaded": sum(bool(row.over_weeks) for row in loads.table(found, _grouped(people, "person"))),
        "people": len(people),
        "within": within,
        "gaps": Paginator(_gaps(projects), GAPS_PER_PAGE).get_page(request.GET.get("gaps")),
        "may_add": policy.may(request.user, "add", "resource"),
        "nav": "/capacity/",
    }
    return render(request, "projects/resources/heat.html", context)


def _grouped(people: list[Resource], group: str) -> Iterable[tuple[str, str, str, str, list[int]]]:
    if group == "person":
        for row, person in enumerate(people):
            yield person.label, person.get_role_display(), person.url, str(person.pk), [row]
        return
    members: dict[tuple[str, str], list[int]] = {}
    for row, person in enumerate(people):
        unit = person.unit.label if person.unit else _("no unit")
        name = person.get_role_display() if group == "role" else unit
        key = person.role if group == "role" else str(person.unit_id)
        members.setdefault((name, key), []).append(row)
    for (name, key), rows in members.items():
        yield name, _("%(n)s people") % {"n": len(rows)}, f"?by=person&{group}={key}", key, rows


def _within(request: HttpRequest, people: list[Resource]) -> tuple[str, list[Resource]]:
    """The people of the role or the unit that is asked for, and its name; everybody otherwise."""
    role, unit = request.GET.get("role", ""), request.GET.get("unit", "")
    if role:
        found = [person for person in people if person.role == role]
        return (found[0].get_role_display(), found) if found else ("", people)
    if unit:
        found = [person for person in people if str(person.unit_id) == unit]
        name = found[0].unit.label if found and found[0].unit else _("no unit")
        return (name, found) if found else ("", people)
    return "", people


def _gaps(projects: list[Project]) -> list[dict[str, Any]]:
    """Projects whose team lacks one of the three functions."""
    missing = selectors.missing_roles(projects)
    return [
        {"project": project, "roles": [role.label for role in missing[project.pk]]}
        for project in projects
        if missing[project.pk]
    ]


def resource(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, load_resource(request, pk))


def _detail(
    request: HttpRequest, found: Resource, *, absence: AbsenceForm | None = None, error: str = ""
) -> HttpResponse:
    today = timezone.localdate()
    axis = loads.axis_from(today, WEEKS)
    load = loads.load([found], axis, today)
    row = next(iter(loads.table(load, [(found.label, "", "", str(found.pk), [0])])))
    monday = _monday(request.GET.get("week", ""), row)
    own = found.user_id == request.user.pk
    may_change = policy.may(request.user, "change", found)
    context = {
        "resource": found,
        "row": row,
        "week": monday,
        "week_end": monday + timedelta(days=4),
        "cell": next(cell for cell in row.cells if cell.monday == monday),
        "causes": loads.causes(load, 0, monday, request.user),
        "absences": found.absences.filter(finish_on__gte=today - timedelta(days=30)),
        "allocations": list(selectors.allocations(request.user).filter(resource=found, finish_on__gte=today)),
        "may_change": may_change,
        "may_absent": may_change or own,
        "absence_form": absence or AbsenceForm(),
        "may_remove": may_change and found.is_placeholder and not services.is_asked_for(found),
        "staff_form": StaffForm(user=request.user) if may_change and found.is_placeholder else None,
        "entries": audit.history(found) if may_change else [],
        "error": error,
        "nav": "/capacity/",
    }
    return render(request, "projects/resources/resource.html", context, status=422 if error or absence else 200)


def _monday(text: str, row: loads.Row) -> date:
    """The week asked for, else the fullest one."""
    asked = next((cell.monday for cell in row.cells if cell.monday.isoformat() == text), None)
    return asked or max(row.cells, key=lambda cell: (cell.over, cell.share or 0.0)).monday


def new(request: HttpRequest) -> HttpResponse:
    policy.require(request.user, "add", "resource")
    form = ResourceForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_resource(by=request.user, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(name)s can be planned now") % {"name": made.label}, reverse("resources:heat"))
    context = {"form": form, "title": _("New person or role"), "back": reverse("resources:heat"), "nav": "/capacity/"}
    return render(request, "projects/resources/resource_form.html", context, status=422 if form.errors else 200)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_resource(request, pk)
    policy.require(request.user, "change", found)
    form = ResourceForm(request.POST or None, user=request.user, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_resource(
                by=request.user, resource=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), found.url)
    title = _("Edit %(name)s") % {"name": found.label}
    context = {"form": form, "title": title, "back": found.url, "nav": "/capacity/"}
    return render(request, "projects/resources/resource_form.html", context, status=422 if form.errors else 200)


@require_POST
def absent(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_resource(request, pk)
    services.require_absences(request.user, found)
    form = AbsenceForm(request.POST)
    if form.is_valid():
        try:
            services.add_absence(by=request.user, resource=found, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Noted; the plans have moved with it"), found.url)
    return _detail(request, found, absence=form)


@require_POST
def present(request: HttpRequest, pk: int, absence_pk: int) -> HttpResponse:
    found = load_resource(request, pk)
    services.require_absences(request.user, found)
    absence = selectors.absence_of(found, absence_pk)
    if absence is None:
        raise Http404
    services.remove_absence(by=request.user, absence=absence, now=timezone.now())
    return done(request, _("Removed; the plans have moved with it"), found.url)


@require_POST
def staff(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_resource(request, pk)
    policy.require(request.user, "change", found)
    form = StaffForm(request.POST, user=request.user)
    if not form.is_valid():
        return _detail(request, found, error=_("Choose a person."))
    try:
        person = services.staff(by=request.user, placeholder=found, user=form.cleaned_data["user"], now=timezone.now())
    except DomainError as error:
        return _detail(request, found, error=error.message)
    return done(request, _("%(name)s takes it over") % {"name": person.label}, person.url)


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_resource(request, pk)
    policy.require(request.user, "change", found)
    try:
        services.remove_placeholder(by=request.user, placeholder=found, now=timezone.now())
    except DomainError as error:
        return _detail(request, found, error=error.message)
    return done(request, _("%(name)s is no longer planned") % {"name": found.label}, reverse("resources:heat"))
