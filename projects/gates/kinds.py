"""The evidence that rooms below already know: goals, team, plan, scope, KPIs, and this room's own pilots."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from pmo import texts
from pmo.texts import Sentence
from projects.gates.choices import Met
from projects.gates.evidence import Evidence, EvidenceKind, register
from projects.gates.selectors import pilots
from projects.gates.sentences import at_least, at_most, shown, some_of
from projects.goals import readings
from projects.goals.choices import SignOffStatus
from projects.goals.models import Kpi
from projects.goals.selectors import sign_offs
from projects.portfolio.choices import Status
from projects.portfolio.models import Project
from projects.schedule.models import Plan
from projects.schedule.selectors import plans
from projects.schedule.selectors.plans import PlanFacts
from projects.schedule.selectors.quality import quality
from projects.scope.selectors import items as scope

NONE = Sentence("gate.value.none")
PRESENT = Sentence("gate.value.present")
GOOD = (Status.OK, Status.DONE)


def connect() -> None:
    for kind in (
        EvidenceKind("sign_off", _("Goals signed"), sign_off),
        EvidenceKind("team", _("Team complete"), team),
        EvidenceKind("plan_baseline", _("Plan baselined"), plan_baseline),
        EvidenceKind("finish_slip", _("Finish behind the baseline"), finish_slip, Decimal(10), _("working days")),
        EvidenceKind("schedule_quality", _("Quality of the plan (DCMA)"), schedule_quality, Decimal(75), "%"),
        EvidenceKind("scope_baseline", _("Scope baselined"), scope_baseline),
        EvidenceKind("scope_creep", _("Growth of the scope"), scope_creep, Decimal(10), "%"),
        EvidenceKind("kpis_on_track", _("KPIs on track"), kpis_on_track, Decimal(70), "%"),
        EvidenceKind("pilot_verdict", _("Verdict of the pilot"), pilot_verdict),
    ):
        register(kind)


def _status(met: bool) -> str:
    return Met.MET if met else Met.MISSED


def sign_off(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    """The newest version of the goals is signed by everybody who was asked."""
    found = sign_offs.standing(project)
    url = reverse("goals:overview", args=[project.key])
    wanted = Sentence("gate.value.signed")
    if found is None:
        return Evidence(NONE, wanted, Met.MISSED, Sentence("gate.evidence.sign_off.none"), url)
    signed, asked = len(found.signed), len(found.rows)
    params = {"version": found.round.goals_version, "signed": texts.num(signed), "asked": texts.num(asked)}
    code = {SignOffStatus.SIGNED: "signed", SignOffStatus.OPEN: "open", SignOffStatus.VOID: "void"}
    sentence = Sentence(f"gate.evidence.sign_off.{code.get(SignOffStatus(found.round.status), 'declined')}", params)
    met = found.round.status == SignOffStatus.SIGNED
    return Evidence(some_of(signed, asked), wanted, _status(met), sentence, found.round.url)


ROLES = (
    ("sponsor_id", N_("sponsor")),
    ("manager_id", N_("project manager")),
    ("business_owner_id", N_("business owner")),
)


def team(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    """Sponsor, project manager and business owner are named."""
    missing = [texts.text(word) for field, word in ROLES if getattr(project, field) is None]
    sentence = Sentence("gate.evidence.team.complete")
    if missing:
        sentence = Sentence("gate.evidence.team.missing", {"roles": {"t": "list", "v": missing}})
    named = len(ROLES) - len(missing)
    url = reverse("portfolio:team", args=[project.key])
    return Evidence(some_of(named, len(ROLES)), shown(texts.num(len(ROLES))), _status(not missing), sentence, url)


def _plan(project: Project, as_of: date) -> tuple[Plan | None, PlanFacts | None]:
    plan = (
        Plan.objects.select_related("project__portfolio", "work_calendar", "own_calendar")
        .filter(project=project)
        .first()
    )
    return plan, plans.facts_of(plan, as_of) if plan is not None else None


def plan_baseline(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    _plan_found, facts = _plan(project, as_of)
    url = reverse("schedule:plan", args=[project.key])
    if facts is None or facts.baseline is None:
        code = "gate.evidence.plan.none" if facts is None else "gate.evidence.plan.no_baseline"
        return Evidence(NONE, PRESENT, Met.MISSED, Sentence(code), url)
    on = texts.day(timezone.localdate(facts.baseline.taken_at))
    sentence = Sentence("gate.evidence.plan.baseline", {"n": facts.baseline.number, "on": on})
    return Evidence(PRESENT, PRESENT, Met.MET, sentence, reverse("schedule:baselines", args=[project.key]))


def finish_slip(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    """Working days the finish lies behind the current baseline, at most `threshold`."""
    limit = int(threshold or 0)
    wanted = at_most(texts.workdays(limit))
    _plan_found, facts = _plan(project, as_of)
    url = reverse("schedule:plan", args=[project.key])
    if facts is None or facts.slip is None or facts.finish_on is None:
        return Evidence(NONE, wanted, Met.NOT_AVAILABLE, Sentence("gate.evidence.slip.none"), url)
    code = "gate.evidence.slip" if facts.slip > 0 else "gate.evidence.slip.holds"
    code = "gate.evidence.slip.ahead" if facts.slip < 0 else code
    sentence = Sentence(code, {"on": texts.day(facts.finish_on), "days": texts.workdays(abs(facts.slip))})
    return Evidence(shown(texts.workdays(facts.slip)), wanted, _status(facts.slip <= limit), sentence, url)


def schedule_quality(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    """Percent of the DCMA's checks that apply and are met, at least `threshold`."""
    wanted = at_least(texts.pct(float(threshold or 0)))
    plan, _facts = _plan(project, as_of)
    if plan is None:
        url = reverse("schedule:plan", args=[project.key])
        return Evidence(NONE, wanted, Met.NOT_AVAILABLE, Sentence("gate.evidence.plan.none"), url)
    found = quality(plan, as_of)
    url = reverse("schedule:quality", args=[project.key])
    if not found.asked:
        return Evidence(NONE, wanted, Met.NOT_AVAILABLE, Sentence("gate.evidence.plan.none"), url)
    share = 100 * found.met / found.asked
    params = {"met": texts.num(found.met), "asked": texts.num(found.asked)}
    met = Decimal(100 * found.met) >= (threshold or 0) * found.asked
    return Evidence(
        shown(texts.pct(round(share))), wanted, _status(met), Sentence("gate.evidence.quality", params), url
    )


