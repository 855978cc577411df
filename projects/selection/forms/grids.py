"""Tables of amounts in a form: years, roles by quarter, units. A field per cell, named by what it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from pmo.orgs.models import Unit
from projects.resources.choices import WorkRole
from projects.selection.choices import LineKind
from projects.selection.models import line_code, line_key, quarter_label

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Grid:
    """One table: a head, and rows of fields. `title` empty: it stands in no disclosure of its own."""

    title: str
    note: str
    heads: list[str]
    rows: list[tuple[str, list[Any]]]
    filled: bool = False


class GridsMixin:
    """Call `add_amounts` after the form's own fields are there; `amounts()` are the figures typed."""

    # ISO code, for amounts of years.
    currency: str
    fields: dict[str, forms.Field]
    initial: dict[str, Any]
    cleaned_data: dict[str, Any]
    visible_fields: Any

    def add_amounts(
        self,
        user: Any,
        known: Mapping[Key, Decimal],
        years: Iterable[int],
        roles: Sequence[str],
        quarters: Iterable[date],
        units: Sequence[Unit],
    ) -> None:
        """Cells for these, and for whatever `known` has a figure of already."""
        self._names: dict[str, Key] = {}
        self._years = sorted({*years, *(key[1] for key in known if key[0] == LineKind.YEAR)})
        self._roles = [role for role in WorkRole.values if role in {*roles, *(k[1] for k in known if k[0] == "role")}]
        self._quarters = sorted({*quarters, *(key[2] for key in known if key[0] == LineKind.ROLE)})
        seen = {unit.pk: unit for unit in units}
        missing = [key[1] for key in known if key[0] == LineKind.UNIT and key[1] not in seen]
        self._units = [*units, *Unit.objects.visible_to(user).filter(pk__in=missing)]
        for year in self._years:
            self._cell(line_key("year", year, "", None, None), str(year), known)
        for role in self._roles:
            for quarter in self._quarters:
                label = f"{WorkRole(role).label}, {quarter_label(quarter)}"
                self._cell(line_key("role", None, role, quarter, None), label, known)
        for unit in self._units:
            self._cell(line_key("unit", None, "", None, unit.pk), unit.label, known)

    def _cell(self, key: Key, label: str, known: Mapping[Key, Decimal]) -> None:
        name = line_code(key)
        self._names[name] = key
        attrs = {"class": "form-control num", "aria-label": label, "inputmode": "decimal"}
        self.fields[name] = forms.DecimalField(
            label=label,
            required=False,
            min_value=Decimal(0),
            max_digits=16,
            decimal_places=2,
            widget=forms.TextInput(attrs=attrs),
        )
        if key in known:
            self.initial[name] = plain(known[key])

    def amounts(self) -> dict[Key, Decimal]:
        typed = {key: self.cleaned_data.get(name) for name, key in self._names.items()}
        return {key: amount for key, amount in typed.items() if amount is not None}

    def own_values(self) -> dict[str, Any]:
        """What was typed into the other fields, without the version."""
        return {k: v for k, v in self.cleaned_data.items() if k not in self._names and k != "version"}

    @property
    def plain_fields(self) -> list[Any]:
        return [field for field in self.visible_fields() if field.name not in self._names]

    def _fields(self, keys: Iterable[Key]) -> list[Any]:
        return [self[line_code(key)] for key in keys]  # type: ignore[index]

    def grids(self) -> list[Grid]:
        words = self.grid_words()
        found = []
        if self._years:
            cells = self._fields(("year", year) for year in self._years)
            found.append(Grid(*words["year"], [str(year) for year in self._years], [(self.currency, cells)]))
        if self._roles and self._quarters:
            rows = [
                (str(WorkRole(role).label), self._fields(("role", role, quarter) for quarter in self._quarters))
                for role in self._roles
            ]
            found.append(Grid(*words["role"], [quarter_label(quarter) for quarter in self._quarters], rows))
        if self._units:
            rows = [(unit.label, self._fields([("unit", unit.pk)])) for unit in self._units]
            found.append(Grid(*words["unit"], [_("Points")], rows))
        return found

    def grid_words(self) -> dict[str, tuple[str, str]]:
        """Title and note by kind of line."""
        raise NotImplementedError


def plain(amount: Decimal) -> str:
    """1200 and 0.5 instead of 1200.00 and 0.50."""
    shown = f"{amount:f}"
    return shown.rstrip("0").rstrip(".") if "." in shown else shown
