"""A stored result in the reader's words: names instead of ids, sentences instead of codes, shares instead of sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from pmo.orgs.models import Unit
from pmo.web import formats
from projects.portfolio.models import Project
from projects.resources.choices import WorkRole
from projects.selection.choices import Force, Objective
from projects.selection.models import Assessment, Scenario, quarter_label

# Limits that one sentence names before it counts the rest.
NAMED = 3
ORDER = ("budget", "year", "role", "unit")


@dataclass(frozen=True)
class Usage:
    """A limit and how much of it is used. `percent` of the limit, 100 for a limit of nothing."""

    code: str
    label: str
    used: str
    most: str
    percent: float

    @property
    def full(self) -> bool:
        return self.percent >= 95


@dataclass(frozen=True)
class Chosen:
    project: Project
    assessment: Assessment | None
    worth: str
    cost: str


@dataclass(frozen=True)
class Refused:
    project: Project
    why: str


@dataclass
class Result:
    """What the page of a scenario shows of what was computed."""

    value: str = ""
    bound: str = ""
    proof: str = ""
    proved: bool = False
    cost: str = ""
    seconds: float = 0.0
    candidates: int = 0
    chosen: list[Chosen] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    usage: list[Usage] = field(default_factory=list)
    frontier: list[dict[str, Any]] = field(default_factory=list)
    prices: list[dict[str, Any]] = field(default_factory=list)
    conflicts: list[dict[str, Any]] = field(default_factory=list)


class Reader:
    """Reads results of one or several scenarios with the same names (three queries)."""

    def __init__(self, scenarios: Iterable[Scenario]) -> None:
        results = [scenario.result for scenario in scenarios]
        ids = {pk for result in results for pk in _projects_in(result)}
        self.projects: Mapping[int, Project] = Project.objects.in_bulk(ids)
        rows = Assessment.objects.filter(project__in=ids).select_related("project")
        self.assessments = {row.project_id: row for row in rows}
        units = {
            int(code.split(":")[1]) for result in results for code in _codes_in(result) if code.startswith("unit:")
        }
        self.units: Mapping[int, Any] = Unit.objects.in_bulk(units)

    # --- words

    def name(self, pk: int | None) -> str:
        project = self.projects.get(pk or 0)
        return f"{project.key} {project.label}" if project else _("a project that is gone")

    def limit(self, code: str) -> str:
        kind, *parts = code.split(":")
        if kind == "year":
            return _("budget %(year)s") % {"year": parts[0]}
        if kind == "role":
            role = WorkRole(parts[0]).label if parts[0] in WorkRole.values else parts[0]
            return f"{role} {quarter_label(date.fromisoformat(parts[1]))}"
        if kind == "unit":
            unit = self.units.get(int(parts[0]))
            return _("change load of %(unit)s") % {"unit": unit.label if unit else parts[0]}
        return _("total budget")

    def amount(self, code: str, text: str, currency: str) -> str:
        kind = code.split(":")[0]
        if kind in ("budget", "year"):
            return formats.money(Decimal(text), currency)
        unit = _("person-days") if kind == "role" else _("points")
        return f"{formats.number(Decimal(text))} {unit}"

    # --- the whole

    def read(self, scenario: Scenario) -> Result:
        stored, currency = scenario.result, scenario.currency
        if not stored:
            return Result()
        found = Result(candidates=len(stored["candidates"]), seconds=stored["seconds"])
        rows = sorted(stored["usage"], key=lambda row: place_of(row["code"])) if stored["feasible"] else []
        found.usage = [self._usage(row, currency) for row in rows]
        found.refused = [
            Refused(self.projects[row["project"]], self._why(row))
            for row in stored["not_chosen"]
            if row["project"] in self.projects
        ]
        found.refused += [
            Refused(self.projects[row["project"]], MISSING[row["why"]]())
            for row in stored["left_out"]
            if row["project"] in self.projects
        ]
        found.conflicts = [self._conflict(row, currency) for row in stored["conflicts"]]
        if not stored["feasible"]:
            return found
        found.value, found.bound = (worth(Decimal(stored[name]), scenario) for name in ("value", "bound"))
        found.proved = Decimal(stored["bound"]) <= Decimal(stored["value"])
        found.proof = self._proof(found, stored["gap"])
        found.cost = formats.money(Decimal(stored["cost"]), currency)
        found.chosen = [self._chosen(pk, scenario) for pk in stored["chosen"] if pk in self.projects]
        found.frontier = [_point(row) for row in stored["frontier"]]
        found.prices = [self._price(row, scenario) for row in stored["prices"]]
        return found

    def _chosen(self, pk: int, scenario: Scenario) -> Chosen:
        row = self.assessments.get(pk)
        amount = None if row is None else objective_of(row, scenario.objective)
        cost = "" if row is None or row.cost is None else formats.money(row.cost, scenario.currency)
        return Chosen(self.projects[pk], row, "" if amount is None else worth(amount, scenario), cost)

    def _proof(self, found: Result, gap: float | None) -> str:
        if found.proved:
            return _("Proved: no other choice is worth more.")
        params = {"bound": found.bound, "gap": "–" if gap is None else formats.pct(100 * gap, 2)}
        return _("No choice can be worth more than %(bound)s: this one is at most %(gap)s below the best.") % params

    def _usage(self, row: Mapping[str, Any], currency: str) -> Usage:
        used, most = Decimal(row["used"]), Decimal(row["most"])
        percent = float(100 * used / most) if most else 100.0
        code = row["code"]
        shown = {name: self.amount(code, row[name], currency) for name in ("used", "most")}
        return Usage(code=code, label=self.limit(code), percent=percent, **shown)

    def _why(self, row: Mapping[str, Any]) -> str:
        why = row["why"]
        if why == "full":
            named = [self.limit(code) for code in row["limits"]]
            text = _("no room left: %(limits)s") % {"limits": _(", ").join(named[:NAMED])}
            rest = len(named) - NAMED
            return text if rest <= 0 else text + _(" and %(n)s more") % {"n": rest}
        if why == "must_not":
            held = self.assessments.get(row["project"])
            reason = held.force_reason if held is not None and held.force == Force.MUST_NOT else ""
            return (
                _("must not be chosen: %(reason)s") % {"reason": reason}
                if reason
                else _("cannot be chosen: what it needs takes no part")
            )
        if why in ("excluded", "needs"):
            text = _("never together with %(project)s") if why == "excluded" else _("only together with %(project)s")
            return text % {"project": self.name(row["other"])}
        return (
            _("adds nothing to the sum") if why == "nothing" else _("would fit; the search ended before it was proved")
        )

    def _conflict(self, row: Mapping[str, Any], currency: str) -> dict[str, Any]:
        limit = row["limit"]
        return {
            "limit": None if limit is None else self.limit(limit),
            "used": None if limit is None else self.amount(limit, row["used"], currency),
            "most": None if limit is None else self.amount(limit, row["most"], currency),
            "rules": [self._rule(rule) for rule in row["rules"]],
        }

    def _rule(self, rule: Mapping[str, Any]) -> str:
        words = {
            "must": _("%(a)s must be chosen"),
            "must_not": _("%(a)s must not be chosen"),
            "needs": _("%(a)s only together with %(b)s"),
            "excludes": _("%(a)s never together with %(b)s"),
        }
        return words[rule["kind"]] % {"a": self.name(rule["a"]), "b": self.name(rule["b"])}

    def _price(self, row: Mapping[str, Any], scenario: Scenario) -> dict[str, Any]:
        shown = {
            name: None if row[name] is None else worth(Decimal(row[name]), scenario)
            for name in ("price", "low", "high")
        }
        held = self.assessments.get(row["project"])
        return {
            "project": self.projects.get(row["project"]),
            "force": Force(row["force"]).label,
            "reason": held.force_reason if held else "",
            "free": row["price"] is not None and Decimal(row["high"]) == 0,
            "exact": row["low"] == row["high"],
            **shown,
        }


def worth(amount: Decimal, scenario: Scenario) -> str:
    """What the objective counts, with its unit."""
    if scenario.objective == Objective.BENEFIT:
        return formats.money(amount, scenario.currency)
    return _("%(n)s points") % {"n": formats.number(amount, 1 if scenario.objective == Objective.SCORE else 0)}


def objective_of(row: Assessment, objective: str) -> Decimal | None:
    if objective == Objective.SCORE:
        return row.score
    if objective == Objective.BENEFIT:
        return row.benefit
    return None if row.delay is None else Decimal(row.delay)


MISSING = {
    "score": lambda: _("takes no part: not every criterion has a level"),
    "delay": lambda: _("takes no part: value, time criticality or risk reduction is missing"),
    "benefit": lambda: _("takes no part: no expected benefit"),
    "cost": lambda: _("takes no part: no cost in any year"),
}


def place_of(code: str) -> tuple[int, str]:
    """Money first, then people, then units."""
    return ORDER.index(code.split(":")[0]), code


def _point(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: None if row[name] is None else Decimal(row[name]) for name in ("budget", "value", "bound", "cost")
    } | {"count": row["count"]}


def _projects_in(result: Mapping[str, Any]) -> list[int]:
    left_out = [row["project"] for row in result.get("left_out", [])]
    return [*result.get("candidates", []), *left_out]


def _codes_in(result: Mapping[str, Any]) -> list[str]:
    codes = [row["code"] for row in result.get("usage", [])]
    codes += [code for row in result.get("not_chosen", []) for code in row["limits"]]
    return codes + [row["limit"] for row in result.get("conflicts", []) if row["limit"]]
