"""Kill criteria: agreed by the PMO, answered by the sponsor."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from pmo import access
from pmo.access import policy
from projects.gates import services
from projects.gates.evidence import Evidence
from projects.gates.forms.gates import AlarmForm, KillForm, RetireForm
from projects.gates.selectors import kill as selectors
from projects.gates.views.common import Asking, ask
from projects.portfolio.stage_pages import load_project


def new(request: HttpRequest, key: str) -> HttpResponse:
    project = load_project(request, key, "gate")
    policy.require(request.user, "change", "gate", project_id=project.pk)
    form = KillForm(request.POST or None, user=request.user, project=project)
    return ask(
        request,
        form,
        lambda: services.add_kill_criterion(by=request.user, project=project, now=timezone.now(), **form.values()),
        Asking(
            _("New kill criterion"),
            (_("Gates"), selectors.url_of(project)),
            project,
            about=_("Checked every night. When it comes true, sponsor and PMO are told, and the sponsor answers."),
            label=_("Agree on it"),
        ),
    )


def retire(request: HttpRequest, pk: int) -> HttpResponse:
    criterion = access.get_visible_or_404(selectors.criteria(request.user), request.user, pk=pk)
    policy.require(request.user, "change", criterion)
    form = RetireForm(request.POST or None)
    return ask(
        request,
        form,
        lambda: services.retire_kill_criterion(
            by=request.user, criterion=criterion, now=timezone.now(), **form.cleaned_data
        ),
        Asking(
            _("No longer watch it"),
            (_("Gates"), selectors.url_of(criterion.project)),
            criterion.project,
            about=criterion.why,
            label=_("No longer watch it"),
            danger=True,
        ),
    )


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    alarm = access.get_visible_or_404(selectors.alarms(request.user), request.user, pk=pk)
    policy.require(request.user, "decide", alarm)
    project = alarm.criterion.project
    services.require_sponsor(project, request.user)
    form = AlarmForm(request.POST or None, row=alarm)
    return ask(
        request,
        form,
        lambda: services.answer_alarm(
            by=request.user,
            alarm=alarm,
            answer=form.cleaned_data["answer"],
            stop=form.cleaned_data["act"] == "stop",
            expected=form.expected,
            now=timezone.now(),
        ),
        Asking(
            _("A kill criterion came true"),
            (_("Gates"), selectors.url_of(project)),
            project,
            about=alarm.criterion.why,
            note=Evidence.from_json(alarm.reading).sentence.plain(),
            label=_("Record the decision"),
        ),
    )
