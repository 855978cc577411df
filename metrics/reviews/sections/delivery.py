"""How the projects stand, which milestones moved, what may go wrong."""

from __future__ import annotations

from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop as N_

from metrics.health import selectors as health
from metrics.reviews.sections import section
from metrics.reviews.sections.blocks import Asked, Link, Section, projects_named, status
from pmo import texts
from pmo.texts import Sentence
from projects.portfolio.choices import SEVERITY, Status
from projects.portfolio.dimensions import Overall
from projects.risks import scales
from projects.risks.models import Risk
from projects.risks.selectors import history
from projects.risks.selectors import risks as risk_rows
from projects.schedule.models import MilestoneMove, Plan
from projects.schedule.selectors import plans
from projects.schedule.selectors.plans import Milestone

for key, template in {
    "pack.projects.lead": N_("Of %(all)s projects **%(off)s off track**, %(risk)s at risk, %(ok)s on track."),
    "pack.projects.one": N_("%(project)s is **%(status)s**: %(why)s"),
    "pack.projects.worse": N_("Worse than at the review before: **%(projects)s**."),
    "pack.projects.better": N_("Better than at the review before: **%(projects)s**."),
    "pack.projects.none": N_("No project was open."),
    "pack.ms.lead": N_("Milestones reached since %(since)s: **%(reached)s**; overdue: **%(late)s**."),
    "pack.ms.moved": N_("Milestones with another date since %(since)s: **%(n)s**; the furthest, %(name)s, by %(days)s."),  # noqa: E501
    "pack.ms.still": N_("No milestone got another date since %(since)s."),
    "pack.ms.finish": N_("%(project)s now ends on %(on)s, **%(days)s behind the baseline**."),
    "pack.ms.none": N_("Milestones are not available: none of these projects has a plan with milestones."),
    "pack.risk.lead": N_("Live threats: **%(live)s**; beyond what the portfolio tolerates: **%(beyond)s**."),
    "pack.risk.more": N_("The exposure **grew by %(share)s** since %(on)s (sum of scores)."),
    "pack.risk.less": N_("The exposure **fell by %(share)s** since %(on)s (sum of scores)."),
    "pack.risk.same": N_("The exposure is what it was on %(on)s (sum of scores)."),
    "pack.risk.new": N_("There is no exposure of %(on)s to compare with."),
    "pack.risk.top": N_("The worst one is **%(risk)s** of %(project)s; %(owner)s answers for it."),
    "pack.risk.nobody": N_("The worst one is **%(risk)s** of %(project)s; nobody answers for it."),
    "pack.risk.none": N_("No risk is on the register of these projects."),
    "pack.risk.chart": N_("Exposure week by week: sum of the scores of live threats"),
}.items():  # fmt: skip
    texts.register(key, template)

TOP_RISKS = 8


def word(value: str) -> Any:
    """A status in lower case inside a sentence."""
    return texts.text(STATUS_WORDS[Status(value)])


STATUS_WORDS = {
    Status.OK: N_("on track"),
    Status.RISK: N_("at risk"),
    Status.OFF: N_("off track"),
    Status.NONE: N_("without data"),
    Status.IDLE: N_("not started"),
    Status.DONE: N_("done"),
}


@section("projects", N_("How the projects stand"), 5)
def projects(asked: Asked, out: Section) -> dict[str, Any] | None:
    if not asked.projects:
        out.tell(Sentence("pack.projects.none"))
        return None
    overall = {p.pk: health.as_overall(p.health, asked.today) for p in asked.projects if hasattr(p, "health")}
    reasons: dict[int, health.Reason] = {}
    for reason in health.reasons(asked.ids):
        reasons.setdefault(reason.project_id, reason)
    was = {row["id"]: row["status"] for row in asked.before.get("projects", []) if row.get("id")}
    now = {p.pk: overall[p.pk].status if p.pk in overall else "none" for p in asked.projects}
    many = list(now.values())
    url = reverse("dashboards:portfolio")
    if len(asked.projects) > 1:
        words: dict[str, Any] = {"all": len(many), "off": many.count("off"), "risk": many.count("risk")}
        out.tell(Sentence("pack.projects.lead", {**words, "ok": sum(one in ("ok", "done") for one in many)}), url)
        for key, sign in (("pack.projects.worse", 1), ("pack.projects.better", -1)):
            moved = [p for p in asked.projects if p.pk in was and _step(was[p.pk], now[p.pk]) * sign > 0]
            if moved:
                out.tell(Sentence(key, {"projects": projects_named(moved)}), url)
    rows = []
    for project in sorted(asked.projects, key=lambda p: (-SEVERITY[now[p.pk]], p.key)):
        why = _why(overall.get(project.pk), reasons.get(project.pk))
        if why is not None and (len(asked.projects) == 1 or now[project.pk] == "off"):
            said = {"project": texts.name(project), "status": word(now[project.pk]), "why": texts.nested(why)}
            out.tell(Sentence("pack.projects.one", said), project.url, project.pk)
        progress = overall[project.pk].progress if project.pk in overall else None
        cells = [
            texts.name(project), status(now[project.pk]), None if why is None else texts.nested(why),
            None if progress is None else texts.pct(round(progress)),
            status(was[project.pk]) if project.pk in was else None,
        ]  # fmt: skip
        rows.append((cells, Link(project.url, project.pk)))
    if not out.say:
        one = asked.projects[0]
        why_not = texts.nested(Sentence("pack.projects.silent"))
        words = {"project": texts.name(one), "status": word(now[one.pk]), "why": why_not}
        out.tell(Sentence("pack.projects.one", words), one.url, one.pk)
    out.figure(N_("Off track"), texts.num(many.count("off")), _count(was, "off"))
    out.figure(N_("At risk"), texts.num(many.count("risk")), _count(was, "risk"))
    out.figure(N_("On track"), texts.num(many.count("ok") + many.count("done")), _count(was, "ok", "done"))
    columns = [
        (N_("Project"), "text"), (N_("Status"), "text"), (N_("Why"), "text"), (N_("Goal progress"), "num"),
        (N_("At the review before"), "text"),
    ]  # fmt: skip
    out.table(N_("Projects, worst first"), columns, rows)
    return None


