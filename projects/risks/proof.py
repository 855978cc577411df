"""What the register of risks proves at a gate: that the great ones are answered, and looked at."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo import texts
from pmo.texts import Sentence, name
from projects.gates.choices import Met
from projects.gates.evidence import Evidence, EvidenceKind, register
from projects.gates.sentences import at_most, shown
from projects.goals.sentences import counted
from projects.portfolio.models import Project
from projects.risks.choices import LIVE, ActionStatus, RiskKind, RiskStatus
from projects.risks.models import Risk
from projects.risks.selectors import risks as selectors

NONE = Sentence("gate.value.none")


def connect() -> None:
    register(EvidenceKind("risks_answered", _("Risks beyond the tolerance have a response"), answered))
    register(
        EvidenceKind("risks_reviewed", _("The ten worst risks were reviewed"), reviewed, Decimal(30), _("days ago"))
    )


def _threats(project: Project) -> list[Risk]:
    """Live threats, worst first, each with the number of its actions."""
    rows = Risk.objects.filter(project=project, status__in=LIVE, kind=RiskKind.THREAT)
    kept = Count("actions", filter=~Q(actions__status=ActionStatus.DROPPED))
    return list(selectors.ranked(rows.annotate(kept_actions=kept)))


def _unknown(project: Project, wanted: Sentence, url: str) -> Evidence | None:
    """Nobody wrote a risk down: that is no proof that there is none."""
    if Risk.objects.filter(project=project).exists():
        return None
    return Evidence(NONE, wanted, Met.NOT_AVAILABLE, Sentence("risk.proof.none"), url)


def _has_response(risk: Risk) -> bool:
    """Accepted on purpose, written down, or promised by somebody."""
    return risk.status == RiskStatus.WATCHING or bool(risk.response.strip()) or bool(getattr(risk, "kept_actions", 0))


def answered(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    """No live threat beyond the portfolio's tolerance is without a response."""
    url, wanted = reverse("risks:project_risks", args=[project.key]), at_most(texts.num(0))
    unknown = _unknown(project, wanted, url)
    if unknown is not None:
        return unknown
    threats, scale = _threats(project), selectors.scale_of(project)
    unassessed = [risk for risk in threats if risk.current_score is None]
    beyond = [risk for risk in threats if scale.beyond(risk.current_score)]
    bare = [risk for risk in beyond if not _has_response(risk)]
    value = shown(texts.num(len(bare)))
    if bare:
        params = {"risks": counted("risks", len(bare)), "code": bare[0].code, "title": name(bare[0], "title")}
        return Evidence(value, wanted, Met.MISSED, Sentence("risk.proof.bare", params), url)
    if unassessed:
        params = {"risks": counted("risks", len(unassessed))}
        return Evidence(NONE, wanted, Met.NOT_AVAILABLE, Sentence("risk.proof.unassessed", params), url)
    code = "risk.proof.answered" if beyond else "risk.proof.within"
    return Evidence(value, wanted, Met.MET, Sentence(code, {"risks": counted("risks", len(beyond))}), url)


def reviewed(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    """Each of the ten worst live threats was written down or reviewed at most `threshold` days ago."""
    limit = int(threshold or 0)
    url, wanted = reverse("risks:project_risks", args=[project.key]), at_most(texts.days(limit))
    unknown = _unknown(project, wanted, url)
    if unknown is not None:
        return unknown
    top = _threats(project)[: selectors.TOP]
    if not top:
        return Evidence(NONE, wanted, Met.MET, Sentence("risk.health.over"), url)
    ages = {risk: (as_of - timezone.localdate(risk.reviewed_at or risk.created_at)).days for risk in top}
    oldest = max(top, key=lambda risk: ages[risk])
    age = max(ages[oldest], 0)
    params = {"code": oldest.code, "title": name(oldest, "title"), "days": texts.days(age)}
    late = sum(days > limit for days in ages.values())
    code = "risk.proof.stale" if late else "risk.proof.reviewed"
    params |= {"risks": counted("risks", late or len(top))}
    return Evidence(shown(texts.days(age)), wanted, Met.MISSED if late else Met.MET, Sentence(code, params), url)