def scope_baseline(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    found = scope.baseline_of(project)
    url = reverse("scope:tree", args=[project.key])
    if found is None:
        return Evidence(NONE, PRESENT, Met.MISSED, Sentence("gate.evidence.scope.none"), url)
    on = texts.day(timezone.localdate(found.taken_at))
    sentence = Sentence("gate.evidence.scope.baseline", {"n": found.number, "on": on})
    return Evidence(PRESENT, PRESENT, Met.MET, sentence, url)


def scope_creep(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    """Growth since the scope baseline in percent of its effort, at most `threshold`."""
    wanted = at_most(texts.pct(float(threshold or 0)))
    creep = scope.tree(project, as_of).creep
    url = reverse("scope:tree", args=[project.key])
    if creep is None:
        return Evidence(NONE, wanted, Met.NOT_AVAILABLE, Sentence("gate.evidence.scope.none"), url)
    percent = texts.pct(round(100 * creep.index, 1))
    code = "gate.evidence.creep" if creep.index > 0 else "gate.evidence.creep.holds"
    met = 100 * creep.index <= float(threshold or 0)
    return Evidence(shown(percent), wanted, _status(met), Sentence(code, {"creep": percent}), url)


def kpis_on_track(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    """Percent of the measured KPIs that are on track or reached, at least `threshold`."""
    wanted = at_least(texts.pct(float(threshold or 0)))
    ids = list(Kpi.objects.filter(goal__project=project, retired_at__isnull=True).values_list("pk", flat=True))
    known = [r for r in readings.of(ids).values() if r.status not in (Status.NONE, Status.IDLE)]
    url = reverse("goals:overview", args=[project.key])
    if not known:
        return Evidence(NONE, wanted, Met.NOT_AVAILABLE, Sentence("gate.evidence.kpis.none"), url)
    good = sum(reading.status in GOOD for reading in known)
    params = {"n": texts.num(good), "of": texts.num(len(known))}
    met = Decimal(100 * good) >= (threshold or 0) * len(known)
    value = shown(texts.pct(round(100 * good / len(known))))
    return Evidence(value, wanted, _status(met), Sentence("gate.evidence.kpis", params), url)


def pilot_verdict(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    """A pilot says the roll-out may begin, or the sponsor signed that it may without one."""
    wanted = Sentence("gate.value.opens")
    standing = pilots.standing(project)
    url = reverse("gates:pilots", args=[project.key])
    if standing.blocked is not None:
        value = texts.plain("") if standing.judged is None else shown(pilots.verdict_words(standing.judged))
        return Evidence(value if standing.judged else NONE, wanted, Met.MISSED, standing.blocked, url)
    return Evidence(wanted, wanted, Met.MET, standing.sentence, url)