def _why(overall: Overall | None, reason: health.Reason | None) -> Sentence | None:
    """The worst reason everybody may read; where another dimension is worse, that there is one."""
    if reason is not None and (overall is None or reason.status == overall.computed):
        return reason.sentence
    return overall.sentence if overall is not None and overall.sentence else reason.sentence if reason else None


texts.register("pack.projects.silent", N_("no dimension has been read yet"))


def _step(was: str, now: str) -> int:
    return int(SEVERITY[now] - SEVERITY[was])


def _count(was: dict[int, str], *codes: str) -> Any:
    return texts.num(sum(one in codes for one in was.values())) if was else None


def milestones_of(asked: Asked) -> dict[int, list[Milestone]]:
    """Milestones by project id, with their baseline days (three queries)."""
    rows = Plan.objects.filter(project__in=asked.ids, task_count__gt=0).select_related("work_calendar", "project")
    facts = plans.facts(list(rows), asked.today)
    return {pk: found.milestones for pk, found in facts.items()}


@section("milestones", N_("Milestones: reached and moved"), 60)
def milestones(asked: Asked, out: Section) -> dict[str, Any] | None:
    rows = Plan.objects.filter(project__in=asked.ids, task_count__gt=0).select_related("work_calendar", "project")
    facts = plans.facts(list(rows), asked.today)
    all_ = [m for found in facts.values() for m in found.milestones]
    if not all_:
        out.tell(Sentence("pack.ms.none"))
        return None
    names = {p.pk: p for p in asked.projects}
    since = datetime.combine(asked.since, time(), tzinfo=timezone.get_default_timezone())
    moves = _moves([m.task.pk for m in all_], since, asked.now)
    late = [m for m in all_ if m.is_late(asked.today)]
    reached = [m for m in all_ if m.is_done and m.task.finish_on and m.task.finish_on > asked.since]
    url = reverse("schedule:all_milestones")
    words = {"since": texts.day(asked.since), "reached": len(reached), "late": len(late)}
    out.tell(Sentence("pack.ms.lead", words), url)
    if moves:
        furthest = max(moves.values(), key=lambda row: abs(row[2]))
        of = next(m for m in all_ if moves.get(m.task.pk) is furthest)
        said = {"n": len(moves), "since": texts.day(asked.since), "name": texts.name(of.task)}
        out.tell(Sentence("pack.ms.moved", {**said, "days": texts.workdays(abs(furthest[2]))}), of.task.url,
                 of.task.plan.project_id)  # fmt: skip
    else:
        out.tell(Sentence("pack.ms.still", {"since": texts.day(asked.since)}), url)
    for pk, found in facts.items():
        if found.slip and found.slip > 0 and found.finish_on:
            slipped = {"project": texts.name(names[pk]), "on": texts.day(found.finish_on)}
            plan_url = reverse("schedule:plan", args=[names[pk].key])
            out.tell(Sentence("pack.ms.finish", {**slipped, "days": texts.workdays(found.slip)}), plan_url, pk)
    out.figure(N_("Reached"), texts.num(len(reached)))
    out.figure(N_("Moved"), texts.num(len(moves)))
    out.figure(N_("Overdue"), texts.num(len(late)))
    chosen = [m for m in all_ if m.task.pk in moves or m in late or m in reached]
    chosen += [m for m in all_ if m not in chosen and not m.is_done][:5]
    columns = [
        (N_("Milestone"), "text"), (N_("Project"), "text"), (N_("State"), "text"), (N_("In the baseline"), "num"),
        (N_("At the review before"), "num"), (N_("Now"), "num"), (N_("Moved by"), "num"),
    ]  # fmt: skip
    table = []
    for m in sorted(chosen, key=lambda m: (m.task.finish_on or asked.today, m.task.pk)):
        move = moves.get(m.task.pk)
        state = "done" if m.is_done else "off" if m in late else "risk" if (m.slip or 0) > 0 else "ok"
        cells = [
            texts.name(m.task), texts.name(m.task.plan.project), status(state), _day(m.baseline_on),
            _day(move[0]) if move else _day(m.task.finish_on), _day(m.task.finish_on),
            {"t": "shift", "v": move[2]} if move else None if m.task.finish_on is None else {"t": "shift", "v": 0},
        ]  # fmt: skip
        table.append((cells, Link(m.task.url, m.task.plan.project_id)))
    out.table(N_("Reached, moved, overdue and next"), columns, table)
    return None


