"""What last time's decisions and actions came to, and how good earlier forecasts were."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_noop as N_

from metrics.engines import calibration as engine
from metrics.reviews import calibration
from metrics.reviews.calibration import Judged
from metrics.reviews.choices import ActionStatus
from metrics.reviews.models import Action, BacklogLink
from metrics.reviews.sections import section
from metrics.reviews.sections.blocks import Asked, Link, Section, status
from pmo import texts
from pmo.engines.stats import NotAvailable
from pmo.texts import Sentence
from projects.goals.models import Kpi

for key, template in {
    "pack.last.first": N_("This is the first review of this subject: nothing was promised before."),
    "pack.last.lead": N_("**%(all)s actions** of earlier reviews: %(done)s done, %(dropped)s dropped, **%(open)s still open** (%(share)s carried over)."),  # noqa: E501
    "pack.last.late": N_("Overdue: **%(n)s**; the longest, “%(title)s” of %(owner)s, since %(due)s."),
    "pack.last.decisions": N_("Decided in the review of %(quarter)s: **%(n)s**; they stand below with who decided."),
    "pack.last.none": N_("The review of %(quarter)s recorded neither decisions nor actions."),
    "pack.last.backlog": N_("Proposed for the next phase: **%(n)s**; of these in the scope now: %(in_)s."),
    "pack.cal.none": N_("Earlier forecasts cannot be judged yet: no earlier review kept one whose day has come (%(waiting)s are waiting)."),  # noqa: E501
    "pack.cal.inside": N_("Of **%(n)s values** forecast with an 80%% band **%(inside)s fell inside** (%(share)s; a band that is as wide as it should be holds about 80%%)."),  # noqa: E501
    "pack.cal.brier": N_("%(n)s probabilities of targets scored a **Brier score of %(score)s** (0 is perfect, 0.25 is a coin); always naming their share would score %(reference)s."),  # noqa: E501
    "pack.cal.dates": N_("Of **%(n)s milestone dates** named in earlier reviews **%(kept)s were kept** (%(share)s); the others are %(late)s late on average."),  # noqa: E501
    "pack.cal.dates_all": N_("All **%(n)s milestone dates** named in earlier reviews were kept."),
}.items():  # fmt: skip
    texts.register(key, template)


def actions_of(asked: Asked) -> list[Action]:
    """Actions of earlier reviews that were open when the one before ended, or were given by it (one query)."""
    if not asked.earlier:
        return []
    before = asked.earlier[0]
    rows = Action.objects.filter(review__in=[review.pk for review in asked.earlier])
    rows = rows.filter(Q(review=before) | Q(status=ActionStatus.OPEN) | Q(done_at__gte=before.starts_at))
    return list(rows.select_related("owner", "review", "project").order_by("due_on", "pk")[:200])


@section("last_time", N_("Last time: decisions and actions"), 2)
def last_time(asked: Asked, out: Section) -> dict[str, Any] | None:
    if not asked.earlier:
        out.tell(Sentence("pack.last.first"))
        return None
    before, rows = asked.earlier[0], actions_of(asked)
    decisions = list(before.decisions.select_related("decided_by"))
    _actions(asked, out, rows)
    if decisions:
        said = {"quarter": before.quarter, "n": len(decisions)}
        out.tell(Sentence("pack.last.decisions", said), before.url)
        out.table(
            N_("Decided"), [(N_("Decision"), "text"), (N_("Decided by"), "text")],
            [([texts.name(row, "text"), texts.name(row.decided_by)], Link(before.url)) for row in decisions],
        )  # fmt: skip
    elif not rows:
        out.tell(Sentence("pack.last.none", {"quarter": before.quarter}), before.url)
    links = list(BacklogLink.objects.filter(review=before).select_related("item"))
    if links:
        taken = sum(link.item.is_in and link.item.priority != "wont" for link in links)
        out.tell(Sentence("pack.last.backlog", {"n": len(links), "in_": taken}), before.url)
    return None


def _actions(asked: Asked, out: Section, rows: list[Action]) -> None:
    if not rows:
        return
    before = asked.earlier[0]
    open_ = [row for row in rows if row.status == ActionStatus.OPEN]
    done = sum(row.status == ActionStatus.DONE for row in rows)
    share = texts.pct(round(100 * len(open_) / len(rows)))
    words = {"all": len(rows), "done": done, "dropped": len(rows) - done - len(open_), "open": len(open_)}
    out.tell(Sentence("pack.last.lead", {**words, "share": share}), before.url)
    late = [row for row in open_ if row.due_on < asked.today]
    if late:
        longest = late[0]
        said = {"title": texts.name(longest, "title"), "owner": texts.name(longest.owner)}
        out.tell(Sentence("pack.last.late", {**said, "n": len(late), "due": texts.day(longest.due_on)}), longest.url)
    out.figure(N_("Carried over"), share)
    out.figure(N_("Done"), {"t": "of", "v": [done, len(rows)]})
    out.figure(N_("Overdue"), texts.num(len(late)))
    columns = [
        (N_("Action"), "text"), (N_("Owner"), "text"), (N_("Quarter"), "text"), (N_("Due"), "num"),
        (N_("State"), "text"), (N_("What came of it"), "text"),
    ]  # fmt: skip
    order = {ActionStatus.OPEN: 0, ActionStatus.DONE: 1, ActionStatus.DROPPED: 2}
    table = [
        (
            [texts.name(row, "title"), texts.name(row.owner), row.review.quarter if row.review else "",
             {"t": "iso", "v": row.due_on.isoformat()}, _state(row, asked), row.result or ""],
            Link(row.url),
        )
        for row in sorted(rows, key=lambda row: (order[ActionStatus(row.status)], row.due_on))
    ]  # fmt: skip
    out.table(N_("Actions of earlier reviews"), columns, table)


def _state(row: Action, asked: Asked) -> Any:
    if row.status == ActionStatus.DONE:
        return status("done")
    if row.status == ActionStatus.DROPPED:
        return {"t": "action", "v": row.status}
    return {"t": "action", "v": "overdue" if row.due_on < asked.today else row.status}


@section("calibration", N_("How good earlier forecasts were"), 100)
def calibrated(asked: Asked, out: Section) -> dict[str, Any] | None:
    found = calibration.judged(asked.earlier, asked.today)
    bands = engine.inside(
        [row.low for row in found.values],
        [row.high for row in found.values],
        [float(row.actual) for row in found.values],
    )
    if not isinstance(bands, NotAvailable):
        said = {"n": bands.n, "inside": bands.inside, "share": texts.pct(round(100 * bands.inside / bands.n))}
        out.tell(Sentence("pack.cal.inside", said), reverse("reviews:list"))
        out.figure(N_("Values inside the 80% band"), said["share"])
    score = engine.brier([row.chance for row in found.chances], [row.came for row in found.chances])
    if not isinstance(score, NotAvailable):
        shown = texts.num(round(score.score, 3), digits=3)
        words = {"n": score.n, "score": shown, "reference": texts.num(round(score.reference, 3), digits=3)}
        out.tell(Sentence("pack.cal.brier", words), reverse("reviews:list"))
        out.figure(N_("Brier score"), shown)
    _dates(found, out)
    if not out.say:
        out.tell(Sentence("pack.cal.none", {"waiting": found.waiting}))
    _tables(found, out)
    return None


def _dates(found: Judged, out: Section) -> None:
    if not found.dates:
        return
    url, n = reverse("reviews:list"), len(found.dates)
    late = [row.late for row in found.dates if row.late]
    share = texts.pct(round(100 * (n - len(late)) / n))
    if late:
        mean = texts.workdays(round(sum(late) / len(late)))
        words = {"n": n, "kept": n - len(late), "share": share, "late": mean}
        out.tell(Sentence("pack.cal.dates", words), url)
    else:
        out.tell(Sentence("pack.cal.dates_all", {"n": n}), url)
    out.figure(N_("Milestone dates kept"), share)


def _tables(found: Judged, out: Section) -> None:
    columns = [
        (N_("KPI"), "text"), (N_("Said in the review of"), "text"), (N_("Forecast (80% band)"), "num"),
        (N_("Came"), "num"), (N_("Inside"), "text"),
    ]  # fmt: skip
    rows = [
        (
            [texts.name(row.kpi), row.quarter, {"t": "range", "v": [_said(row.kpi, row.low), _said(row.kpi, row.high)]},
             _said(row.kpi, row.actual), {"t": "yes", "v": row.inside}],
            Link(row.kpi.url, row.kpi.goal.project_id),
        )
        for row in found.values
    ]  # fmt: skip
    out.table(N_("Values against their bands"), columns, rows)
    columns = [
        (N_("KPI"), "text"), (N_("Said in the review of"), "text"), (N_("Probability"), "num"), (N_("Reached"), "text"),
    ]  # fmt: skip
    chances = [
        (
            [texts.name(row.kpi), row.quarter, texts.pct(round(100 * row.chance)), {"t": "yes", "v": row.came}],
            Link(row.kpi.url, row.kpi.goal.project_id),
        )
        for row in found.chances
    ]
    out.table(N_("Probabilities against what came"), columns, chances)
    columns = [
        (N_("Milestone"), "text"), (N_("Project"), "text"), (N_("Said in the review of"), "text"),
        (N_("Promised"), "num"), (N_("Late by"), "num"),
    ]  # fmt: skip
    dates = [
        (
            [texts.name(row.task), texts.name(row.task.plan.project), row.quarter,
             {"t": "iso", "v": row.on.isoformat()}, texts.workdays(row.late)],
            Link(row.task.url, row.task.plan.project_id),
        )
        for row in sorted(found.dates, key=lambda row: -row.late)
    ]  # fmt: skip
    out.table(N_("Milestone dates against what came"), columns, dates)


def _said(kpi: Kpi, value: Any) -> Any:
    return texts.num(round(value, max(kpi.decimals, 1)), kpi.unit, kpi.unit_en, max(kpi.decimals, 1))
