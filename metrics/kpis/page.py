"""Everything the page of one KPI shows, put together from rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from metrics.engines.kpi import Kind
from metrics.kpis import chart, explain, inputs, outlook, readouts, selectors, table
from metrics.kpis.choices import Source
from metrics.kpis.models import Measurement
from metrics.kpis.selectors import Standing
from metrics.kpis.wording import fine_digits
from pmo.access import policy
from pmo.web import formats
from projects.goals.choices import SignatureDecision
from projects.goals.models import Kpi, SignOff

SHOWN_ROWS = 12
MOST_CROSSES = 60

CADENCES = {
    "daily": gettext_lazy("every day"),
    "weekly": gettext_lazy("every week"),
    "monthly": gettext_lazy("every month"),
    "quarterly": gettext_lazy("every quarter"),
}


@dataclass(frozen=True)
class KpiPage:
    kpi: Kpi
    standing: Standing
    facts: list[tuple[str, Any]]
    figures: list[explain.Figure]
    picture: chart.Picture | None
    rows: list[table.ValueRow]
    counted_days: int
    corrections: int
    more: int
    needed: list[outlook.Item]
    fine: int
    cases: bool
    expects: bool

    @property
    def counted(self) -> str:
        """ "9, 1 corrected": how many values count, how many do not."""
        values = formats.grouped(self.counted_days)
        if not self.corrections:
            return values
        n = formats.grouped(self.corrections)
        return _("%(values)s, %(n)s corrected or withdrawn") % {"values": values, "n": n}

    @property
    def all_label(self) -> str:
        return _("All values and export")

    @property
    def needed_title(self) -> str:
        kind = inputs.kind_of(self.kpi)
        if kind is Kind.REACH:
            return _("What it would take")
        return _("What may still happen") if kind in readouts.STAYING else _("What comes next")

    @property
    def next_words(self) -> str:
        due = self.standing.readout.measure_by
        if due is None or self.standing.past:
            return ""
        late = (self.standing.on - due).days
        if late > 0:
            return _("The next value was due on %(on)s, %(late)s ago.") % {
                "on": formats.day(due),
                "late": formats.days(late),
            }
        return _("The next value is due on %(on)s.") % {"on": formats.day(due)}


def build(kpi: Kpi, user: Any, *, now: datetime, on: date | None = None) -> KpiPage:
    """The page as it stands today, or as of a past day."""
    standing = selectors.standing(kpi, now=now, on=on)
    values = selectors.values_of(kpi, standing.on)
    days = [day for day, _value in values]
    since = days[-SHOWN_ROWS] if len(days) > SHOWN_ROWS else None
    found = selectors.series(kpi, since=since, until=standing.on)
    before = values[-SHOWN_ROWS - 1][1] if since is not None else None
    rows = table.rows_of(kpi, found, before)
    counted = len(values)
    ended = selectors.ended(kpi, standing.on)
    wrong = [(day, value) for day, value, instead in ended if instead != value][:MOST_CROSSES]
    signed = selectors.signed(kpi.goal.project_id)
    cases = next((m.sample_size for m in found if m.counts and m.measured_on == standing.readout.current_on), None)
    facts = explain.Facts(kpi, standing, values, cases)
    return KpiPage(
        kpi=kpi,
        standing=standing,
        facts=head_facts(kpi, user, signed, standing),
        figures=explain.figures(facts),
        picture=chart.picture(kpi, standing, values, readouts.expected_values(kpi, days), wrong, signed),
        rows=rows,
        counted_days=counted,
        corrections=len(ended),
        more=max(0, counted - SHOWN_ROWS),
        needed=outlook.needed(kpi, standing, values),
        fine=fine_digits(kpi),
        cases=any(row.cases is not None for row in rows),
        expects=bool(chart.expected_line(kpi)),
    )


def head_facts(kpi: Kpi, user: Any, signed: Sequence[SignOff], standing: Standing) -> list[tuple[str, Any]]:
    """Owner, source, target, signature, and the age of the status, as the line under the heading."""
    since = [(_("Status since"), formats.day(standing.since_on))] if standing.since_on else []
    return [
        (_("Owner"), _owner(kpi)),
        (_("Source"), _source(kpi, user)),
        (_("Target"), target_words(kpi)),
        (_("Signed"), _signed(kpi, user, signed)),
        *since,
    ]


def _owner(kpi: Kpi) -> str:
    if kpi.owner is None:
        return _("nobody")
    unit = kpi.owner.unit
    return _(", ").join([kpi.owner.label, unit.label]) if unit is not None else kpi.owner.label


def _source(kpi: Kpi, user: Any) -> Any:
    note = kpi.source_note_en if not formats.is_zh() and kpi.source_note_en else kpi.source_note
    how_often = str(CADENCES[kpi.cadence])
    if kpi.feed_kind == Source.PROCESS_LOG and kpi.feed_id and policy.may(user, "view", "process"):
        url = reverse("processes:process", args=[kpi.feed_id])
        return format_html('<a href="{}">{}</a>{}{}', url, note or _("process log"), _(", "), how_often)
    if kpi.feed_kind == Source.SURVEY and kpi.feed_id and policy.may(user, "view", "survey"):
        url = reverse("surveys:survey", args=[kpi.feed_id])
        return format_html('<a href="{}">{}</a>{}{}', url, note or _("survey"), _(", "), how_often)
    return _(", ").join([note, how_often]) if note else how_often


def target_words(kpi: Kpi) -> str:
    """ "5.0 → 2.0 days (−60%), 2027-03-31"; the bound of the other kinds."""
    words = chart.bound_words(kpi)
    if inputs.kind_of(kpi) is Kind.REACH and kpi.baseline is not None:
        words = f"{formats.number(kpi.baseline, kpi.decimals)} → {words}"
    if kpi.target_words:
        words = _("%(target)s (%(words)s)") % {"target": words, "words": kpi.target_words}
    return _(", ").join([words, formats.due(kpi.due_on)]) if kpi.due_on else words


def _signed(kpi: Kpi, user: Any, signed: Sequence[SignOff]) -> Any:
    """The newest signed version of the goals that names this KPI."""
    for found in signed:
        if not any(k["id"] == kpi.pk for goal in found.frozen["goals"] for k in goal["kpis"]):
            continue
        names = [s.executive.label for s in found.signatures.all() if s.decision == SignatureDecision.SIGNED]
        version = _("version %(n)s") % {"n": found.goals_version}
        words = (
            _("%(what)s: %(why)s") % {"what": version, "why": pgettext("names", ", ").join(names)} if names else version
        )
        if policy.may(user, "view", found):
            return format_html('<a href="{}">{}</a>', found.url, words)
        return words
    return _("not signed yet")


def current_value(kpi: Kpi, measurement: Measurement) -> str:
    return formats.quantity(Decimal(measurement.value), kpi.decimals, kpi.unit_label)
