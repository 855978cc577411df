"""Pages over all projects: all rows while they are few, else those of one portfolio, or all when asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from projects.portfolio.models import Portfolio

ALL = "all"
# More rows than this are not shown before somebody asks for all of them.
MOST = 100


@dataclass(frozen=True)
class Option:
    """A portfolio with its number of rows."""

    portfolio: Portfolio
    rows: int


@dataclass(frozen=True)
class Choice:
    """Rows of the chosen portfolio; `portfolio` is None for those of all."""

    options: list[Option]
    portfolio: Portfolio | None
    rows: QuerySet[Any]

    @property
    def query(self) -> str:
        """What asks for the same again."""
        return f"?portfolio={self.portfolio.code if self.portfolio else ALL}"

    @property
    def total(self) -> int:
        return sum(option.rows for option in self.options)


def narrow(rows: QuerySet[Any], asked: str, path: str = "project__portfolio") -> Choice:
    """`rows` reach their portfolio by `path`; `asked`: the code of one, "all", or nothing (two queries)."""
    counts = dict(rows.order_by().values_list(path).annotate(n=Count("pk", distinct=True)))
    found = Portfolio.objects.filter(pk__in=counts).order_by("code")
    options = [Option(portfolio, counts[portfolio.pk]) for portfolio in found]
    chosen = next((option.portfolio for option in options if option.portfolio.code == asked), None)
    if chosen is None and asked != ALL and len(options) > 1 and sum(counts.values()) > MOST:
        chosen = options[0].portfolio
    return Choice(options, chosen, rows if chosen is None else rows.filter(**{path: chosen}))
