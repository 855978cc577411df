"""What a run leaves behind, small enough for a row: dates as ISO days, money as strings.

finish: plan, p10 … p90, low80 and high80 (95 % interval of P80), mean, promised, promised_by, probability, contingency
(working days, P80 − plan), bins [{from, to, count}], curve [[day, percent]], course [[iterations, P80]], settled.
cost: None, or the same with money; budget, over. cloud [[day, money]]. tasks [{id, share, rho}] most critical first.
shares {id: per cent of the iterations in which it was critical} of every row that was simulated.
risks [{id, code, title, title_en, url, probability, p80, days, money}]. after: p50, p80, probability, cost_p80 or None.
counts {own, banded, risks, lines}.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

from pmo.engines.workdays import WorkdayTable
from projects.engines.montecarlo import Run, results
from projects.schedule import planning
from projects.simulation import sources
from projects.simulation.modelling import Inputs

Json = dict[str, Any]
Long = npt.NDArray[np.int64]
SHARES = {"p10": 0.1, "p50": 0.5, "p80": 0.8, "p90": 0.9}
BINS = 32
MOST_TASKS = 200
CLOUD = 400
_EPOCH = date(2000, 1, 1)


def days_of(finish: Long) -> Long:
    """The day each iteration ends on, as days since 2000-01-01: midnight belongs to the day before."""
    return (finish - 1) // 1440


def day_of(number: float) -> date:
    return _EPOCH + timedelta(days=int(number))


def _iso(number: float) -> str:
    return day_of(number).isoformat()


def finish_of(run: Run, inputs: Inputs, table: WorkdayTable) -> Json:
    """What is known of the finish."""
    days = days_of(run.finish)
    found: Json = {name: _iso(results.percentile(days, share)) for name, share in SHARES.items()}
    plan_on = planning.last_day(run.plan_finish)
    low, high = results.margin(days, 0.8)
    found |= {
        "plan": plan_on.isoformat(),
        "low80": _iso(low),
        "high80": _iso(high),
        "mean": _iso(float(days.mean())),
        "plan_probability": round(results.probability(days, (plan_on - _EPOCH).days), 4),
        "contingency": table.count(plan_on, day_of(results.percentile(days, 0.8))),
        "promised": None,
        "promised_by": "",
        "probability": None,
        "late": None,
    }
    if inputs.promised is not None:
        promised, source = inputs.promised
        found |= {
            "promised": promised.isoformat(),
            "promised_by": source,
            "probability": round(results.probability(days, (promised - _EPOCH).days), 4),
            "late": table.count(promised, day_of(results.percentile(days, 0.8))),
        }
    found["bins"] = _bins(days, table)
    found["curve"] = [[_iso(results.percentile(days, share / 100)), share] for share in range(1, 100)]
    found["course"] = [[n, _iso(value)] for n, value in results.convergence(days)]
    found["settled"] = results.settled_after(run)
    return found


def _bins(days: Long, table: WorkdayTable) -> list[Json]:
    """Equal numbers of working days per bin, so that weekends leave no gaps; both ends belong to it."""
    seen, counts = np.unique(days, return_counts=True)
    first = day_of(seen[0])
    # A day off that something ends on (a milestone fixed to it) counts with the working day before.
    places = np.array([table.count(first, day_of(number)) for number in seen])
    width = max(1, -(-(int(places[-1]) + 1) // BINS))
    found = np.zeros(int(places[-1]) // width + 1, dtype=np.int64)
    np.add.at(found, places // width, counts)
    starts = [table.add(first, i * width) if i else first for i in range(found.size + 1)]
    ends = [start - timedelta(days=1) for start in starts[1:-1]] + [day_of(seen[-1])]
    return [
        {"from": start.isoformat(), "to": max(start, end).isoformat(), "count": int(count)}
        for start, end, count in zip(starts, ends, found, strict=False)
    ]


def money(value: float) -> str:
    return str(Decimal(value).quantize(Decimal("0.01")))


def cost_of(run: Run, inputs: Inputs) -> Json | None:
    """What is known of the cost; None without cost lines."""
    if run.cost is None or run.plan_cost is None:
        return None
    found: Json = {name: money(results.percentile(run.cost, share)) for name, share in SHARES.items()}
    histogram = results.histogram(run.cost, BINS)
    edges = [money(edge) for edge in histogram.edges]
    budget = inputs.budget
    approved = budget.amount if budget else None
    return found | {
        "plan": money(run.plan_cost),
        "mean": money(float(run.cost.mean())),
        "contingency": money(results.contingency(run.cost, run.plan_cost)),
        "currency": budget.currency if budget else "CNY",
        "budget": money(float(approved)) if approved is not None else None,
        "probability": None if approved is None else round(results.probability(run.cost, float(approved)), 4),
        "bins": [
            {"from": edges[i], "to": edges[i + 1], "count": int(count)} for i, count in enumerate(histogram.counts)
        ],
        "curve": [[money(results.percentile(run.cost, share / 100)), share] for share in range(1, 100)],
    }


def cloud_of(run: Run) -> list[list[str]]:
    points = results.cloud(run, CLOUD)
    return [[_iso(float((finish - 1) // 1440)), money(cost)] for finish, cost in points]


def tasks_of(run: Run) -> list[Json]:
    """Rows that were critical at least once, most often first; of equals, the one the finish follows most."""
    if run.criticality is None or run.cruciality is None:
        return []
    order = np.lexsort((-np.nan_to_num(run.cruciality), -run.criticality))[:MOST_TASKS]
    return [
        {
            "id": int(run.keys[row]),
            "share": round(float(run.criticality[row]), 4),
            "rho": None if np.isnan(run.cruciality[row]) else round(float(run.cruciality[row]), 3),
        }
        for row in order.tolist()
        if run.criticality[row] > 0
    ]


def shares_of(run: Run) -> dict[str, int]:
    """Whole per cent; above none and below all wherever that is the truth."""
    if run.criticality is None:
        return {}
    found = np.rint(100 * run.criticality).astype(int)
    found = np.where((found == 0) & (run.criticality > 0), 1, found)
    found = np.where((found == 100) & (run.criticality < 1), 99, found)
    return {str(key): value for key, value in zip(run.keys.tolist(), found.tolist(), strict=True)}


def risks_of(
    found: list[results.Recovered], run: Run, drivers: list[sources.Driver], table: WorkdayTable
) -> list[Json]:
    """What each risk costs at P80; the greatest first."""
    known = {driver.risk_id: driver for driver in drivers}
    p80 = day_of(float(days_of(np.array([int(results.percentile(run.finish, 0.8))]))[0]))
    rows = []
    for recovered in found:
        driver, without = known[recovered.key], planning.last_day(recovered.finish)
        rows.append(
            {
                "id": driver.risk_id,
                "code": driver.code,
                "title": driver.title,
                "title_en": driver.title_en,
                "url": driver.url,
                "probability": float(driver.probability),
                "p80": without.isoformat(),
                "days": table.count(without, p80),
                "money": None if recovered.money is None else money(recovered.money),
            }
        )
    return rows


def after_of(run: Run, inputs: Inputs) -> Json:
    """The same once the responses have worked."""
    days = days_of(run.finish)
    promised = inputs.promised
    return {
        "p50": _iso(results.percentile(days, 0.5)),
        "p80": _iso(results.percentile(days, 0.8)),
        "probability": round(results.probability(days, (promised[0] - _EPOCH).days), 4) if promised else None,
        "cost_p80": None if run.cost is None else money(results.percentile(run.cost, 0.8)),
    }