def _day(on: Any) -> Any:
    return None if on is None else {"t": "iso", "v": on.isoformat()}


def _moves(tasks: list[int], since: datetime, until: datetime) -> dict[int, tuple[Any, Any, int]]:
    """(from, to, working days) per milestone over the period; what came back to its day did not move (one query)."""
    rows = MilestoneMove.objects.filter(task__in=tasks, moved_at__gt=since, moved_at__lte=until)
    found: dict[int, tuple[Any, Any, int]] = {}
    for pk, first, to, days in rows.order_by("moved_at", "pk").values_list("task_id", "from_on", "to_on", "workdays"):
        begun, _to, sum_ = found.get(pk, (first, to, 0))
        found[pk] = (begun, to, sum_ + days)
    return {pk: row for pk, row in found.items() if row[2]}


@section("risks", N_("Risks: exposure and the worst"), 70)
def risks(asked: Asked, out: Section) -> dict[str, Any] | None:
    """Scores, not money: the amounts stand in the section that needs the right to see money."""
    rows = Risk.objects.filter(project__in=asked.ids)
    points = history.burn_down(rows, asked.today)
    live = list(
        risk_rows.ranked(risk_rows.live(rows).filter(kind="threat")).select_related("project__portfolio", "owner")
    )
    if not points and not live:
        out.tell(Sentence("pack.risk.none"))
        return None
    known = scales.of_many({risk.project.portfolio_id for risk in live})
    beyond = sum(known[risk.project.portfolio_id].beyond(risk.current_score) for risk in live)
    url = reverse("risks:risks")
    out.tell(Sentence("pack.risk.lead", {"live": len(live), "beyond": beyond}), url)
    old = next((p for p in reversed(points) if p.on <= asked.since), None)
    _exposure(points, old, asked, out, url)
    if live:
        worst = live[0]
        words = {"risk": texts.name(worst, "title"), "project": texts.name(worst.project)}
        if worst.owner is not None:
            said = Sentence("pack.risk.top", {**words, "owner": texts.name(worst.owner)})
        else:
            said = Sentence("pack.risk.nobody", words)
        out.tell(said, worst.url, worst.project_id)
    out.figure(N_("Live threats"), texts.num(len(live)), None if old is None else texts.num(old.live))
    out.figure(N_("Beyond tolerance"), texts.num(beyond), asked.facts_before("risks").get("beyond"))
    columns = [
        (N_("Risk"), "text"), (N_("Project"), "text"), (N_("Score"), "num"), (N_("After the responses"), "num"),
        (N_("Answers for it"), "text"), (N_("Status"), "text"),
    ]  # fmt: skip
    table = [
        (
            [texts.name(risk, "title"), texts.name(risk.project), _score(risk.current_score),
             _score(risk.residual_score), None if risk.owner is None else texts.name(risk.owner),
             {"t": "choice", "v": risk.status}],
            Link(risk.url, risk.project_id),
        )
        for risk in live[:TOP_RISKS]
    ]  # fmt: skip
    out.table(N_("The worst threats"), columns, table)
    shown = points[-14:]
    out.chart(
        "line", Sentence("pack.risk.chart"), [{"t": "md", "v": p.on.isoformat()} for p in shown],
        [(N_("Exposure"), [round(p.score, 2) for p in shown])],
    )  # fmt: skip
    return {"beyond": texts.num(beyond)}


def _exposure(points: Any, old: Any, asked: Asked, out: Section, url: str) -> None:
    on = {"on": texts.day(asked.since)}
    if old is None or not old.score or not points:
        out.tell(Sentence("pack.risk.new", on), url)
        return
    step = 100 * (points[-1].score - old.score) / old.score
    key = "pack.risk.same" if abs(step) < 1 else "pack.risk.more" if step > 0 else "pack.risk.less"
    out.tell(Sentence(key, on if key == "pack.risk.same" else {**on, "share": texts.pct(round(abs(step)))}), url)


def _score(value: Decimal | None) -> Any:
    return None if value is None else texts.num(value, digits=2)
