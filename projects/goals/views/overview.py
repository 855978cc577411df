"""Stage 1 of a project: from pain to result."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from pmo import exchange
from pmo.access import policy
from pmo.web.pages import render
from projects.goals import excel
from projects.goals.selectors import goals as selectors
from projects.portfolio.choosing import choose
from projects.portfolio.stage_pages import load_project
from projects.portfolio.stage_pages import page as stage_page


def overview(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key)
    policy.require(request.user, "view", "goal", project_id=project.pk)
    page = selectors.overview(project, request.user)
    allowed = {
        "add_goal": policy.may(request.user, "add", "goal", project_id=project.pk),
        "add_pain": policy.may(request.user, "add", "pain_point", project_id=project.pk),
        "raise": policy.may(request.user, "add", "requirement", project_id=project.pk),
        "ask": policy.may(request.user, "add", "sign_off", project_id=project.pk),
        "import": policy.may(request.user, "import", "kpi", project_id=project.pk),
        "export": policy.may(request.user, "export", "kpi", project_id=project.pk),
    }
    if not project.is_open:
        allowed = {name: value and name == "export" for name, value in allowed.items()}
    standing = page.standing
    mine = next((s for s in standing.waiting if s.executive_id == request.user.pk), None) if standing else None
    context = stage_page(
        request,
        project,
        "goals",
        counts=_counts(page),
        page=page,
        allowed=allowed,
        mine=mine if standing and standing.round.is_live else None,
        import_url=exchange.import_url(excel.KIND, project=project.key),
    )
    return render(request, "projects/goals/overview.html", context)


def _counts(page: selectors.Overview) -> dict[str, int]:
    """What the page knows of its neighbours."""
    known = {"pains": len(page.pains)}
    return known if page.requirements is None else known | {"requirements": page.requirements["total"]}


def export(request: HttpRequest, key: str) -> HttpResponse:
    """Goals and KPIs as the table the import reads."""
    project = load_project(request, key)
    policy.require(request.user, "export", "kpi", project_id=project.pk)
    data = exchange.write_xlsx(
        [exchange.Sheet(excel.SPEC.sheet, excel.SPEC.columns, excel.rows_of(project, request.user))]
    )
    return exchange.as_download(data, f"{project.key} {_('Goals and KPIs')}.xlsx")


def choose_for_pain(request: HttpRequest) -> HttpResponse:
    return choose(request, _("New pain point"), "goals:pain_point_new")


def choose_for_requirement(request: HttpRequest) -> HttpResponse:
    return choose(request, _("New requirement"), "goals:requirement_new")
