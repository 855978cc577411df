"""One thing becomes another: the form, and back to what was made."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web.pages import done, render
from projects.risks import services
from projects.risks.choices import FROM_ISSUE, FROM_RISK, Becomes
from projects.risks.forms.issues import TurnForm
from projects.risks.models import Issue, Risk
from projects.risks.views import issues, risks


def risk_turn(request: HttpRequest, pk: int, into: str) -> HttpResponse:
    return _turn(request, risks.load(request, pk), into)


def issue_turn(request: HttpRequest, pk: int, into: str) -> HttpResponse:
    return _turn(request, issues.load(request, pk), into)


def _turn(request: HttpRequest, source: Risk | Issue, into: str) -> HttpResponse:
    policy.require(request.user, "change", source)
    if into not in (FROM_RISK if isinstance(source, Risk) else FROM_ISSUE[source.kind]):
        raise Http404
    form = TurnForm(request.POST or None, user=request.user, source=source, into=into)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.turn(by=request.user, source=source, into=into, now=timezone.now(), **form.cleaned_data)
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            text = _("%(source)s became %(made)s") % {"source": source.code, "made": made.code}
            return done(request, text, made.url)
    context = {
        "form": form,
        "project": source.project,
        "source": source,
        "title": _("%(code)s becomes: %(what)s") % {"code": source.code, "what": Becomes(into).label},
        "note": _note(into),
        "back": source.url,
        "nav": "projects",
    }
    return render(request, "projects/risks/turn.html", context, status=422 if form.errors else 200)


def _note(into: str) -> str:
    return {
        Becomes.PROBLEM: _("It has happened. The risk is closed as occurred; the problem is worked on from now on."),
        Becomes.DECISION: _("Somebody has to decide before the work can go on."),
        Becomes.ACTION: _("Somebody promises to do something about it until a day."),
        Becomes.CHANGE: _("A change request is raised; what it does to the plan is computed before it is decided."),
        Becomes.RISK: _("It could happen again, or something else may follow from it."),
    }[Becomes(into)]
