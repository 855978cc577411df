"""The register as a list: of everything the reader sees, and of one project."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from pmo import exchange
from pmo.access import policy
from pmo.web import formats
from pmo.web.lists import Choice, Column, DateRange, Empty, Flag, ListPage, Ref, SavedTab
from projects.portfolio.choosing import choose
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page
from projects.risks import cells, excel, figures, scales
from projects.risks.choices import LIVE, Category, Proximity, RiskKind, RiskStatus, Strategy
from projects.risks.models import Risk
from projects.risks.selectors import risks as selectors

# Sort keys: what nobody assessed comes last when the worst come first.
_WORST = F("current_score")


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return Project.objects.visible_to(request.user).order_by("key")


def _mine(rows: QuerySet[Risk], on: bool, request: HttpRequest) -> QuerySet[Risk]:
    user_id = request.user.pk
    return rows.filter(Q(owner_id=user_id) | Q(assignee_id=user_id))


def _silent(rows: QuerySet[Risk], on: bool, request: HttpRequest) -> QuerySet[Risk]:
    return selectors.live(rows).filter(updated_at__lt=timezone.now() - selectors.SILENT)


def _late(rows: QuerySet[Risk], on: bool, request: HttpRequest) -> QuerySet[Risk]:
    return selectors.with_late_actions(rows, timezone.localdate())


def _triggers(rows: QuerySet[Risk], on: bool, request: HttpRequest) -> QuerySet[Risk]:
    today = timezone.localdate()
    return selectors.live(rows).filter(trigger_on__range=(today, today + timedelta(days=7)))


class Risks(ListPage):
    kind = "risk"
    key = "risks"
    title = gettext_lazy("Risks")
    columns = [
        Column("code", gettext_lazy("No."), sort=("project__key", "number"), nowrap=True),
        Column("title", gettext_lazy("Risk"), value=lambda r: r.label, cell=cells.title, sort="title", header=True),
        Column("project", gettext_lazy("Project"), value=lambda r: r.project.label, sort="project__key"),
        Column("kind", gettext_lazy("Kind"), value=lambda r: r.get_kind_display(), optional=True, nowrap=True),
        Column("category", gettext_lazy("Category"), value=lambda r: r.get_category_display(), sort="category"),
        Column(
            "score", gettext_lazy("Score"), value=lambda r: r.current_score, cell=cells.score, sort="current_score",
            kind="decimal",
        ),
        Column(
            "residual", gettext_lazy("After responses"), value=lambda r: r.residual_score, sort="residual_score",
            kind="decimal", optional=True,
        ),
        Column(
            "exposure", gettext_lazy("Expected money"), value=lambda r: r.current_money, cell=cells.money,
            sort="current_money", kind="decimal",
        ),
        Column(
            "strategy", gettext_lazy("Response"), value=lambda r: r.get_strategy_display(),
            missing=gettext_lazy("none yet"), nowrap=True,
        ),
        Column(
            "actions", gettext_lazy("Actions"), value=lambda r: r.open_actions, cell=cells.actions, kind="integer",
        ),
        Column(
            "owner", gettext_lazy("Owner"), value=lambda r: r.owner.label if r.owner else "", sort="owner__name",
            missing=gettext_lazy("nobody yet"), nowrap=True,
        ),
        Column(
            "assignee", gettext_lazy("Assignee"), value=lambda r: r.assignee.label if r.assignee else "", optional=True
        ),
        Column(
            "proximity", gettext_lazy("Proximity"), value=lambda r: r.get_proximity_display(), optional=True,
            nowrap=True,
        ),
        Column("trigger_on", pgettext_lazy("risk", "Trigger"), sort="trigger_on", kind="date", optional=True),
        Column("review_on", pgettext_lazy("risk", "Next review"), cell=cells.review, sort="review_on", kind="date"),
        Column("status", gettext_lazy("Status"), value=lambda r: r.get_status_display(), sort="status", nowrap=True),
        Column("updated_at", gettext_lazy("Last touched"), sort="updated_at", kind="datetime", optional=True),
    ]  # fmt: skip
    filters = [
        Choice("status", gettext_lazy("Status"), choices=RiskStatus.choices),
        Ref("project", gettext_lazy("Project"), rows_for=_projects, key="key"),
        Choice("category", gettext_lazy("Category"), choices=Category.choices),
        Choice("kind", gettext_lazy("Kind"), choices=RiskKind.choices),
        Choice("strategy", gettext_lazy("Response"), choices=Strategy.choices),
        Choice("proximity", gettext_lazy("Proximity"), choices=Proximity.choices),
        DateRange("review", pgettext_lazy("risk", "Next review"), lookup="review_on"),
        Flag("live", gettext_lazy("Still to come"), apply=lambda rows, on, request: rows.filter(status__in=LIVE)),
        Flag("mine", gettext_lazy("Mine"), apply=_mine),
        Flag("silent", gettext_lazy("Untouched for 14 days"), apply=_silent),
        Flag("late", gettext_lazy("Actions late"), apply=_late),
        Flag(
            "due", gettext_lazy("Review due"),
            apply=lambda rows, on, request: selectors.due_for_review(rows, timezone.localdate()),
        ),
        Flag("trigger", gettext_lazy("Trigger within a week"), apply=_triggers),
    ]  # fmt: skip
    views = [
        SavedTab("live", gettext_lazy("Still to come"), {"live": "1"}),
        SavedTab("mine", gettext_lazy("Mine"), {"live": "1", "mine": "1"}),
        SavedTab("due", gettext_lazy("Review due"), {"due": "1"}),
        SavedTab("late", gettext_lazy("Actions late"), {"live": "1", "late": "1"}),
        SavedTab("escalated", pgettext_lazy("risk status", "Escalated"), {"status": "escalated"}),
        SavedTab("all", gettext_lazy("All"), {}),
    ]
    search = ["title", "title_en", "cause", "event", "effect", "project__name", "project__name_en"]
    default_sort = "-score"
    keys_first = True
    empty = Empty(
        gettext_lazy("No risks written down yet"),
        gettext_lazy(
            "What could go wrong, why, and what would follow? Those typical of such projects are in the library."
        ),
    )

    @cached_property
    def _register(self) -> QuerySet[Risk]:
        """Built once: every tab with its count starts here."""
        return selectors.with_actions(selectors.visible(self.request.user))

    def queryset(self) -> QuerySet[Risk]:
        return self._register

    def _ordered(self, rows: QuerySet[Risk]) -> QuerySet[Risk]:
        if self.sort == "-score":
            return rows.order_by(_WORST.desc(nulls_last=True), "project__key", "number")
        return super()._ordered(rows)

    def prepare(self, rows: list[Risk]) -> list[Risk]:
        known = scales.of_many({risk.project.portfolio_id for risk in rows})
        today = timezone.localdate()
        for risk in rows:
            row: Any = risk
            row.cell = figures.cell(risk, "current", known[risk.project.portfolio_id])
            row.is_late = bool(row.next_due and row.next_due < today)
            row.is_due = bool(risk.review_on and risk.review_on <= today)
        return rows

    def sum_line(self, rows: QuerySet[Risk]) -> str:
        sums, unknown = selectors.money_sums(rows)
        count = self.found
        told = ngettext("%(n)s entry, expected loss %(money)s", "%(n)s entries, expected loss %(money)s", count) % {
            "n": count,
            "money": " + ".join(formats.money(money, currency) for currency, money in sums.items()) or _("not known"),
        }
        return told if not unknown else _("%(told)s, %(n)s without an amount") % {"told": told, "n": unknown}

    def context(self) -> dict[str, Any]:
        found: dict[str, Any] = {"actions_template": "projects/risks/_list_acts.html"}
        found["matrix_url"] = reverse("risks:matrix_all")
        if policy.may(self.request.user, "add", "risk"):
            found |= {"add_url": reverse("risks:risk_choose"), "add_label": _("New risk")}
        return found


def choose_project(request: HttpRequest) -> HttpResponse:
    return choose(request, _("New risk"), "risks:risk_new")


class ProjectRisks(Risks):
    """Of one project, below its spine."""

    columns = [column for column in Risks.columns if column.name != "project"]
    filters = [item for item in Risks.filters if item.name != "project"]
    search = ["title", "title_en", "cause", "event", "effect"]
    keys_first = False

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(request, **kwargs)
        self.project = load_project(request, kwargs["key"], "risk")

    def queryset(self) -> QuerySet[Risk]:
        return super().queryset().filter(project=self.project)

    def context(self) -> dict[str, Any]:
        project, user = self.project, self.request.user
        found = page(self.request, project, "risks")
        found |= {
            "stage_tabs": found.pop("tabs"),
            "head_template": "projects/goals/_list_head.html",
            "crumbs_template": "projects/risks/_list_crumbs.html",
            "actions_template": "projects/risks/_list_acts.html",
            "matrix_url": reverse("risks:matrix", args=[project.key]),
            "head_level": 2,
        }
        if project.is_open and policy.may(user, "add", "risk", project_id=project.pk):
            found |= {
                "add_url": reverse("risks:risk_new", args=[project.key]),
                "add_label": _("New risk"),
                "library_url": reverse("risks:library", args=[project.key]),
            }
        if project.is_open and policy.may(user, "import", "risk", project_id=project.pk):
            found["import_url"] = exchange.import_url(excel.KIND, project=project.key)
        return found


def export(request: HttpRequest, key: str) -> HttpResponse:
    """The register as the table the import reads."""
    project = load_project(request, key, "risk")
    policy.require(request.user, "export", "risk", project_id=project.pk)
    sheet = exchange.Sheet(excel.SPEC.sheet, excel.SPEC.columns, excel.rows_of(project, request.user))
    return exchange.as_download(exchange.write_xlsx([sheet]), f"{project.key} {_('Risks')}.xlsx")
