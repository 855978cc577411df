"""A scenario with its limits, and the words of its adoption."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pmo.orgs.models import Unit
from pmo.web.forms import ModelForm
from pmo.web.versioned import BothVersions, VersionedForm, reason_field
from projects.portfolio.models import Portfolio
from projects.selection.choices import LineKind
from projects.selection.forms.grids import GridsMixin
from projects.selection.models import AssessmentLine, Scenario
from projects.selection.selectors import assessments as selectors


class ScenarioForm(GridsMixin, BothVersions, ModelForm):  # type: ignore[misc]
    wide = ("note",)

    class Meta:
        model = Scenario
        fields = ("name", "name_en", "objective", "budget", "seconds", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "objective": _("The sum over the chosen projects shall be as large as possible."),
            "budget": _("Over all years. Empty: no limit."),
            "seconds": _("Most cases are proved earlier; otherwise the best found until then is shown with its bound."),
        }

    def __init__(self, *args: Any, user: Any, portfolio: Portfolio, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = portfolio.currency
        self.units = {"budget": self.currency}
        # Limits are offered on what some project of the portfolio asks for.
        asked = AssessmentLine.objects.filter(assessment__project__portfolio=portfolio, amount__gt=0)
        roles = asked.filter(kind=LineKind.ROLE, period__gte=selectors.quarters_from(today)[0])
        years = asked.filter(kind=LineKind.YEAR, year__gte=today.year).values_list("year", flat=True)
        units = (
            Unit.objects.visible_to(user)
            .filter(pk__in=asked.filter(kind=LineKind.UNIT).values("unit"))
            .order_by("path")
        )
        known = {row.key: row.amount for row in self.instance.limits.all()} if self.instance.pk else {}
        periods = {period for period in roles.values_list("period", flat=True).distinct() if period}
        wanted = sorted(set(roles.values_list("role", flat=True).distinct()))
        self.add_amounts(user, known, {year for year in years if year}, wanted, periods, list(units))

    def values(self) -> dict[str, Any]:
        return {**self.own_values(), "limits": self.amounts()}

    def grid_words(self) -> dict[str, tuple[str, str]]:
        empty = gettext("Empty: no limit.")
        return {
            "year": (gettext("Budget per year"), empty),
            "role": (gettext("Capacity, person-days per role and quarter"), empty),
            "unit": (gettext("Change load a unit can bear, points"), empty),
        }


class AdoptForm(VersionedForm):
    ids = "id_adopt_%s"
    wide = ("reason",)
    reason = reason_field(_("Why this selection"))
    # The adopted one as the person saw it.
    instead_of = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)


class PortfolioForm(VersionedForm):
    portfolio = forms.ModelChoiceField(Portfolio.objects.none(), label=_("Portfolio"), to_field_name="code")

    def __init__(self, *args: Any, portfolios: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["portfolio"]
        field.queryset = portfolios
        field.label_from_instance = lambda portfolio: portfolio.label
