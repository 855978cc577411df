"""Templates of gates: one for the company, one for each portfolio that wants its own."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo import access
from pmo.access import policy
from pmo.audit import selectors as audit
from pmo.web.pages import done, render
from projects.gates import evidence
from projects.gates.forms.gates import NewTemplateForm, TemplateCriterionForm, TemplateForm, TemplateGateForm
from projects.gates.models import GateTemplate, TemplateCriterion, TemplateGate
from projects.gates.selectors import gates as selectors
from projects.gates.services import templates as services
from projects.gates.views.common import Asking, ask


def all_templates(request: HttpRequest) -> HttpResponse:
    context = {
        "templates": list(selectors.templates(request.user)),
        "may_add": policy.may(request.user, "add", "gate_template"),
    }
    return render(request, "projects/gates/templates.html", context)


def new(request: HttpRequest) -> HttpResponse:
    policy.require(request.user, "add", "gate_template")
    form = NewTemplateForm(request.POST or None, user=request.user)

    def copy() -> str:
        return services.own_template(by=request.user, now=timezone.now(), **form.cleaned_data).url

    parent = (_("Templates of gates"), reverse("gates:templates"))
    note = _("It begins as a copy of the company's. Projects that have their gates already keep them.")
    return ask(request, form, copy, Asking(_("Own template for a portfolio"), parent, about=note, label=_("Create")))


def _load(request: HttpRequest, pk: int) -> GateTemplate:
    found: GateTemplate = access.get_visible_or_404(selectors.templates(request.user), request.user, pk=pk)
    return found


def template(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    may_change = policy.may(request.user, "change", found)
    form = TemplateForm(request.POST or None, row=found, initial={"required": found.required})
    if request.method == "POST":
        policy.require(request.user, "change", found)
        asking = Asking(_("Template of gates"), (name_of(found), found.url))
        return ask(
            request,
            form,
            lambda: services.change_template(
                by=request.user, template=found, expected=form.expected, now=timezone.now(), **form.values()
            ),
            asking,
        )
    context = {
        "template": found,
        "name": name_of(found),
        "kinds": {kind.code: kind for kind in evidence.kinds()},
        "form": form if may_change else None,
        "may_change": may_change,
        "entries": audit.history(found),
    }
    return render(request, "projects/gates/template.html", context)


def name_of(found: GateTemplate) -> str:
    return str(found.portfolio.label) if found.portfolio is not None else _("The company's gates")


def gate_new(request: HttpRequest, pk: int) -> HttpResponse:
    found = _load(request, pk)
    policy.require(request.user, "change", found)
    form = TemplateGateForm(request.POST or None, user=request.user)
    return _save_gate(request, found, form, None, _("New gate"))


def gate_edit(request: HttpRequest, pk: int) -> HttpResponse:
    gate = _gate(request, pk)
    form = TemplateGateForm(request.POST or None, instance=gate, user=request.user)
    return _save_gate(request, gate.template, form, gate, _("Edit %(code)s") % {"code": gate.code})


def _save_gate(
    request: HttpRequest, found: GateTemplate, form: Any, gate: TemplateGate | None, title: str
) -> HttpResponse:
    return ask(
        request,
        form,
        lambda: services.save_gate(
            by=request.user, template=found, gate=gate, expected=form.expected, now=timezone.now(), **form.values()
        ),
        Asking(title, (name_of(found), found.url)),
    )


def _gate(request: HttpRequest, pk: int) -> TemplateGate:
    """A gate of a template the reader may change."""
    own = GateTemplate.objects.visible_to(request.user)
    found = TemplateGate.objects.select_related("template__portfolio").filter(template__in=own, pk=pk).first()
    if found is None:
        raise Http404
    policy.require(request.user, "change", found.template)
    return found


@require_POST
def gate_remove(request: HttpRequest, pk: int) -> HttpResponse:
    gate = _gate(request, pk)
    services.remove_gate(by=request.user, gate=gate, now=timezone.now())
    return done(request, _("Gate removed from the template; projects keep theirs"), gate.template.url)


def criterion_new(request: HttpRequest, pk: int) -> HttpResponse:
    gate = _gate(request, pk)
    return _save_criterion(request, gate, TemplateCriterionForm(request.POST or None), None, _("New criterion"))


def criterion_edit(request: HttpRequest, pk: int) -> HttpResponse:
    row = _criterion(request, pk)
    form = TemplateCriterionForm(request.POST or None, instance=row)
    return _save_criterion(request, row.gate, form, row, _("Edit the criterion"))


def _save_criterion(
    request: HttpRequest, gate: TemplateGate, form: Any, row: TemplateCriterion | None, title: str
) -> HttpResponse:
    return ask(
        request,
        form,
        lambda: services.save_criterion(
            by=request.user, gate=gate, criterion=row, expected=form.expected, now=timezone.now(), **form.values()
        ),
        Asking(title, (name_of(gate.template), gate.template.url), about=f"{gate.code} {gate.label}"),
    )


def _criterion(request: HttpRequest, pk: int) -> TemplateCriterion:
    row = TemplateCriterion.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    row.gate = _gate(request, row.gate_id)
    return row


@require_POST
def criterion_remove(request: HttpRequest, pk: int) -> HttpResponse:
    row = _criterion(request, pk)
    services.remove_criterion(by=request.user, criterion=row, now=timezone.now())
    return done(request, _("Criterion removed"), row.gate.template.url)
