"""Pain points: lists, form, detail with evidence, history."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from pmo import access, files
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError, Forbidden
from pmo.web import formats, panels
from pmo.web.lists import Choice, Column, Empty, Flag, ListPage, Ref, SavedTab
from pmo.web.pages import done, render
from pmo.web.versioned import VersionedForm
from projects.goals import cells, services
from projects.goals.choices import PainSource, PainStatus
from projects.goals.forms.pain_points import EvidenceForm, PainPointForm
from projects.goals.models import PainPoint
from projects.goals.selectors import pain_points as selectors
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project
from projects.portfolio.stage_pages import page as stage_page

LIVE = {"status": [PainStatus.OPEN.value]}


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return Project.objects.visible_to(request.user).order_by("key")


def _uncured(rows: QuerySet[PainPoint], on: Any, request: HttpRequest) -> QuerySet[PainPoint]:
    return rows.filter(goals__isnull=True)


class PainPoints(ListPage):
    """Of all projects the reader may see."""

    kind = "pain_point"
    key = "pain_points"
    title = gettext_lazy("Pain points")
    columns = [
        Column("code", gettext_lazy("No."), sort=("project__key", "number"), nowrap=True),
        Column(
            "title",
            gettext_lazy("Pain point"),
            value=lambda r: r.label,
            cell=cells.pain_title,
            sort="title",
            header=True,
        ),
        Column("project", gettext_lazy("Project"), value=lambda r: r.project.label, sort="project__key", nowrap=True),
        Column("source", gettext_lazy("Found by"), value=lambda r: r.get_source_display(), sort="source", nowrap=True),
        Column(
            "process",
            gettext_lazy("Process"),
            value=lambda r: r.process_label,
            missing=gettext_lazy("not named"),
            sort="process_name",
        ),
        Column(
            "frequency_per_month",
            gettext_lazy("Cases a month"),
            missing=gettext_lazy("not known"),
            sort="frequency_per_month",
            kind="decimal",
        ),
        Column(
            "hours_per_month",
            gettext_lazy("Hours a month"),
            missing=gettext_lazy("not known"),
            sort="cost_hours",
            kind="decimal",
        ),
        Column(
            "cost",
            gettext_lazy("Money a month"),
            value=lambda r: r.money_per_month,
            cell=cells.pain_money,
            sort=("cost_money", "cost_hours"),
            kind="decimal",
        ),
        Column("currency", gettext_lazy("Currency"), in_page=False),
        Column(
            "goals",
            gettext_lazy("Goals that cure it"),
            value=lambda r: r.cures,
            cell=cells.pain_goals,
            nowrap=True,
            export=lambda r: "; ".join(goal.label for goal in r.cures),
        ),
        Column("owner", gettext_lazy("Owner"), value=lambda r: r.owner.label, sort="owner__name", nowrap=True),
        Column("status", gettext_lazy("Status"), value=lambda r: r.get_status_display(), sort="status", optional=True),
    ]
    filters = [
        Choice("source", gettext_lazy("Found by"), choices=PainSource.choices),
        Choice("status", gettext_lazy("Status"), choices=PainStatus.choices),
        Ref("project", gettext_lazy("Project"), rows_for=_projects, key="key"),
        Flag("uncured", gettext_lazy("No goal cures it"), apply=_uncured),
        Flag("mine", gettext_lazy("Mine"), apply=lambda rows, on, request: rows.filter(owner=request.user)),
    ]
    views = [
        SavedTab("open", pgettext_lazy("pain point", "Open"), LIVE),
        SavedTab("uncured", gettext_lazy("No goal yet"), {**LIVE, "uncured": "1"}),
        SavedTab("mine", gettext_lazy("Mine"), {**LIVE, "mine": "1"}),
        SavedTab("all", gettext_lazy("All"), {}),
    ]
    search = ["title", "title_en", "process_name", "process_name_en", "project__name", "project__name_en"]
    default_sort = "-cost"
    keys_first = True
    empty = Empty(
        gettext_lazy("No pain points yet"),
        gettext_lazy("Interviews, questionnaires and process analysis find them; goals follow from the dearest."),
    )

    def queryset(self) -> QuerySet[PainPoint]:
        return selectors.visible(self.request.user)

    def sum_line(self, rows: QuerySet[PainPoint]) -> str:
        total = selectors.loss(rows)
        parts = [_("%(n)s rows") % {"n": formats.grouped(self.found)}]
        if total.hours:
            parts.append(_("%(hours)s a month") % {"hours": formats.hours(total.hours)})
        parts += [_("%(money)s a month") % {"money": formats.money(*pair)} for pair in total.money]
        return " · ".join(parts)

    def context(self) -> dict[str, Any]:
        found: dict[str, Any] = {"subtitle": _("Dearest first: by money lost per month, then by hours.")}
        if policy.may(self.request.user, "add", "pain_point"):
            found |= {"add_url": reverse("goals:pain_point_choose"), "add_label": _("New pain point")}
        return found


class ProjectPainPoints(PainPoints):
    """Of one project, below its spine."""

    columns = [column for column in PainPoints.columns if column.name != "project"]
    filters = [item for item in PainPoints.filters if item.name != "project"]
    search = ["title", "title_en", "process_name", "process_name_en"]

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        self.project = load_project(request, kwargs["key"], "pain_point")

    def queryset(self) -> QuerySet[PainPoint]:
        return super().queryset().filter(project=self.project)

    def context(self) -> dict[str, Any]:
        found = stage_page(self.request, self.project, "pains", **super().context())
        stage_tabs = found.pop("tabs")
        found |= {
            "stage_tabs": stage_tabs,
            "head_template": "projects/goals/_list_head.html",
            "crumbs_template": "projects/goals/_list_crumbs.html",
            "head_level": 2,
        }
        found.pop("add_url", None)
        if self.project.is_open and policy.may(self.request.user, "add", "pain_point", project_id=self.project.pk):
            found |= {"add_url": reverse("goals:pain_point_new", args=[self.project.key])}
        return found


def _load(request: HttpRequest, pk: int) -> PainPoint:
    rows = selectors.visible(request.user).select_related("project", "project__portfolio", "owner")
    found: PainPoint = access.get_visible_or_404(rows, request.user, pk=pk)
    return found


def pain_point(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, _load(request, pk))


def new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key)
    policy.require(request.user, "add", "pain_point", project_id=project.pk)
    form = PainPointForm(request.POST or None, user=request.user, project=project)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.raise_pain_point(by=request.user, project=project, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(code)s added: %(name)s") % {"code": made.code, "name": made.label}, made.url)
    context = {"form": form, "project": project, "title": _("New pain point"), "back": _list_url(project)}
    return render(request, "projects/goals/pain_form.html", context, status=422 if form.errors else 200)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    pain = _load(request, pk)
    policy.require(request.user, "change", pain)
    form = PainPointForm(request.POST or None, user=request.user, project=pain.project, instance=pain)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_pain_point(
                by=request.user, pain=pain, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), pain.url)
    title = _("Edit pain point %(code)s") % {"code": pain.code}
    context = {"form": form, "project": pain.project, "pain": pain, "title": title, "back": pain.url}
    return render(request, "projects/goals/pain_form.html", context, status=422 if form.errors else 200)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    pain = _load(request, pk)
    form = VersionedForm(request.POST)
    expected = form.expected if form.is_valid() else None
    back = _list_url(pain.project)
    try:
        services.delete_pain_point(by=request.user, pain=pain, now=timezone.now(), expected=expected)
    except Forbidden:
        raise
    except DomainError as error:
        return _detail(request, _load(request, pk), error=error)
    return done(request, _("%(code)s deleted; its history stays") % {"code": pain.code}, back)


@require_POST
def add_file(request: HttpRequest, pk: int) -> HttpResponse:
    pain = _load(request, pk)
    policy.require(request.user, "change", pain)
    form = EvidenceForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            services.add_evidence(by=request.user, pain=pain, upload=upload, now=timezone.now())
        except DomainError as error:
            form.add_error("file", error.message)
        else:
            return done(request, _("%(name)s added as evidence") % {"name": upload.name}, pain.url)
    return _detail(request, pain, evidence_form=form)


@require_POST
def remove_file(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    pain = _load(request, pk)
    attached = files.of("pain_point", [pain.pk]).get(pain.pk, [])
    found = next((attachment for attachment in attached if attachment.pk == file_pk), None)
    if found is None:
        raise Http404
    services.remove_evidence(by=request.user, pain=pain, attachment=found, now=timezone.now())
    return done(request, _("%(name)s removed") % {"name": found.name}, pain.url)


def _list_url(project: Project) -> str:
    return reverse("goals:project_pain_points", args=[project.key])


def _detail(
    request: HttpRequest,
    pain: PainPoint,
    *,
    error: DomainError | None = None,
    evidence_form: EvidenceForm | None = None,
) -> HttpResponse:
    may_change = pain.project.is_open and policy.may(request.user, "change", pain)
    refused = error is not None or (evidence_form is not None and bool(evidence_form.errors))
    context = stage_page(
        request,
        pain.project,
        "pains",
        pain=pain,
        page=selectors.page(pain, request.user),
        units=list(pain.units.all()),
        may_change=may_change,
        may_delete=pain.project.is_open and policy.may(request.user, "delete", pain) and not pain.cures,  # type: ignore[attr-defined]
        evidence_form=(evidence_form or EvidenceForm()) if may_change else None,
        entries=audit.history(pain),
        panels=panels.of("pain_point", pain, request.user),
        error=error.message if error else "",
    )
    status = (error.status if error else 422) if refused else 200
    return render(request, "projects/goals/pain_point.html", context, status=status)
