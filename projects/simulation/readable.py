"""A stored result as a page shows it: days as days, money as money, names in the reader's language, charts as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from pmo.engines.workdays import WorkdayTable
from pmo.texts import pick
from pmo.web import formats
from projects.schedule.models import Task
from projects.simulation import sources
from projects.simulation.models import SimulationRun
from projects.simulation.sentences import chance, status_of

Json = dict[str, Any]
DATES = ("plan", "p10", "p50", "p80", "p90", "low80", "high80", "mean", "promised")
TASKS = 15


@dataclass(frozen=True)
class View:
    """What the page of a run reads."""

    finish: Json
    cost: Json | None
    money_hidden: bool
    tasks: list[Json]
    more_tasks: int
    risks: list[Json]
    after: Json | None
    charts: dict[str, Json]
    counts: Json
    basis: str
    margin: str
    promise: str
    reserve: str
    label: str
    cost_label: str
    cloud_label: str


def read(run: SimulationRun, user: Any, tasks: Mapping[int, Task]) -> View:
    """`tasks`: those the reader may see, by id."""
    result = run.result
    money = sources.may_see_money(user, run.project)
    finish = _finish(result["finish"])
    cost = _cost(result["cost"]) if result["cost"] and money else None
    shown = [
        {"task": tasks[row["id"]], "share": 100 * row["share"], "rho": row["rho"]}
        for row in result["tasks"]
        if row["id"] in tasks and tasks[row["id"]].percent < 100
    ]
    after = dict(result["after"]) if result["after"] else None
    if after:
        after |= {
            "p50": date.fromisoformat(after["p50"]),
            "p80": date.fromisoformat(after["p80"]),
            "percent": chance(after["probability"]),
            "cost_p80": Decimal(after["cost_p80"]) if after["cost_p80"] and money else None,
        }
    return View(
        finish=finish,
        cost=cost,
        money_hidden=bool(result["cost"]) and not money,
        tasks=shown[:TASKS],
        more_tasks=max(len(shown) - TASKS, 0),
        risks=_risks(result["risks"], sources.named_risks(user, run.project), money),
        after=after,
        charts=_charts(result, cost),
        counts=result["counts"],
        **_words(run, finish, cost),
    )


BY = {
    "settings": N_("entered for the simulation"),
    "baseline": N_("finish of the baseline that counts"),
    "target": N_("target of the project"),
    "": N_("none"),
}


def _words(run: SimulationRun, finish: Json, cost: Json | None) -> dict[str, str]:
    """What the pictures show, and what the figures rest on."""
    counts = run.result["counts"]
    promised_by = BY[run.result["finish"]["promised_by"]]
    basis = _(
        "%(n)s iterations, seed %(seed)s; %(own)s tasks with estimates, %(banded)s by the band, %(risks)s risks."
    ) % {
        "n": formats.number(Decimal(run.iterations)),
        "seed": run.seed,
        "own": counts["own"],
        "banded": counts["banded"],
        "risks": counts["risks"],
    }
    days = {name: formats.day(finish[name]) for name in ("p10", "p50", "p80", "p90", "plan")}
    money = {name: formats.money(cost[name], cost["currency"]) for name in ("p50", "p80")} if cost else {}
    return {
        "basis": basis,
        "margin": f"{formats.day(finish['low80'])} – {formats.day(finish['high80'])}",
        "promise": gettext(promised_by),
        "reserve": f"{finish['p80'].isoformat()} − {finish['plan'].isoformat()}",
        "label": _("Finish: 10 %% by %(p10)s, 50 %% by %(p50)s, 80 %% by %(p80)s, 90 %% by %(p90)s") % days,
        "cost_label": _("Cost: 50 %% up to %(p50)s, 80 %% up to %(p80)s") % money if money else "",
        "cloud_label": _("Date and cost of single iterations"),
    }


def _finish(stored: Json) -> Json:
    found = dict(stored)
    for name in DATES:
        found[name] = date.fromisoformat(stored[name]) if stored.get(name) else None
    found["percent"] = chance(stored["probability"])
    found["plan_percent"] = chance(stored["plan_probability"])
    found["status"] = status_of(stored["probability"])
    found["curve"] = [(date.fromisoformat(on), share) for on, share in stored["curve"] if share % 5 == 0]
    found["bins"] = [
        {"from": date.fromisoformat(b["from"]), "to": date.fromisoformat(b["to"]), "count": b["count"]}
        for b in stored["bins"]
    ]
    found["course"] = [(n, date.fromisoformat(on)) for n, on in stored["course"]]
    return found


def _cost(stored: Json) -> Json:
    found = dict(stored)
    for name in ("plan", "p10", "p50", "p80", "p90", "mean", "contingency", "budget"):
        found[name] = Decimal(stored[name]) if stored.get(name) else None
    found["percent"] = chance(stored["probability"])
    found["curve"] = [(Decimal(value), share) for value, share in stored["curve"] if share % 5 == 0]
    return found


def _risks(stored: Sequence[Json], named: set[int] | None, money: bool) -> list[Json]:
    """Risks the reader may not see keep their size and lose their name."""
    most = max((abs(row["days"]) for row in stored), default=0) or 1
    rows = []
    for row in stored:
        known = named is None or row["id"] in named
        rows.append(
            {
                **row,
                "code": row["code"] if known else "",
                "label": pick(row["title"], row["title_en"]) if known else _("A risk you may not read"),
                "url": row["url"] if known else "",
                "percent": 100 * row["probability"],
                "bar": 100 * max(row["days"], 0) / most,
                "money": Decimal(row["money"]) if row["money"] is not None and money else None,
            }
        )
    return rows


# --- charts -----------------------------------------------------------------------------------------------------------


def _charts(result: Json, cost: Json | None) -> dict[str, Json]:
    finish = result["finish"]
    marks = [
        {"on": finish["plan"], "text": _("plan")},
        {"on": finish["p50"], "text": "P50"},
        {"on": finish["p80"], "text": "P80", "strong": True},
    ]
    if finish["promised"]:
        marks.append({"on": finish["promised"], "text": _("promised"), "target": True})
    dates = {"kind": "date", "marks": marks}
    found = {
        "bins": {**dates, "bins": finish["bins"]},
        "curve": {**dates, "curve": finish["curve"]},
    }
    if cost is not None:
        stored = result["cost"]
        unit, scale = _unit(stored["currency"], float(stored["p90"]))
        found["cost"] = {
            "kind": "money",
            "unit": unit,
            "bins": [
                {"from": float(b["from"]) / scale, "to": float(b["to"]) / scale, "count": b["count"]}
                for b in stored["bins"]
            ],
            "marks": [
                {"on": float(stored[name]) / scale, "text": text, mark: True}
                for name, text, mark in (
                    ("p50", "P50", "plain"),
                    ("p80", "P80", "strong"),
                    ("budget", _("budget"), "target"),
                )
                if stored[name]
            ],
        }
        curve = [[float(value) / scale, share] for value, share in stored["curve"]]
        found["cost_curve"] = {**found["cost"], "bins": [], "curve": curve}
        found["cloud"] = {
            "unit": unit,
            "points": [[on, float(amount) / scale] for on, amount in result["cloud"]],
            "promised": {"on": finish["promised"], "text": _("promised")} if finish["promised"] else None,
            "budget": {"value": float(stored["budget"]) / scale, "text": _("budget")} if stored["budget"] else None,
        }
    return found


def _unit(currency: str, amount: float) -> tuple[str, float]:
    """万元 in Chinese, millions in English, plain when small."""
    english = pick("zh", "en") == "en"
    if english:
        return (f"{currency} m", 1e6) if amount >= 1e5 else (currency, 1.0)
    name = "元" if currency == "CNY" else f" {currency}"
    return (f"万{name}", 1e4) if amount >= 1e4 else (name, 1.0)


def rows(runs: Sequence[SimulationRun], table: WorkdayTable | None) -> list[Json]:
    """Runs beside each other, newest first; `later`: working days P80 moved since the run before."""
    found: list[Json] = []
    for run, before in zip_longest(runs, runs[1:]):
        finish = run.result["finish"]
        later = None
        if table is not None and before is not None and before.p80_on and run.p80_on:
            later = table.count(before.p80_on, run.p80_on)
        found.append(
            {
                "run": run,
                "p50": run.p50_on,
                "p80": run.p80_on,
                "later": later,
                "promised": date.fromisoformat(finish["promised"]) if finish["promised"] else None,
                "percent": chance(finish["probability"]),
                "iterations": formats.number(Decimal(run.iterations)),
            }
        )
    return found
