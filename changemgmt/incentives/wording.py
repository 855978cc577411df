"""First lines of pages: what a reader wants to know, computed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from changemgmt.incentives.selectors.books import Book
from changemgmt.incentives.selectors.gifts import Offer
from changemgmt.incentives.selectors.ranking import Place
from changemgmt.incentives.selectors.thanks import Allowance
from pmo.texts import Sentence, money, name, num, pct


def mine(points: int, offers: Sequence[Offer]) -> Sentence:
    within = sum(one.can for one in offers)
    if within:
        return Sentence("points.lead" if within > 1 else "points.lead_one", {"n": num(points), "gifts": num(within)})
    if not points:
        return Sentence("points.lead_none")
    missing = [one.missing for one in offers if one.why == "short"]
    if missing:
        return Sentence("points.lead_saving", {"n": num(points), "missing": num(min(missing))})
    return Sentence("points.lead_plain", {"n": num(points)})


def books(found: Sequence[Book], year: int) -> Sentence:
    """Of the year what was given, of all years what is owed."""
    now = [one for one in found if one.budget.year == year]
    if not now:
        return Sentence("books.lead_none", {"year": year})
    given, points = sum(one.given for one in now), sum(one.budget.points for one in now)
    words = {
        "year": year,
        "given": num(given),
        "points": num(points),
        "used": pct(100 * given / points),
        "outstanding": num(sum(one.outstanding for one in found)),
    }
    currencies = {one.budget.currency for one in found}
    if len(currencies) > 1:
        return Sentence("books.lead_mixed", words)
    owed = sum((one.liability for one in found), Decimal(0))
    code = "books.lead" if len(found) == len(now) else "books.lead_many"
    return Sentence(code, {**words, "liability": money(owed, currencies.pop())})


def ranking(found: Sequence[Place]) -> Sentence:
    if found and found[0].average:
        return Sentence("ranking.lead", {"unit": name(found[0].unit), "average": num(round(found[0].average, 1))})
    return Sentence("ranking.lead_none")


def wall(n: int) -> Sentence:
    if not n:
        return Sentence("wall.lead_none")
    return Sentence("wall.lead" if n > 1 else "wall.lead_one", {"n": num(n)})


def allowance(found: Allowance | None) -> Sentence:
    if found is None:
        return Sentence("thanks.lead_closed")
    if not found.times:
        return Sentence("thanks.lead_used")
    words = {"times": num(found.times), "points": num(found.rule.points)}
    return Sentence("thanks.lead" if found.times > 1 else "thanks.lead_one", words)


def project(found: Book | None) -> Sentence:
    if found is None:
        return Sentence("project_points.lead_none")
    budget = found.budget
    words = {"given": num(found.given), "points": num(budget.points), "used": pct(found.used)}
    return Sentence("project_points.lead", {**words, "spent": money(found.given * budget.value, budget.currency)})
