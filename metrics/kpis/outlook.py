"""What it would take to reach the target in time: required pace against present pace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import floor, log10

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from metrics.engines.kpi import Kind
from metrics.kpis import inputs
from metrics.kpis.explain import inside
from metrics.kpis.readouts import STAYING
from metrics.kpis.selectors import Standing
from pmo.web import formats
from projects.goals.choices import CADENCE_DAYS, Cadence
from projects.goals.models import Kpi


@dataclass(frozen=True)
class Item:
    """A sentence with `**bold**` marks, what it rests on, and where to act on it."""

    text: str
    meta: str = ""
    url: str = ""
    link: str = ""


def needed(kpi: Kpi, standing: Standing, values: Sequence[tuple[date, Decimal]]) -> list[Item]:
    kind = inputs.kind_of(kpi)
    if kind is Kind.REACH:
        return _to_reach(kpi, standing, values)
    if kind in STAYING:
        return _to_stay(kpi, standing, values)
    return _to_begin(kpi, values)


def per_period(cadence: str) -> str:
    return {
        Cadence.DAILY: _("%(amount)s a day"),
        Cadence.WEEKLY: _("%(amount)s a week"),
        Cadence.MONTHLY: _("%(amount)s a month"),
        Cadence.QUARTERLY: _("%(amount)s a quarter"),
    }[Cadence(cadence)]


def difference(kpi: Kpi, value: float, digits: int) -> str:
    """A difference of two values; between rates it is in percentage points."""
    unit = _("pp") if kpi.unit_label.strip() in ("%", "％") else kpi.unit_label
    return formats.quantity(value, digits, unit)


@dataclass(frozen=True)
class _Way:
    """The way from the newest value to the target; amounts per period, positive in the wanted direction."""

    kpi: Kpi
    current: float
    left: float
    periods: float
    falling: bool
    slope: float | None
    counted: int

    @property
    def need(self) -> float:
        return self.left / self.periods

    def amount(self, value: float) -> str:
        # Two figures that count, and never fewer decimals than values have.
        figures = 1 - floor(log10(abs(value))) if value else 0
        digits = min(6, max(self.kpi.decimals, figures))
        text = difference(self.kpi, abs(value), digits)
        return per_period(self.kpi.cadence) % {"amount": text}


def _way(kpi: Kpi, standing: Standing, values: Sequence[tuple[date, Decimal]]) -> _Way | None:
    r = standing.readout
    if r.current is None or r.current_on is None or kpi.baseline is None or kpi.target is None or kpi.due_on is None:
        return None
    days = CADENCE_DAYS[kpi.cadence]
    sign = -1.0 if kpi.target < kpi.baseline else 1.0
    start = inputs.start_of(kpi)
    per_day = r.result["slope_per_day"]
    if per_day is None and r.current_on > start:
        per_day = float(r.current - kpi.baseline) / (r.current_on - start).days
    return _Way(
        kpi=kpi,
        current=float(r.current),
        left=sign * float(kpi.target - r.current),
        periods=(kpi.due_on - r.current_on).days / days,
        falling=sign < 0,
        slope=None if per_day is None else sign * per_day * days,
        counted=r.result["points"] or len(values),
    )


def _to_reach(kpi: Kpi, standing: Standing, values: Sequence[tuple[date, Decimal]]) -> list[Item]:
    way = _way(kpi, standing, values)
    if way is None or kpi.due_on is None:
        return [Item(_("Once there is a value, this says what pace the target asks for."))]
    if standing.readout.status == "done":
        return [Item(_("**Reached, and in time.** Nothing more is needed."))]
    if way.left <= 0:
        return [Item(_("**The target is reached.** It counts on the due date: the value has to stay there."))]
    if kpi.due_on <= standing.on:
        return [_past_due(way, standing)]
    items = [_pace_item(way)] if way.periods > 0 else []
    items += _sure_item(way, standing)
    items += _late_item(way, standing)
    return items


def _pace_item(way: _Way) -> Item:
    on = formats.day(way.kpi.due_on)
    verb = {
        True: _("The value has to fall by **%(need)s** until %(on)s"),
        False: _("The value has to rise by **%(need)s** until %(on)s"),
    }[way.falling] % {"need": way.amount(way.need), "on": on}
    meta = ngettext("from %(n)s value", "from %(n)s values", way.counted) % {"n": formats.grouped(way.counted)}
    if way.slope is None:
        return Item(verb, meta)
    tiny = 1e-9 + abs(way.need) * 1e-6
    if abs(way.slope) <= tiny:
        return Item(_("%(must)s; so far it stands still.") % {"must": verb}, meta)
    if way.slope < 0:
        return Item(
            _("%(must)s; so far it moves the other way, by %(have)s.") % {"must": verb, "have": way.amount(way.slope)},
            meta,
        )
    if way.slope >= way.need:
        text = _("**The present pace is enough**: %(have)s, where %(need)s are needed.")
        return Item(text % {"have": way.amount(way.slope), "need": way.amount(way.need)}, meta)
    text = _("%(must)s; so far it does %(have)s. That is **%(times)s times** the present pace.")
    times = formats.number(way.need / way.slope, 1)
    return Item(text % {"must": verb, "have": way.amount(way.slope), "times": times}, meta)


def _sure_item(way: _Way, standing: Standing) -> list[Item]:
    """The pace that would make it nine times out of ten: the line must stand beyond the target by the band's half."""
    fan = standing.readout.result.get("fan")
    due = way.kpi.due_on.isoformat() if way.kpi.due_on else ""
    if not fan or due not in fan["days"] or way.periods <= 0:
        return []
    i = fan["days"].index(due)
    half = (fan["high80"][i] - fan["middle"][i]) if way.falling else (fan["middle"][i] - fan["low80"][i])
    need = (way.left + half) / way.periods
    if half <= 0 or (way.slope is not None and way.slope >= need):
        return []
    text = _(
        "To be **90%% sure**, %(need)s: values have scattered around their line, and the margin for that is %(half)s."
    )
    margin = difference(way.kpi, half, min(6, way.kpi.decimals + 1))
    return [Item(text % {"need": way.amount(need), "half": margin}, _("from the 80% band of the forecast"))]


