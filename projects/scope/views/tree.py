"""The scope of a project: its tree, how it is cut, how it grew, what stays out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from pmo import exchange, texts
from pmo.access import policy
from pmo.exchange import SheetColumn
from pmo.records import DomainError
from pmo.texts import Sentence
from pmo.web.pages import done, render
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page
from projects.scope import services
from projects.scope.forms.items import BaselineForm
from projects.scope.judging import counted, share
from projects.scope.selectors import changes, items
from projects.scope.selectors.items import Tree


def tree(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "scope_item")
    return _page(request, project)


def _page(request: HttpRequest, project: Project, *, error: str = "") -> HttpResponse:
    found = items.tree(project, timezone.localdate())
    may = {
        "add": policy.may(request.user, "add", "scope_item", project_id=project.pk),
        "change": policy.may(request.user, "change", "scope_item", project_id=project.pk),
        "export": policy.may(request.user, "export", "scope_item", project_id=project.pk),
        "raise": policy.may(request.user, "add", "change_request", project_id=project.pk),
    }
    if not project.is_open:
        may = {name: value and name == "export" for name, value in may.items()}
    context = page(
        request,
        project,
        "tree",
        tree=found,
        lead=lead(found),
        may=may,
        error=error,
        baseline_form=BaselineForm(),
        changes=changes.open_of(request.user, project),
        waves=_waves(found),
        months=_months(found),
        creep_percent=100 * found.creep.index if found.creep else None,
        creep_numbers=_creep_numbers(found),
        named={line.item.pk: line.item for line in found.lines},
    )
    return render(request, "projects/scope/tree.html", context, status=409 if error else 200)


def lead(found: Tree) -> Sentence:
    """What somebody in a hurry should know of the scope."""
    modules = counted("modules", sum(1 for line in found.lines if line.depth == 0))
    if not found.lines:
        return Sentence("scope.lead.empty")
    if found.creep is None:
        return Sentence("scope.lead.open", {"items": counted("items", len(found.weighed)), "modules": modules})
    index, undecided = found.creep.index, found.creep.undecided
    if round(index, 3) > 0:
        code = "scope.lead.grown" if round(undecided, 3) > 0 else "scope.lead.grown_decided"
        return Sentence(code, {"creep": share(index), "undecided": share(max(undecided, 0.0))})
    if round(index, 3) < 0:
        return Sentence("scope.lead.shrunk", {"creep": share(-index)})
    effort = texts.num(round(found.shape.effort, 1), "人天", "person-days")
    return Sentence("scope.lead.holds", {"effort": effort, "modules": modules})


def _creep_numbers(found: Tree) -> str:
    if found.creep is None:
        return ""
    creep = found.creep
    return f"({creep.added:g} − {creep.removed:g}) ÷ {creep.baseline:g} = {100 * creep.index:.1f} %"


def _waves(found: Tree) -> list[dict[str, Any]]:
    """Effort per wave, with the share of the whole."""
    total = found.shape.effort or 1
    return [
        {"wave": wave, "effort": effort, "percent": 100 * effort / total} for wave, effort in found.shape.waves.items()
    ]


def _months(found: Tree) -> list[dict[str, Any]]:
    """Growth month by month, newest first; quiet months are left out."""
    if found.creep is None:
        return []
    months = [month for month in found.creep.months if month.added or month.removed]
    return [
        {
            "first": month.first,
            "added": month.added,
            "removed": month.removed,
            "undecided": month.undecided,
            "index": 100 * month.index,
        }
        for month in reversed(months)
    ]


@require_POST
def baseline(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "scope_item")
    policy.require(request.user, "change", "scope_item", project_id=project.pk)
    form = BaselineForm(request.POST)
    form.is_valid()
    note = form.cleaned_data.get("note", "")
    try:
        made = services.take_baseline(by=request.user, project=project, note=note, now=timezone.now())
    except DomainError as error:
        return _page(request, project, error=error.message)
    text = _("Scope baseline %(n)s taken: growth is counted from now on") % {"n": made.number}
    return done(request, text, reverse("scope:tree", args=[project.key]))


COLUMNS = [
    SheetColumn(label=gettext_lazy("No.")),
    SheetColumn(label=gettext_lazy("Module")),
    SheetColumn(label=gettext_lazy("Title")),
    SheetColumn(label=gettext_lazy("In English")),
    SheetColumn(label=gettext_lazy("Priority")),
    SheetColumn(label=gettext_lazy("Wave"), kind="integer"),
    SheetColumn(label=gettext_lazy("Effort, person-days"), kind="decimal", digits=1),
    SheetColumn(label=gettext_lazy("Goals it serves")),
    SheetColumn(label=gettext_lazy("Owner")),
    SheetColumn(label=gettext_lazy("State")),
    SheetColumn(label=gettext_lazy("Why not")),
]


def export(request: HttpRequest, key: str) -> HttpResponse:
    """The scope, and what is out of it, as a table."""
    project = load_project(request, key, "scope_item")
    policy.require(request.user, "export", "scope_item", project_id=project.pk)
    found = items.tree(project, timezone.localdate())
    names = {line.item.pk: line.item.label for line in found.lines}
    rows = [_row(line.item, names.get(line.module, "")) for line in found.lines]
    rows += [_row(item, "") for item in found.out]
    data = exchange.write_xlsx([exchange.Sheet(str(_("Scope")), COLUMNS, rows)])
    return exchange.as_download(data, f"{project.key} {_('Scope')}.xlsx")


def _row(item: Any, module: str) -> list[Any]:
    return [
        item.code,
        module,
        item.title,
        item.title_en,
        item.get_priority_display(),
        item.wave,
        item.effort_days,
        "; ".join(f"{goal.code} {goal.label}" for goal in item.goals.all()),
        item.owner.label if item.owner else "",
        item.get_state_display(),
        item.out_reason,
    ]
