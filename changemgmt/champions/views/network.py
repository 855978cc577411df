"""The network of a project: gaps first, everybody by unit; one champion; all champions of the company."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from changemgmt.champions import activity, excel, rights
from changemgmt.champions.choices import ASK_BEFORE, HELD, ChampionState, Renewal, SkillKind
from changemgmt.champions.forms import ReasonForm, RenewForm
from changemgmt.champions.models import Champion
from changemgmt.champions.selectors import coverage, mine
from changemgmt.champions.selectors import network as selectors
from changemgmt.champions.services.common import months_after
from changemgmt.champions.views.common import load_champion
from pmo import calendars, exchange
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.orgs.models import Unit
from pmo.web.lists import Choice, Column, Empty, Flag, ListPage, Ref, SavedTab
from pmo.web.pages import render
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project
from projects.portfolio.stage_pages import page as stage_page

HISTORY = 12
LATELY = 8


def network(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "champion")
    user, today = request.user, timezone.localdate()
    found = coverage.of(project, today)
    acting = [one for line in found.lines for one in (*line.champions, *line.elsewhere)]
    done = activity.of({(one.user_id, one.project_id) for one in acting}, today)
    refused = Champion.objects.visible_to(user).filter(project=project, state=ChampionState.REFUSED)
    may = {verb: policy.may(user, verb, "champion", project_id=project.pk) for verb in ("manage", "export", "import")}
    may["add"] = policy.may(user, "add", "champion", project_id=project.pk) or any(
        rights.heads(user, line.unit) for line in found.lines
    )
    context = stage_page(
        request,
        project,
        "champions",
        found=found,
        lead=found.sentence,
        quiet=selectors.quiet_of(acting, done, {project.pk: found.setting.quiet_days}, today),
        done={one.pk: done[(one.user_id, one.project_id)] for one in acting},
        work=[(activity.label(kind), n) for kind, n in activity.summed(done).items() if n],
        weeks=activity.WEEKS,
        refused=list(refused.select_related("user", "unit").order_by("-answered_at")[:LATELY]),
        materials=mine.materials([project.pk]).get(project.pk, []),
        may={name: value and (project.is_open or name == "export") for name, value in may.items()},
        import_url=exchange.import_url(excel.KIND, project=project.key),
    )
    return render(request, "changemgmt/champions/network.html", context)


def export(request: HttpRequest, key: str) -> HttpResponse:
    """The roster as the table the import reads, with what each has become; the coverage beside it."""
    project = load_project(request, key, "champion")
    policy.require(request.user, "export", "champion", project_id=project.pk)
    found = coverage.of(project, timezone.localdate())
    rows = excel.rows_of(project, request.user)
    sheets = [
        exchange.Sheet(excel.SPEC.sheet, (*excel.SPEC.columns, *excel.MORE), rows),
        exchange.Sheet(_("Coverage"), excel.COVERAGE, excel.coverage_rows(found)),
    ]
    return exchange.as_download(exchange.write_xlsx(sheets), f"{project.key} {_('Champions')}.xlsx")


def champion(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, load_champion(request, pk))


def show(
    request: HttpRequest,
    found: Champion,
    *,
    form: Any = None,
    form_name: str = "",
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    user, today = request.user, timezone.localdate()
    project = found.project
    is_mine, open_ = found.user_id == user.pk, project.is_open
    manages = open_ and rights.may_manage(user, found)
    held = found.state in HELD
    sees_network = policy.may(user, "view", "champion", project_id=project.pk)
    undecided = is_mine and found.is_active and found.renewal == Renewal.NONE
    to_renew = manages and found.is_active and found.renewal == Renewal.OFFERED
    forms: dict[str, Any] = {"refuse": ReasonForm(auto_id="refuse_%s"), "end": ReasonForm(auto_id="end_%s")}
    forms["resign"] = ReasonForm(auto_id="resign_%s")
    if to_renew:
        until = months_after(max(found.until_on, today), selectors.setting_of(project).term_months)
        forms["renew"] = RenewForm(initial={"until_on": until})
    if form_name:
        forms[form_name] = form
    done = activity.of([(found.user_id, found.project_id)], today)
    context = {
        "champion": found,
        "project": project,
        "is_mine": is_mine,
        "manages": manages,
        "may_edit": held and open_ and (is_mine or manages),
        "sees_network": sees_network,
        "skills": [(kind, words) for kind, words in _skills(found) if words],
        "processes": list(found.processes.all()),
        "promised": selectors.promised(found.user_id) if manages or is_mine else None,
        "done": done[(found.user_id, found.project_id)] if found.since_on else None,
        "entries": list(found.entries.all()[:HISTORY]) if is_mine or sees_network else [],
        "ask_to_go_on": undecided and calendars.table().count(today, found.until_on) <= ASK_BEFORE,
        "may_go_on": is_mine and found.is_active,
        "to_renew": to_renew,
        "forms": forms,
        "open_form": form_name,
        "history": audit.history(found)[:HISTORY] if is_mine or manages else [],
        "error": error,
        "nav": "champions",
    }
    return render(request, "changemgmt/champions/champion.html", context, status=status)


def _skills(found: Champion) -> list[tuple[Any, list[str]]]:
    words = selectors.skills([found]).get(found.pk, {})
    return [(kind.label, words.get(kind.value, [])) for kind in SkillKind]


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return Project.objects.visible_to(request.user).filter(champions__isnull=False).distinct().order_by("key")


def _units(request: HttpRequest) -> QuerySet[Unit]:
    return Unit.objects.visible_to(request.user).filter(champions__isnull=False).distinct().order_by("path")


class Champions(ListPage):
    """Of all networks the reader may see."""

    kind = "champion"
    key = "champions"
    title = gettext_lazy("Champions")
    nav = "champions"
    columns = [
        Column("name", gettext_lazy("Champion"), value=lambda r: r.label, sort="user__name", header=True),
        Column("unit", gettext_lazy("Unit"), value=lambda r: r.unit.label, sort="unit__path", nowrap=True),
        Column("project", gettext_lazy("Project"), value=lambda r: r.project.label, sort="project__key", nowrap=True),
        Column("state", gettext_lazy("State"), value=lambda r: r.get_state_display(), sort="state", nowrap=True),
        Column("since_on", pgettext_lazy("term", "from"), sort="since_on", kind="date"),
        Column("until_on", pgettext_lazy("term", "until"), sort="until_on", kind="date"),
        Column("time_share", gettext_lazy("Time, %"), sort="time_share", kind="integer"),
        Column("nominated_by", gettext_lazy("Nominated by"), value=lambda r: r.nominated_by.label, optional=True),
        Column("refusal", gettext_lazy("Reason of the refusal"), optional=True),
        Column("end_reason", gettext_lazy("Reason of the end"), optional=True),
    ]
    filters = [
        Choice("state", gettext_lazy("State"), choices=ChampionState.choices),
        Ref("project", gettext_lazy("Project"), rows_for=_projects, key="key"),
        Ref(
            "unit",
            gettext_lazy("Unit"),
            rows_for=_units,
            apply=lambda rows, unit, request: rows.filter(unit__path__startswith=unit.path),
        ),
        Flag(
            "held",
            gettext_lazy("Active or asked"),
            apply=lambda rows, on, request: rows.filter(state__in=HELD),
        ),
    ]
    views = [
        SavedTab("held", gettext_lazy("Active or asked"), {"held": "1"}),
        SavedTab("all", gettext_lazy("All"), {}),
        SavedTab("ended", gettext_lazy("Ended or refused"), {"state": ["ended", "refused"]}),
    ]
    search = ["user__name", "user__name_en", "unit__name", "unit__name_en"]
    default_sort = "name"
    empty = Empty(
        gettext_lazy("No champions yet"), gettext_lazy("They are nominated on the page of a project, stage “Change”.")
    )

    def queryset(self) -> QuerySet[Champion]:
        return selectors.visible(self.request.user)
