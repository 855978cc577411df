"""Training of a project: coverage, who is missing, curricula; and the queue of what waits for marking."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from changemgmt.training import questions as asked
from changemgmt.training import services
from changemgmt.training.choices import AttemptState, LearnerRole
from changemgmt.training.forms import CurriculumForm, MarkForm
from changemgmt.training.models import Attempt, Curriculum
from changemgmt.training.selectors import attempts, courses, coverage
from changemgmt.training.views.common import NAV, act, load_curriculum
from pmo import access
from pmo.access import policy
from pmo.access.roles import Role
from pmo.audit import selectors as audit
from pmo.orgs.models import Unit
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render
from projects.portfolio.stage_pages import load_project
from projects.portfolio.stage_pages import page as stage_page

MOST_SHOWN = 300


def project_page(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "training")
    today, now = timezone.localdate(), timezone.now()
    found = coverage.matrix(project, today)
    total = coverage.totals([project.pk], today).get(project.pk)
    may_read = coverage.may_read(request.user, project)
    context = stage_page(
        request,
        project,
        "training",
        lead=coverage.lead(total, found),
        matrix=found,
        total=total,
        curricula=courses.curricula(project, today),
        courses=courses.of_project(project, request.user, today),
        sessions=courses.upcoming(project, now),
        may_add=project.is_open and policy.may(request.user, "add", "training", project_id=project.pk),
        may_read=may_read,
        to_mark=attempts.to_mark(request.user).filter(enrolment__course__project=project).count(),
    )
    return render(request, "changemgmt/training/project.html", context)


def missing(request: HttpRequest, key: str) -> HttpResponse:
    """Who must still learn what, by name: for those who may read names."""
    project = load_project(request, key, "training")
    policy.require(request.user, "read", "training", project_id=project.pk)
    unit, role = request.GET.get("unit", ""), request.GET.get("role", "")
    chosen = (
        Unit.objects.visible_to(request.user).filter(pk=int(unit)).first()
        if unit.isdigit() and len(unit) < 10
        else None
    )
    role = role if role in LearnerRole.values else ""
    today = timezone.localdate()
    rows = coverage.missing(request.user, project, today, unit=chosen.pk if chosen else None, role=role)
    context = {
        "project": project,
        "rows": rows[:MOST_SHOWN],
        "count": rows.count(),
        "most": MOST_SHOWN,
        "unit": chosen,
        "role": LearnerRole(role).label if role else "",
        "today": today,
        "nav": NAV,
    }
    return render(request, "changemgmt/training/missing.html", context)


def curriculum_new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key)
    policy.require(request.user, "add", "training", project_id=project.pk)
    blank = Curriculum(project=project)
    form = CurriculumForm(request.POST or None, instance=blank, user=request.user, project=project)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_curriculum(by=request.user, project=project, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Made; whoever it means is enrolled in the open courses"), made.url)
    return _form(request, form, _("New curriculum"), project, reverse("training:project", args=[project.key]))


def _form(request: HttpRequest, form: Any, title: str, project: Any, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "project": project, "back": back, "nav": NAV}
    return render(request, "changemgmt/training/form.html", context, status=422 if form.errors else 200)


def curriculum_page(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_curriculum(request, pk)
    user = request.user
    row = next(one for one in courses.curricula(found.project, timezone.localdate()) if one.pk == found.pk)
    open_ = found.project.is_open
    context = {
        "curriculum": row,
        "project": found.project,
        "items": list(found.items.select_related("course")),
        "units": list(found.units.order_by("path")),
        "people": list(found.people.order_by("name")),
        "roles": [str(Role(role).label) for role in found.roles],
        "meant": courses.meant(found),
        "may_change": open_ and policy.may(user, "change", found),
        "may_delete": open_ and policy.may(user, "delete", found),
        "entries": audit.history(found, 20),
        "nav": NAV,
    }
    return render(request, "changemgmt/training/curriculum.html", context)


def curriculum_edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_curriculum(request, pk, "change")
    form = CurriculumForm(request.POST or None, instance=found, user=request.user, project=found.project)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_curriculum(
                by=request.user, curriculum=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved; enrolments follow"), found.url)
    return _form(request, form, _("Edit the curriculum"), found.project, found.url)


@require_POST
def curriculum_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Now instead of tonight. Nothing is done twice."""
    found = load_curriculum(request, pk, "change")
    n = services.enrol_by_rule(curriculum=found, now=timezone.now())
    text = _("%(n)s enrolments changed") % {"n": n} if n else _("Everybody it means is enrolled already")
    return done(request, text, found.url)


@require_POST
def curriculum_delete(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_curriculum(request, pk, "delete")
    return act(
        request,
        lambda: services.delete_curriculum(by=request.user, curriculum=found, now=timezone.now()),
        _("Curriculum deleted; nothing of it is required any more"),
        reverse("training:project", args=[found.project.key]),
    )


def marking(request: HttpRequest) -> HttpResponse:
    """What waits for my marking, the longest waiting first."""
    rows = attempts.to_mark(request.user)
    course = request.GET.get("course", "")
    if course.isdigit() and len(course) < 10:
        rows = rows.filter(enrolment__course=int(course))
    context = {"rows": rows[:MOST_SHOWN], "count": rows.count(), "now": timezone.now(), "nav": NAV}
    return render(request, "changemgmt/training/marking.html", context)


def mark(request: HttpRequest, pk: int) -> HttpResponse:
    rows_seen = Attempt.objects.select_related("enrolment__course__project", "enrolment__course__owner", "user")
    found: Attempt = access.get_visible_or_404(rows_seen, request.user, pk=pk)
    policy.require(request.user, "mark", found)
    if not attempts.may_mark(request.user, found):
        raise Forbidden(_("Nobody marks their own assessment."))
    rows = {row.question: row for row in found.answers.all()}
    waiting = [
        one
        for one in found.questions
        if found.state == AttemptState.MARKING
        and one["id"] in rows
        and asked.points_of(one, rows[one["id"]].value) is None
    ]
    form = MarkForm(request.POST or None, waiting=waiting)
    if request.method == "POST" and form.is_valid():
        try:
            services.mark_attempt(by=request.user, attempt=found, marks=form.marks(), now=timezone.now())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Marked; the person is told"), reverse("training:marking"))
    context = {
        "attempt": found,
        "course": found.enrolment.course,
        "person": found.user,
        "form": form,
        "items": [
            {
                "label": asked.pick(one["text"], one["text_en"]),
                "note": asked.pick(one["note"], one["note_en"]),
                "said": rows[one["id"]].value,
                "points": form[f"points_{one['id']}"],
                "remark": form[f"remark_{one['id']}"],
            }
            for one in waiting
        ],
        "nav": NAV,
    }
    return render(request, "changemgmt/training/mark.html", context, status=422 if form.errors else 200)
