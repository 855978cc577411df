"""The company's own templates, beside those that come with the product."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from changemgmt.comms import forms, samples, services
from changemgmt.comms.models import CommsTemplate
from changemgmt.comms.views.common import act
from pmo import access
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render


def home(request: HttpRequest) -> HttpResponse:
    policy.require(request.user, "view", "comm_template")
    context = {
        "rows": CommsTemplate.objects.visible_to(request.user),
        "shipped": samples.SAMPLES,
        "may_add": policy.may(request.user, "add", "comm_template"),
        "may_change": policy.may(request.user, "change", "comm_template"),
        "nav": "announcements",
    }
    return render(request, "changemgmt/comms/templates.html", context)


def template(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add one, or change it."""
    policy.require(request.user, "change" if pk else "add", "comm_template")
    found: CommsTemplate = access.get_visible_or_404(CommsTemplate, request.user, pk=pk) if pk else CommsTemplate()
    form = forms.TemplateForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_template(
                by=request.user, template=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), reverse("comms:templates"))
    context = {
        "form": form,
        "template": found,
        "title": found.label if pk else _("New template"),
        "may_delete": bool(pk) and policy.may(request.user, "delete", "comm_template"),
        "nav": "announcements",
    }
    return render(request, "changemgmt/comms/template.html", context, status=422 if form.errors else 200)


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    found: CommsTemplate = access.get_visible_or_404(CommsTemplate, request.user, pk=pk)
    return act(
        request,
        lambda: services.delete_template(by=request.user, template=found, now=timezone.now()),
        _("Template deleted"),
        reverse("comms:templates"),
    )
