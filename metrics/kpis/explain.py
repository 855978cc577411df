"""The figures of a KPI page, each with how it was computed, or why it is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from metrics.engines.kpi import Kind
from metrics.kpis import inputs
from metrics.kpis.chart import bound_words
from metrics.kpis.readouts import STAYING
from metrics.kpis.selectors import Standing
from metrics.kpis.wording import shown_chance
from pmo.web import formats
from projects.goals.models import Kpi

# Why a figure of the forecast is missing, by what the engine says.
NO_FORECAST = {
    "no_target": gettext_lazy("There is no target to reach"),
    "reached": gettext_lazy("The target is reached already"),
}
NO_PROGRESS = {
    "unmeasured": gettext_lazy("Never measured; the first value is overdue"),
    "awaiting": gettext_lazy("Not measured yet"),
    "not_started": gettext_lazy("The KPI starts after the day of the baseline"),
    "baseline_missing": gettext_lazy("Baseline or target is not set yet"),
    "baseline_is_target": gettext_lazy("Baseline and target are the same"),
    "dates_invalid": gettext_lazy("The due date does not lie after the day of the baseline"),
}


@dataclass(frozen=True)
class How:
    """What stands behind ⓘ."""

    title: str
    formula: str
    numbers: str = ""
    lines: Sequence[str] = ()
    data: str = ""
    at: datetime | None = None
    link: str = ""
    label: str = ""


@dataclass(frozen=True)
class Figure:
    """One figure; `shown` is empty when it is missing, and `reason` then says why."""

    label: str
    shown: str
    unit: str = ""
    reason: str = ""
    how: How | None = None


@dataclass(frozen=True)
class Facts:
    """What the figures are made from."""

    kpi: Kpi
    standing: Standing
    values: Sequence[tuple[date, Decimal]]
    cases: int | None = None
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        return inputs.kind_of(self.kpi)

    def number(self, value: Decimal | float | None, more: int = 0) -> str:
        return formats.number(value, min(6, self.kpi.decimals + more))

    def quantity(self, value: Decimal | float | None) -> str:
        return formats.quantity(value, self.kpi.decimals, self.kpi.unit_label)

    def how(self, title: str, formula: str, numbers: str = "", lines: Sequence[str] = ()) -> How:
        link = reverse("kpis:values", args=[self.kpi.pk])
        count = len(self.values)
        label = ngettext("The value", "All %(n)s values", count) % {"n": formats.grouped(count)}
        return How(title, formula, numbers, lines, self.data(), self.standing.computed_at, link, label)

    def data(self) -> str:
        """The newest value, as the sentence of its source."""
        r = self.standing.readout
        if r.current_on is None:
            return ""
        if self.cases:
            return _("the value of %(on)s from %(n)s cases.") % {
                "on": formats.day(r.current_on),
                "n": formats.grouped(self.cases),
            }
        return _("the value of %(on)s.") % {"on": formats.day(r.current_on)}


def figures(facts: Facts) -> list[Figure]:
    """The row of figures, by kind."""
    if facts.kind is Kind.REACH:
        return [
            _current(facts),
            _reaches(facts),
            _interval(facts),
            _progress(facts),
            _pace(facts),
            _chance(facts),
        ]
    if facts.kind in STAYING:
        return [_current(facts), _bound(facts), _share(facts), _inside(facts), _next(facts)]
    return [_current(facts), _count(facts), _mean(facts), _next(facts)]


def _current(facts: Facts) -> Figure:
    r = facts.standing.readout
    if r.current is None:
        return Figure(_("Current"), "", reason=_("Nothing has been measured yet"))
    return Figure(_("Current"), facts.number(r.current), facts.kpi.unit_label)


def _no_forecast(facts: Facts) -> str:
    r = facts.standing.readout
    outlook = r.result["outlook"]
    if outlook == "too_few":
        n = r.result["points"]
        told = ngettext(
            "A forecast needs 4 measured days; there is %(n)s", "A forecast needs 4 measured days; there are %(n)s", n
        )
        return told % {"n": n}
    return str(NO_FORECAST.get(outlook, _("The value stands still or moves away from the target")))


def _trend(facts: Facts) -> How:
    r = facts.standing.readout
    points, slope = r.result["points"], r.result["slope_per_day"] or 0.0
    used = list(facts.values)[-points:] if points else []
    numbers = _("%(day)s a day, **%(month)s a month**") % {
        "day": formats.number(slope, min(6, facts.kpi.decimals + 2), sign=True),
        "month": formats.number(slope * 30.4375, min(6, facts.kpi.decimals + 1), sign=True),
    }
    lines = []
    if used:
        span = {"n": points, "a": formats.day(used[0][0]), "b": formats.day(used[-1][0])}
        lines.append(_("Through the %(n)s values from %(a)s to %(b)s.") % span)
    lines.append(_("The interval: the days on which the edges of the 80% band meet the target."))
    formula = _("Robust line (Theil–Sen): the median of the slopes between all pairs of values")
    return facts.how(_("How the forecast is computed"), formula, numbers, lines)


def _reaches(facts: Facts) -> Figure:
    r, kpi = facts.standing.readout, facts.kpi
    label = _("Expected to reach %(target)s") % {"target": bound_words(kpi)}
    outlook = r.result["outlook"]
    if r.reaches_on is not None:
        shown = _("reached") if outlook == "reached" else formats.day(r.reaches_on)
        return Figure(label, shown, how=_trend(facts))
    if outlook == "wrong_way":
        return Figure(label, _("not at this pace"), reason=_no_forecast(facts), how=_trend(facts))
    if outlook == "beyond":
        return Figure(label, _("not within ten years"), how=_trend(facts))
    return Figure(label, "", reason=_no_forecast(facts))


def _interval(facts: Facts) -> Figure:
    r = facts.standing.readout
    label = _("80% interval")
    if r.result["outlook"] == "reached" or (r.low_on is None and r.high_on is None):
        return Figure(label, "", reason=_no_forecast(facts))
    # The year of the day beside it need not be said again.
    year = r.reaches_on or facts.standing.on
    low = formats.day(r.low_on, today=year)
    if r.high_on is None:
        return Figure(label, _("from %(day)s, open") % {"day": low})
    return Figure(
        label, _("%(low)s to %(high)s") % {"low": low, "high": formats.day(r.high_on, today=r.low_on or year)}
    )


def _signed(text: str) -> str:
    """A negative number inside a formula stands in brackets."""
    return f"({text})" if text.startswith(formats.MINUS) else text


def _progress(facts: Facts) -> Figure:
    r, kpi = facts.standing.readout, facts.kpi
    if r.progress is None:
        return Figure(_("Progress"), "", reason=_no_progress(facts))
    now, base, goal = (_signed(facts.number(v)) for v in (r.current, kpi.baseline, kpi.target))
    numbers = f"({now} − {base}) ÷ ({goal} − {base}) = **{formats.pct(r.progress)}**"
    how = facts.how(
        _("How progress is computed"),
        _("(current − baseline) ÷ (target − baseline)"),
        numbers,
        [line for line in (_expected_words(facts), _pace_words(facts)) if line],
    )
    return Figure(_("Progress"), formats.pct(r.progress).removesuffix("%"), "%", how=how)


def _no_progress(facts: Facts) -> str:
    return str(NO_PROGRESS.get(facts.standing.readout.rule, _("Not measured yet")))


def _expected_words(facts: Facts) -> str:
    r, kpi = facts.standing.readout, facts.kpi
    if r.expected is None:
        return ""
    if kpi.checkpoints:
        return _("Expected by now %(pct)s, on the line through the checkpoints.") % {"pct": formats.pct(r.expected)}
    start = inputs.start_of(kpi)
    whole = (kpi.due_on - start).days if kpi.due_on else 0
    gone = min((facts.standing.on - start).days, whole)
    return _("Expected by now %(pct)s: %(gone)s of the %(whole)s days from baseline to due date have passed.") % {
        "pct": formats.pct(r.expected),
        "gone": formats.grouped(gone),
        "whole": formats.grouped(whole),
    }


def _pace_words(facts: Facts) -> str:
    r = facts.standing.readout
    if r.pace is None or r.progress is None or r.expected is None:
        return ""
    sum_ = f"{formats.pct(r.progress).removesuffix('%')} ÷ {formats.pct(r.expected).removesuffix('%')}"
    limits = r.result["thresholds"]
    ok, risk = formats.number(limits["pace_ok"]), formats.number(limits["pace_risk"])
    pace = formats.number(r.pace, 2)
    given = {"sum": sum_, "pace": pace, "ok": ok, "risk": risk}
    if r.pace + 1e-9 >= limits["pace_ok"]:
        return _("Pace %(sum)s = **%(pace)s**; %(ok)s and more is on track.") % given
    if r.pace + 1e-9 >= limits["pace_risk"]:
        return _("Pace %(sum)s = **%(pace)s**; from %(risk)s up to %(ok)s is at risk.") % given
    return _("Pace %(sum)s = **%(pace)s**; below %(risk)s is off track.") % given


def _pace(facts: Facts) -> Figure:
    r = facts.standing.readout
    if r.pace is None:
        reason = _("Nothing is expected yet") if r.progress is not None else _no_progress(facts)
        return Figure(_("Pace"), "", reason=reason)
    how = facts.how(
        _("How pace is computed"),
        _("progress ÷ progress expected by now"),
        "",
        [_pace_words(facts), _expected_words(facts)],
    )
    return Figure(_("Pace"), formats.number(r.pace, 2), how=how)


def _chance(facts: Facts) -> Figure:
    r, kpi = facts.standing.readout, facts.kpi
    label = _("Likely to be in time")
    if r.probability is None or kpi.due_on is None:
        settled = r.rule in ("reached", "overdue")
        return Figure(label, "", reason=_("The due date has passed") if settled else _no_forecast(facts))
    limits = r.result["thresholds"]
    lines = [
        _("Status is the worse of pace and forecast. %(ok)s and more is on track, below %(risk)s off track; "
          "the forecast counts once a quarter of the time has passed.")
        % {"ok": formats.pct(limits["chance_ok"] * 100), "risk": formats.pct(limits["chance_risk"] * 100)}
    ]  # fmt: skip
    numbers = ""
    fan = r.result.get("fan")
    if fan and kpi.due_on.isoformat() in fan["days"]:
        i = fan["days"].index(kpi.due_on.isoformat())
        numbers = _("the line says **%(middle)s** on %(on)s; 80%% of values between %(low)s and %(high)s") % {
            "middle": facts.number(fan["middle"][i], 1),
            "on": formats.day(kpi.due_on),
            "low": facts.number(fan["low80"][i], 1),
            "high": facts.number(fan["high80"][i], 1),
        }
    formula = _("P(value on the due date is at the target or beyond)")
    how = facts.how(_("How the probability is computed"), formula, numbers, lines)
    return Figure(label, str(shown_chance(r.probability)), "%", how=how)


# ---- stay above, below, within


def _bound(facts: Facts) -> Figure:
    return Figure(_("To be kept"), bound_words(facts.kpi))


def inside(kpi: Kpi, values: Sequence[tuple[date, Decimal]]) -> tuple[int, int]:
    """(periods inside, periods measured) from the start to the due day."""
    start = inputs.start_of(kpi)
    kind = inputs.kind_of(kpi)
    counted = [v for on, v in values if start <= on and (kpi.due_on is None or on <= kpi.due_on)]
    low = kpi.lower if kind in (Kind.STAY_ABOVE, Kind.STAY_WITHIN) else None
    high = kpi.upper if kind in (Kind.STAY_BELOW, Kind.STAY_WITHIN) else None
    kept = [v for v in counted if (low is None or v >= low) and (high is None or v <= high)]
    return len(kept), len(counted)


def _share(facts: Facts) -> Figure:
    r = facts.standing.readout
    label = _("Periods inside")
    if r.progress is None:
        return Figure(label, "", reason=_no_progress(facts))
    kept, counted = inside(facts.kpi, facts.values)
    limits = r.result["thresholds"]
    lines = [
        _("%(ok)s and more is on track, below %(risk)s off track.")
        % {"ok": formats.pct(limits["pace_ok"] * 100), "risk": formats.pct(limits["pace_risk"] * 100)}
    ]
    how = facts.how(
        _("How the share is computed"),
        _("values inside the bounds ÷ values measured since the start"),
        f"{kept} ÷ {counted} = **{formats.pct(r.progress)}**",
        lines,
    )
    return Figure(label, formats.pct(r.progress).removesuffix("%"), "%", how=how)


def _inside(facts: Facts) -> Figure:
    kept, counted = inside(facts.kpi, facts.values)
    if not counted:
        return Figure(_("Inside of all"), "", reason=_no_progress(facts))
    return Figure(_("Inside of all"), _("%(kept)s of %(counted)s") % {"kept": kept, "counted": counted})


def _next(facts: Facts) -> Figure:
    due = facts.standing.readout.measure_by
    if due is None:
        return Figure(_("Next value due"), "", reason=_("No further value is asked for"))
    return Figure(_("Next value due"), formats.day(due))


# ---- the baseline comes first


def _count(facts: Facts) -> Figure:
    return Figure(_("Values so far"), formats.grouped(len(facts.values)))


def _mean(facts: Facts) -> Figure:
    label = _("Mean so far")
    if not facts.values:
        return Figure(label, "", reason=_("Nothing has been measured yet"))
    mean = sum((v for _on, v in facts.values), Decimal(0)) / len(facts.values)
    how = facts.how(_("How the mean is computed"), _("sum of the values ÷ their number"))
    return Figure(label, facts.number(mean, 1), facts.kpi.unit_label, how=how)
