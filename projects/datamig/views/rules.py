"""Rules of a data set."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pmo.records import DomainError
from pmo.web.pages import done
from projects.datamig import services
from projects.datamig.choices import ProfileState
from projects.datamig.forms import RuleForm
from projects.datamig.models import DataRule, DataSet
from projects.datamig.views.common import form_page, load, tried
from projects.datamig.views.sets import show


def _names(data_set: DataSet) -> list[str]:
    """The columns of the newest file that was read."""
    read = data_set.profiles.filter(state=ProfileState.READY).order_by("-number").first()
    return [column["name"] for column in read.columns] if read is not None else []


def _rule(data_set: DataSet, pk: int) -> DataRule:
    found: DataRule | None = data_set.rules.select_related("data_set__project", "other").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def new(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk, "change")
    form = RuleForm(request.POST or None, user=request.user, data_set=found, names=_names(found))
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        if tried(form, lambda: services.add_rule(by=request.user, data_set=found, now=now, **form.values())):
            return done(request, _("Rule added"), found.url)
    return _page(request, form, found, _("New rule"))


def edit(request: HttpRequest, pk: int, rule_pk: int) -> HttpResponse:
    found = load(request, pk, "change")
    rule = _rule(found, rule_pk)
    form = RuleForm(request.POST or None, user=request.user, data_set=found, names=_names(found), instance=rule)
    if request.method == "POST" and form.is_valid():
        values = {"by": request.user, "rule": rule, "expected": form.expected, "now": timezone.now(), **form.values()}
        if tried(form, lambda: services.change_rule(**values)):
            return done(request, _("Saved"), found.url)
    return _page(request, form, found, _("Edit the rule"))


@require_POST
def remove(request: HttpRequest, pk: int, rule_pk: int) -> HttpResponse:
    found = load(request, pk)
    rule = _rule(found, rule_pk)
    try:
        services.remove_rule(by=request.user, rule=rule, now=timezone.now())
    except DomainError as error:
        if error.status == 403:
            raise
        return show(request, load(request, pk), error=error.message)
    return done(request, _("Rule removed"), found.url)


def _page(request: HttpRequest, form: Any, found: DataSet, title: str) -> HttpResponse:
    about = f"{found.code} {found.label}"
    return form_page(request, form, title, found.url, project=found.project, data_set=found, about=about, rule=True)