def _late_item(way: _Way, standing: Standing) -> list[Item]:
    r = standing.readout
    due = way.kpi.due_on
    if r.reaches_on is None or due is None or r.reaches_on <= due:
        return []
    text = _("At the present pace the target is reached on %(on)s, **%(late)s late**.")
    return [Item(text % {"on": formats.day(r.reaches_on), "late": formats.days((r.reaches_on - due).days)})]


def _past_due(way: _Way, standing: Standing) -> Item:
    left = difference(way.kpi, way.left, way.kpi.decimals)
    reaches = standing.readout.reaches_on
    if reaches is None or reaches <= standing.on:
        return Item(
            _("The due date has passed; **%(left)s are missing**. Agree on a new date, or close the goal.")
            % {"left": left}
        )
    text = _("The due date has passed; **%(left)s are missing**. At the present pace they take until %(on)s.")
    return Item(text % {"left": left, "on": formats.day(reaches)})


def _to_stay(kpi: Kpi, standing: Standing, values: Sequence[tuple[date, Decimal]]) -> list[Item]:
    kept, counted = inside(kpi, values)
    ok = standing.readout.result["thresholds"]["pace_ok"]
    if not counted:
        return [Item(_("Once there is a value, this says how many periods may lie outside."))]
    if kpi.due_on is None or kpi.due_on <= standing.on:
        return []
    ahead = floor((kpi.due_on - max(standing.on, values[-1][0])).days / CADENCE_DAYS[kpi.cadence])
    left = floor((1 - ok) * (counted + ahead) + 1e-9) - (counted - kept)
    given = {"n": formats.grouped(max(ahead, 0)), "left": formats.grouped(max(left, 0)), "ok": formats.pct(ok * 100)}
    if left < 0:
        best = formats.pct((kept + ahead) / (counted + ahead) * 100)
        text = _("Even if all %(n)s periods to come stay inside, it ends at **%(best)s**; on track begins at %(ok)s.")
        return [Item(text % {**given, "best": best})]
    text = _("Of the %(n)s periods until the due date **at most %(left)s** may lie outside, to end at %(ok)s or more.")
    return [Item(text % given)]


def _to_begin(kpi: Kpi, values: Sequence[tuple[date, Decimal]]) -> list[Item]:
    url = reverse("goals:kpi_edit", args=[kpi.pk])
    if not values:
        return [Item(_("Record the first values; their mean is a good baseline."))]
    numbers = [value for _on, value in values]
    digits = min(6, kpi.decimals + 1)
    text = _("%(n)s values so far, on average **%(mean)s**, from %(low)s to %(high)s. Set the baseline, then a target.")
    given = {
        "n": formats.grouped(len(numbers)),
        "mean": formats.quantity(sum(numbers, Decimal(0)) / len(numbers), digits, kpi.unit_label),
        "low": formats.number(min(numbers), kpi.decimals),
        "high": formats.number(max(numbers), kpi.decimals),
    }
    return [Item(text % given, url=url, link=pgettext("act", "Set baseline and target"))]
