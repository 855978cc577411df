"""Courses, their materials and question bank, for those who run them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from changemgmt.training import excel, services
from changemgmt.training.choices import CourseState
from changemgmt.training.forms import CourseForm, EnrolForm, MaterialForm, QuestionForm
from changemgmt.training.models import Course
from changemgmt.training.selectors import courses
from changemgmt.training.views.common import NAV, act, load_course, load_material, load_question
from pmo import exchange
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError, Forbidden
from pmo.web.lists import Choice, Column, Empty, ListPage, Ref, SavedTab
from pmo.web.pages import done, render
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return Project.objects.visible_to(request.user).order_by("key")


def _share(row: Any) -> float | None:
    return 100 * row.done / row.must if row.must else None


class Courses(ListPage):
    kind = "training"
    key = "courses"
    title = gettext_lazy("Training")
    columns = [
        Column("title", gettext_lazy("Course"), value=lambda r: r.label, sort="title", header=True),
        Column("project", gettext_lazy("Project"), value=lambda r: r.project.label, sort="project__key"),
        Column("state", gettext_lazy("State"), value=lambda r: r.get_state_display(), sort="state", nowrap=True),
        Column("minutes", pgettext_lazy("time needed", "Minutes"), sort="minutes", kind="integer"),
        Column("people", gettext_lazy("Enrolled"), sort="people", kind="integer"),
        Column("must", gettext_lazy("Required"), value=lambda r: r.must or None, sort="must", kind="integer"),
        Column("done", gettext_lazy("Passed"), value=lambda r: r.done if r.must else None, sort="done", kind="integer"),
        Column("share", gettext_lazy("Coverage"), value=_share, kind="percent"),
        Column("owner", gettext_lazy("Trainer"), value=lambda r: r.owner.label, sort="owner__name"),
    ]
    filters = [
        Choice("state", gettext_lazy("State"), choices=CourseState.choices),
        Ref("project", gettext_lazy("Project"), rows_for=_projects, key="key"),
    ]
    views = [
        SavedTab("all", gettext_lazy("All"), {}),
        SavedTab("open", CourseState.OPEN.label, {"state": "open"}),
        SavedTab("draft", CourseState.DRAFT.label, {"state": "draft"}),
    ]
    search = ["title", "title_en", "project__name", "project__name_en"]
    default_sort = "project"
    empty = Empty(
        gettext_lazy("No courses yet"),
        gettext_lazy("Make one on the training page of a project: what people must learn, and how they show it."),
    )
    nav = NAV

    def queryset(self) -> QuerySet[Course]:
        return courses.visible(self.request.user, timezone.localdate())

    def context(self) -> dict[str, Any]:
        if not policy.may(self.request.user, "mark", "training"):
            return {}
        return {"actions_template": "changemgmt/training/_marking_link.html"}


def course_page(request: HttpRequest, pk: int) -> HttpResponse:
    course = load_course(request, pk)
    user = request.user
    may_change = policy.may(user, "change", course) and course.project.is_open
    may_read = policy.may(user, "read", course)
    context = {
        "course": course,
        "project": course.project,
        "page": courses.page(course, timezone.localdate()),
        "facts": _facts(course),
        "may_change": may_change,
        "may_see_bank": policy.may(user, "change", course),
        "may_delete": policy.may(user, "delete", course) and not course.enrolments.exists(),
        "may_import": may_change and policy.may(user, "import", course),
        "may_read": may_read,
        "learners": list(courses.learners(course, user)[:200]) if may_read else [],
        "import_url": exchange.import_url(excel.BANK, course=course.pk),
        "today": timezone.localdate(),
        # It names who enrolled and who left.
        "may_see_history": policy.may(user, "mark", course),
        "entries": audit.history(course, 20) if policy.may(user, "mark", course) else [],
        "nav": NAV,
    }
    return render(request, "changemgmt/training/course.html", context)


def _facts(course: Course) -> list[tuple[str, Any]]:
    ways = [
        *([_("attend a session")] if course.needs_attendance else []),
        *([_("pass an assessment")] if course.needs_assessment else []),
    ]
    found: list[tuple[str, Any]] = [
        (_("State"), course.get_state_display()),
        (_("Time needed"), _("%(n)s min") % {"n": course.minutes}),
        (_("To pass"), _(" and ").join(ways)),
    ]
    if course.needs_assessment:
        limit = _("%(n)s min") % {"n": course.time_limit} if course.time_limit else _("no limit")
        found += [
            (_("Pass mark"), f"{course.pass_mark} %"),
            (_("Time limit"), limit),
            (pgettext("assessment", "Attempts"), course.attempts),
        ]
    months = _("%(n)s months") % {"n": course.valid_months} if course.valid_months else _("for ever")
    return [*found, (_("Certificate valid"), months), (_("Trainer"), course.owner.label)]


def course_new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key)
    policy.require(request.user, "add", "training", project_id=project.pk)
    form = CourseForm(request.POST or None, instance=Course(project=project), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_course(by=request.user, project=project, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Made. Add materials and questions, then open it."), made.url)
    return _form(request, form, _("New course"), project, reverse("training:project", args=[project.key]))


def course_edit(request: HttpRequest, pk: int) -> HttpResponse:
    course = load_course(request, pk, "change")
    form = CourseForm(request.POST or None, instance=course, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_course(
                by=request.user, course=course, expected=form.expected, now=timezone.now(), **form.values()
            )
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), course.url)
    return _form(request, form, _("Edit the course"), course.project, course.url, course)


def _form(
    request: HttpRequest, form: Any, title: str, project: Project, back: str, course: Course | None = None, **more: Any
) -> HttpResponse:
    context = {"form": form, "title": title, "project": project, "back": back, "course": course, "nav": NAV, **more}
    return render(request, "changemgmt/training/form.html", context, status=422 if form.errors else 200)


@require_POST
def course_state(request: HttpRequest, pk: int) -> HttpResponse:
    course = load_course(request, pk, "change")
    wanted = services.close_course if request.POST.get("to") == CourseState.CLOSED else services.open_course
    text = _("Closed; what was passed stays") if wanted is services.close_course else _("Open; people can learn it")
    return act(request, lambda: wanted(by=request.user, course=course, now=timezone.now()), text, course.url)


@require_POST
def course_delete(request: HttpRequest, pk: int) -> HttpResponse:
    course = load_course(request, pk, "delete")
    back = reverse("training:project", args=[course.project.key])
    try:
        services.delete_course(by=request.user, course=course, now=timezone.now())
    except DomainError as error:
        reason = error

        def again() -> None:
            raise reason

        return act(request, again, "", course.url)
    return done(request, _("Course deleted"), back)


def enrol_people(request: HttpRequest, pk: int) -> HttpResponse:
    course = load_course(request, pk, "change")
    form = EnrolForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.enrol_people(by=request.user, course=course, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(n)s people enrolled and told") % {"n": made}, course.url)
    return _form(request, form, _("Enrol people"), course.project, course.url, course)


def material_new(request: HttpRequest, pk: int) -> HttpResponse:
    course = load_course(request, pk, "change")
    form = MaterialForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_material(by=request.user, course=course, now=timezone.now(), **form.cleaned_data)
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Material added"), f"{course.url}#h-mat")
    return _form(request, form, _("Add material"), course.project, course.url, course, files=True)


@require_POST
def material_remove(request: HttpRequest, pk: int) -> HttpResponse:
    material = load_material(request, pk)
    policy.require(request.user, "change", material)
    return act(
        request,
        lambda: services.remove_material(by=request.user, material=material, now=timezone.now()),
        _("Material removed"),
        f"{material.course.url}#h-mat",
    )


def question_new(request: HttpRequest, pk: int) -> HttpResponse:
    course = load_course(request, pk, "change")
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_question(by=request.user, course=course, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Question added"), f"{course.url}#h-bank")
    return _form(request, form, pgettext("assessment", "Add a question"), course.project, course.url, course)


def question(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_question(request, pk)
    form = QuestionForm(request.POST or None, question=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_question(
                by=request.user, question=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), f"{found.course.url}#h-bank")
    remove = reverse("training:question_remove", args=[found.pk])
    course = found.course
    return _form(request, form, pgettext("assessment", "Question"), course.project, course.url, course, remove=remove)


@require_POST
def question_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = load_question(request, pk)
    return act(
        request,
        lambda: services.remove_question(by=request.user, question=found, now=timezone.now()),
        _("Question removed; attempts that drew it keep it"),
        f"{found.course.url}#h-bank",
    )


def bank_export(request: HttpRequest, pk: int) -> HttpResponse:
    """The bank as the import reads it, with what is right: for those who may change the course."""
    course = load_course(request, pk, "change")
    data = exchange.write_xlsx([excel.bank_sheet(course)])
    return exchange.as_download(data, f"{course.project.key} {course.label}.xlsx")
