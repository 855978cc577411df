"""Change requests: lists, form, lines, and the page that says what a change would do before it is decided."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.records import DomainError, Forbidden
from pmo.web.lists import Choice, Column, Empty, Flag, ListPage, Ref, SavedTab
from pmo.web.pages import done, render, safe_next
from projects.portfolio import threads
from projects.portfolio.choosing import choose
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page
from projects.scope import services
from projects.scope.choices import DECISIONS, ITEM_LINES, OPEN, ChangeStatus, LineKind
from projects.scope.forms.changes import AssessForm, ChangeForm, DecideForm, LineForm
from projects.scope.models import ChangeLine, ChangeRequest
from projects.scope.selectors import changes as selectors
from projects.scope.services import Effect
from projects.scope.services.effects import DAYS_A_MONTH


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return Project.objects.visible_to(request.user).order_by("key")


def _among(rows: QuerySet[ChangeRequest], some: QuerySet[ChangeRequest]) -> QuerySet[ChangeRequest]:
    return rows.filter(pk__in=some.select_related(None).order_by().values("pk"))


def _days(row: ChangeRequest) -> int | None:
    """Working days the finish moves, as last computed."""
    return row.effect.get("workdays") if row.effect else None


class Changes(ListPage):
    """Of all projects the reader may see."""

    kind = "change_request"
    key = "change-requests"
    title = gettext_lazy("Change requests")
    columns = [
        Column("code", gettext_lazy("No."), sort=("project__key", "number"), nowrap=True),
        Column("title", gettext_lazy("What changes"), value=lambda r: r.label, sort="title", header=True),
        Column("project", gettext_lazy("Project"), value=lambda r: r.project.label, sort="project__key", nowrap=True),
        Column(
            "days",
            gettext_lazy("Finish, working days"),
            value=_days,
            cell="projects/scope/_days.html",
            kind="integer",
        ),
        Column("cost", gettext_lazy("Cost"), cell="projects/scope/_cost.html", sort="cost", kind="decimal"),
        Column(
            "raised_by",
            gettext_lazy("Raised by"),
            value=lambda r: r.raised_by.label,
            sort="raised_by__name",
            nowrap=True,
        ),
        Column("created_at", gettext_lazy("Raised"), sort="created_at", kind="datetime"),
        Column("status", gettext_lazy("Status"), value=lambda r: r.get_status_display(), sort="status", nowrap=True),
        Column(
            "decided_by",
            gettext_lazy("Decided by"),
            value=lambda r: r.decided_by.label if r.decided_by else "",
            optional=True,
        ),
        Column("decision_note", gettext_lazy("Reason of the decision"), optional=True),
    ]
    filters = [
        Choice("status", gettext_lazy("Status"), choices=ChangeStatus.choices),
        Ref("project", gettext_lazy("Project"), rows_for=_projects, key="key"),
        Flag(
            "decide",
            gettext_lazy("Waits for my decision"),
            apply=lambda rows, on, request: _among(rows, selectors.to_decide(request.user)),
        ),
        Flag(
            "assess",
            gettext_lazy("Waits for my assessment"),
            apply=lambda rows, on, request: _among(rows, selectors.to_assess(request.user)),
        ),
        Flag("open", gettext_lazy("Undecided"), apply=lambda rows, on, request: rows.filter(status__in=OPEN)),
    ]
    views = [
        SavedTab("all", gettext_lazy("All"), {}),
        SavedTab("open", gettext_lazy("Undecided"), {"open": "1"}),
        SavedTab("decide", gettext_lazy("For me to decide"), {"decide": "1"}),
        SavedTab("assess", gettext_lazy("For me to assess"), {"assess": "1"}),
    ]
    search = ["title", "title_en", "reason", "project__name", "project__name_en"]
    default_sort = "-created_at"
    empty = Empty(
        gettext_lazy("No change requests yet"),
        gettext_lazy("Whoever wants the scope or the plan changed says so here, and sees first what it does."),
    )

    def queryset(self) -> QuerySet[ChangeRequest]:
        return selectors.visible(self.request.user)

    def context(self) -> dict[str, Any]:
        if not policy.may(self.request.user, "add", "change_request"):
            return {}
        return {"add_url": reverse("scope:change_choose"), "add_label": _("New change request")}


def choose_project(request: HttpRequest) -> HttpResponse:
    return choose(request, _("New change request"), "scope:change_new")


class ProjectChanges(Changes):
    """Of one project, below its spine."""

    columns = [column for column in Changes.columns if column.name != "project"]
    filters = [item for item in Changes.filters if item.name != "project"]
    search = ["title", "title_en", "reason"]

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        self.project = load_project(request, kwargs["key"], "change_request")

    def queryset(self) -> QuerySet[ChangeRequest]:
        return super().queryset().filter(project=self.project)

    def context(self) -> dict[str, Any]:
        found = page(self.request, self.project, "changes")
        found |= {
            "stage_tabs": found.pop("tabs"),
            "head_template": "projects/goals/_list_head.html",
            "crumbs_template": "projects/scope/_list_crumbs.html",
            "head_level": 2,
        }
        if self.project.is_open and policy.may(self.request.user, "add", "change_request", project_id=self.project.pk):
            url = reverse("scope:change_new", args=[self.project.key])
            found |= {"add_url": url, "add_label": _("New change request")}
        return found


def _load(request: HttpRequest, pk: int) -> ChangeRequest:
    rows = selectors.visible(request.user).select_related("project__sponsor", "project__business_owner")
    found: ChangeRequest = access.get_visible_or_404(rows, request.user, pk=pk)
    return found


def change(request: HttpRequest, pk: int) -> HttpResponse:
    return _detail(request, _load(request, pk))


def _detail(
    request: HttpRequest,
    found: ChangeRequest,
    *,
    assess_form: AssessForm | None = None,
    decide_form: DecideForm | None = None,
    error: str = "",
) -> HttpResponse:
    user, open_ = request.user, found.project.is_open and found.status in OPEN
    may_assess = open_ and policy.may(user, "assess", found)
    may_decide = open_ and policy.may(user, "decide", found) and found.raised_by_id != user.pk
    known = Effect.from_json(found.effect) if found.effect else None
    decided = found.status in DECISIONS
    lines = selectors.lines(found)
    effect = known if decided and known else services.effect_of(found, lines)
    context = page(
        request,
        found.project,
        "changes",
        change=found,
        lines=lines,
        effect=effect,
        assessed_effect=None if decided or known is None or known.workdays == effect.workdays else known,
        kpis=[kpi for kpi in effect.kpis if kpi.touched or kpi.before != kpi.after],
        growth=None if effect.growth is None else 100 * effect.growth,
        delay=abs(effect.delay_cost) if effect.delay_cost else None,
        delay_numbers=_delay_numbers(effect),
        kinds=_kinds(effect),
        open=open_,
        decided=decided,
        may_change=open_ and policy.may(user, "change", found),
        assess_form=(assess_form or _assess_form(found)) if may_assess else None,
        decide_form=(decide_form or DecideForm(row=found)) if may_decide and found.status != "submitted" else None,
        thread=threads.of(found, user),
        entries=audit.history(found),
        error=error,
    )
    refused = bool(error) or assess_form is not None or decide_form is not None
    return render(request, "projects/scope/change.html", context, status=422 if refused else 200)


def _kinds(effect: Effect) -> list[tuple[str, Any]]:
    """What may be added: lines about the plan only where there is one."""
    chosen = [kind for kind in LineKind if effect.has_plan or kind in ITEM_LINES]
    return [(kind.value.replace("_", "-"), kind.label) for kind in chosen]


def _delay_numbers(effect: Effect) -> str:
    if not effect.monthly_loss or not effect.delay_cost:
        return ""
    return f"{effect.monthly_loss:,.0f} × {abs(effect.workdays)} ÷ {DAYS_A_MONTH} = {abs(effect.delay_cost):,.0f}"


def _assess_form(found: ChangeRequest) -> AssessForm:
    initial = {"assessment": found.assessment, "cost": found.cost} if found.assessed_at else {}
    return AssessForm(row=found, initial=initial)


def new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "change_request")
    policy.require(request.user, "add", "change_request", project_id=project.pk)
    form = ChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.raise_change(by=request.user, project=project, now=timezone.now(), **form.values())
        except DomainError as error:
            form.apply(error)
        else:
            return done(
                request, _("%(code)s raised: now say what changes, line by line") % {"code": made.code}, made.url
            )
    back = reverse("scope:project_changes", args=[project.key])
    return _form(request, form, project, _("New change request"), back)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    form = ChangeForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_change(
                by=request.user, change=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), found.url)
    return _form(request, form, found.project, _("Edit %(code)s") % {"code": found.code}, found.url, change=found)


def _form(request: HttpRequest, form: Any, project: Project, title: str, back: str, **more: Any) -> HttpResponse:
    context = {"form": form, "project": project, "title": title, "back": back, **more}
    return render(request, "projects/scope/change_form.html", context, status=422 if form.errors else 200)


def add_line(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    name = kind.replace("-", "_")
    if name not in LineKind.values:
        raise Http404
    form = LineForm(request.POST or None, user=request.user, project=found.project, kind=name)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_line(by=request.user, change=found, kind=name, now=timezone.now(), **form.cleaned_data)
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Line added; the effect is computed anew"), f"{found.url}#effect")
    return _form(request, form, found.project, str(LineKind(name).label), found.url, change=found)


@require_POST
def remove_line(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    line = ChangeLine.objects.filter(change=found, pk=line_pk).select_related("change__project").first()
    if line is None:
        raise Http404
    try:
        services.remove_line(by=request.user, line=line, now=timezone.now())
    except DomainError as error:
        return _detail(request, _load(request, pk), error=error.message)
    return done(request, _("Line removed"), f"{found.url}#effect")


@require_POST
def assess(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "assess", found)
    form = AssessForm(request.POST, row=found)
    if form.is_valid():
        try:
            services.assess_change(
                by=request.user, change=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("%(code)s assessed") % {"code": found.code}, found.url)
    return _detail(request, _load(request, pk), assess_form=form)


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "decide", found)
    form = DecideForm(request.POST, row=found)
    if form.is_valid():
        try:
            services.decide_change(
                by=request.user, change=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            text = _("%(code)s: %(decision)s") % {"code": found.code, "decision": found.get_status_display()}
            return done(request, text, safe_next(request, found.url))
    return _detail(request, _load(request, pk), decide_form=form)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    try:
        services.withdraw_change(by=request.user, change=found, now=timezone.now())
    except Forbidden:
        raise
    except DomainError as error:
        return _detail(request, _load(request, pk), error=error.message)
    return done(request, _("%(code)s withdrawn") % {"code": found.code}, found.url)
