"""The scale of a portfolio: five probabilities, five impacts, what each means, where the bands begin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pmo.web.versioned import VersionedForm
from projects.risks.choices import Objective
from projects.risks.models import RiskScale
from projects.risks.scales import Level, Scale

NUMBERS = range(1, 6)
SIDES = ("probability", "impact")
_SCORE: dict[str, Any] = {"max_digits": 5, "decimal_places": 4, "min_value": 0, "max_value": 1}


class ScaleForm(VersionedForm):
    medium_from = forms.DecimalField(label=_("Medium from"), **_SCORE)
    high_from = forms.DecimalField(label=_("High from"), **_SCORE)
    tolerance = forms.DecimalField(
        label=_("Tolerated below"),
        help_text=_("Scores from here on are shown in red and count against health."),
        **_SCORE,
    )

    def __init__(self, *args: Any, scale: Scale, row: RiskScale | None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        for name in ("medium_from", "high_from", "tolerance"):
            self.initial.setdefault(name, getattr(scale, name))
        for side, levels in (("probability", scale.probabilities), ("impact", scale.impacts)):
            for level in levels:
                self._level(side, level)
        for objective in Objective:
            for number in NUMBERS:
                name = f"{objective}_{number}"
                self.fields[name] = forms.CharField(label=f"{objective.label} {number}", max_length=120)
                self.initial.setdefault(name, scale.meaning(objective, number))

    def _level(self, side: str, level: Level) -> None:
        labels = {"value": _("Number"), "zh": _("In Chinese"), "en": _("In English")}
        for part, label in labels.items():
            field: Any = forms.DecimalField(**_SCORE) if part == "value" else forms.CharField(max_length=40)
            field.label = f"{label} {level.number}"
            name = f"{side}_{level.number}" if part == "value" else f"{side}_{level.number}_{part}"
            field.widget.attrs["aria-label"] = field.label
            self.fields[name] = field
            self.initial.setdefault(name, getattr(level, part))

    def level_rows(self) -> Iterator[tuple[int, list[Any], list[Any]]]:
        """For the table: number, fields of the probability, fields of the impact."""
        self.ready()
        for number in NUMBERS:
            yield (
                number,
                [self[f"probability_{number}{part}"] for part in ("", "_zh", "_en")],
                [self[f"impact_{number}{part}"] for part in ("", "_zh", "_en")],
            )

    def meaning_rows(self) -> Iterator[tuple[int, list[Any]]]:
        for number in NUMBERS:
            yield number, [self[f"{objective}_{number}"] for objective in Objective.values]

    def bands(self) -> list[Any]:
        return [self[name] for name in ("medium_from", "high_from", "tolerance")]

    def scale(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        levels = {
            side: [Level(n, data[f"{side}_{n}"], data[f"{side}_{n}_zh"], data[f"{side}_{n}_en"]) for n in NUMBERS]
            for side in SIDES
        }
        return {
            "probabilities": levels["probability"],
            "impacts": levels["impact"],
            "meanings": {o: [data[f"{o}_{n}"] for n in NUMBERS] for o in Objective.values},
            "medium_from": data["medium_from"],
            "high_from": data["high_from"],
            "tolerance": data["tolerance"],
        }
