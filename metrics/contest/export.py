"""All weeks of a contest as a table: the same figures as the page, and nothing that the page withholds."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from metrics.contest.models import Contest, ContestResult
from pmo.exchange import Sheet, SheetColumn

COLUMNS = [
    SheetColumn(label=gettext_lazy("Week")),
    SheetColumn(label=gettext_lazy("Monday"), kind="date"),
    SheetColumn(label=gettext_lazy("Place"), kind="integer"),
    SheetColumn(label=gettext_lazy("Unit")),
    SheetColumn(label=pgettext_lazy("contest", "Points"), kind="decimal", digits=1),
    SheetColumn(label=gettext_lazy("Use"), kind="percent", digits=1),
    SheetColumn(label=gettext_lazy("The week before"), kind="percent", digits=1),
    SheetColumn(label=gettext_lazy("Target of the week"), kind="percent", digits=1),
    SheetColumn(label=gettext_lazy("Active"), kind="integer"),
    SheetColumn(label=gettext_lazy("Eligible"), kind="integer"),
    SheetColumn(label=gettext_lazy("Counted at"), kind="datetime"),
    SheetColumn(label=gettext_lazy("Note")),
]


def sheets(contest: Contest) -> list[Sheet]:
    rows = ContestResult.objects.filter(week__contest=contest).select_related("week", "unit")
    ordered = sorted(rows, key=lambda row: (-row.week.week_on.toordinal(), row.unit_id is None, row.rank or 999))
    return [Sheet(str(_("Contest")), COLUMNS, [_row(row) for row in ordered])]


def _row(row: ContestResult) -> list[Any]:
    return [
        row.week.code,
        row.week.week_on,
        row.rank,
        row.unit.label if row.unit is not None else _("Everybody"),
        row.points,
        row.share,
        row.share_before,
        row.target,
        row.active,
        row.eligible,
        row.week.counted_at,
        row.get_reason_display() or row.week.correction,
    ]
