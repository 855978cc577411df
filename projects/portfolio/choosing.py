"""Which project is something new about? Asked where the address does not say it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo.web.forms import Form
from pmo.web.pages import render
from projects.portfolio.choices import State
from projects.portfolio.models import Project


class ChooseForm(Form):
    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), to_field_name="key")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["project"]
        rows = Project.objects.visible_to(user).filter(state__in=(State.ACTIVE, State.ON_HOLD))
        field.queryset = rows.order_by("key")
        field.label_from_instance = lambda project: f"{project.key} {project.label}"


def choose(request: HttpRequest, title: str, route: str) -> HttpResponse:
    """A page that asks; the answer leads to `route`, which takes the project's key."""
    form = ChooseForm(request.GET if "project" in request.GET else None, user=request.user)
    if form.is_valid():
        return redirect(reverse(route, args=[form.cleaned_data["project"].key]))
    context = {"form": form, "title": title}
    return render(request, "projects/portfolio/choose.html", context, status=422 if form.errors else 200)
