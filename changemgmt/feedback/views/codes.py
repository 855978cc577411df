"""Sheets to print: a code that opens the form with what it is about."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from changemgmt.feedback import forms
from changemgmt.feedback.codes import Context, drawn, sealed
from pmo.access import policy
from pmo.web.pages import render


def sheet(request: HttpRequest) -> HttpResponse:
    """Choose, see, print. The sheet is made for whoever asks; nothing is kept of it."""
    policy.require(request.user, "triage", "feedback")
    asked = "made" in request.GET
    form = forms.CodeForm(request.GET if asked else None, user=request.user)
    context: dict[str, Any] = {"form": form, "nav": "feedback"}
    if asked and form.is_valid():
        project, unit, place = (form.cleaned_data[name] for name in ("project", "unit", "place"))
        if project is not None:
            policy.require(request.user, "triage", "feedback", project_id=project.pk)
        code = sealed(Context(project and project.pk, unit and unit.pk, place.strip()))
        address = f"{settings.LUODI_BASE_URL}{reverse('feedback:new')}?c={code}"
        context |= {"qr": drawn(address), "address": address, "project": project, "unit": unit, "place": place}
    refused = bool(asked and form.errors)
    return render(request, "changemgmt/feedback/codes.html", context, status=422 if refused else 200)
