"""The gates of one project: where it stands, whether roll-out may begin, what would end it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo.access import policy
from pmo.records import DomainError
from pmo.web.pages import done, render
from projects.gates import health, services
from projects.gates.forms.gates import NewGateForm
from projects.gates.selectors import gates as selectors
from projects.gates.selectors import kill, pilots
from projects.gates.views.common import Asking, ask
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page


def chain(request: HttpRequest, key: str) -> HttpResponse:
    return _page(request, load_project(request, key, "gate"))


def _page(request: HttpRequest, project: Project, *, error: str = "") -> HttpResponse:
    user, today, open_ = request.user, timezone.localdate(), project.is_open
    found = selectors.chain(project)
    context = page(
        request,
        project,
        "gates",
        gates=found,
        lead=health.lead(project, found, today),
        standing=pilots.standing(project),
        has_rollout=any(gate.is_rollout for gate in found),
        conditions=list(selectors.open_conditions([project.pk])),
        watched=kill.of_project(project, today),
        today=today,
        may_set_up=open_ and not found and policy.may(user, "add", "gate", project_id=project.pk),
        may_add=open_ and policy.may(user, "change", "gate", project_id=project.pk),
        may_kill=open_ and policy.may(user, "change", "gate", project_id=project.pk),
        may_except=open_ and project.sponsor_id == user.pk,
        error=error,
    )
    return render(request, "projects/gates/chain.html", context, status=409 if error else 200)


@require_POST
def set_up(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "gate")
    policy.require(request.user, "add", "gate", project_id=project.pk)
    try:
        made = services.plan_gates(by=request.user, project=project, now=timezone.now())
    except DomainError as error:
        return _page(request, project, error=error.message)
    text = _("%(n)s gates set up; give each its day") % {"n": len(made)}
    return done(request, text, reverse("gates:chain", args=[project.key]))


def gate_new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "gate")
    policy.require(request.user, "change", "gate", project_id=project.pk)
    form = NewGateForm(request.POST or None, user=request.user, project=project)

    def add() -> str:
        return services.add_gate(by=request.user, project=project, now=timezone.now(), **form.values()).url

    home = reverse("gates:chain", args=[project.key])
    asking = Asking(_("New gate"), (_("Gates"), home), project, done=_("Gate added: now its criteria"))
    return ask(request, form, add, asking)
