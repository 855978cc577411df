"""What the figures of a project's money mean: the sentence of its page, its health."""

from __future__ import annotations

from decimal import Decimal

from pmo import texts
from pmo.texts import Sentence
from projects.budget.selectors.ledger import Ledger
from projects.portfolio.choices import ORDER, Stage, Status

# The end above the approved budget by more than this share.
RISK, OFF = Decimal(0), Decimal("0.10")


def lead(book: Ledger, eac: Decimal | None) -> Sentence:
    """What somebody in a hurry should know."""
    currency = book.budget.currency
    total = book.total
    if not book.planned and book.budgeted is None:
        return Sentence("budget.lead.empty")
    if book.budgeted is None or eac is None:
        return Sentence("budget.lead.draft", {"planned": texts.money(book.planned, currency)})
    params = {
        "eac": texts.money(eac, currency),
        "budget": texts.money(book.budgeted, currency),
        "over": texts.money(max(eac - book.budgeted, Decimal(0)), currency),
        "free": texts.money(total.free, currency),
        "frozen": texts.money(total.frozen, currency),
    }
    if total.over:
        return Sentence("budget.lead.unreleased", {**params, "over": texts.money(total.over, currency)})
    if eac > book.budgeted:
        return Sentence("budget.lead.over", params)
    return Sentence("budget.lead.frozen" if total.frozen else "budget.lead.fine", params)


def health(book: Ledger, eac: Decimal | None) -> tuple[str, Sentence]:
    """Off track above 110 % of the approved budget, or with money spent that is not released; at risk above 100 %,
    with frozen money, or without an approved budget once the project is in execution."""
    currency = book.budget.currency
    if book.lacking:
        return Status.NONE, Sentence("budget.health.no_rate")
    if book.budgeted is None or eac is None:
        late = ORDER.index(book.budget.project.stage) >= ORDER.index(Stage.EXECUTION)
        return (
            (Status.RISK, Sentence("budget.health.draft"))
            if late
            else (
                Status.NONE,
                Sentence("budget.lead.draft", {"planned": texts.money(book.planned, currency)}),
            )
        )
    over = (eac - book.budgeted) / book.budgeted
    params = {
        "eac": texts.money(eac, currency),
        "budget": texts.money(book.budgeted, currency),
        "share": texts.pct(round(float(100 * over), 1)),
    }
    if book.total.over:
        return Status.OFF, Sentence("budget.health.unreleased", {"over": texts.money(book.total.over, currency)})
    if over > RISK:
        return Status.OFF if over > OFF else Status.RISK, Sentence("budget.health.over", params)
    if book.total.frozen:
        return Status.RISK, Sentence("budget.health.frozen", {"frozen": texts.money(book.total.frozen, currency)})
    return Status.OK, Sentence("budget.health.fine", params)


def fact(book: Ledger) -> Sentence | None:
    """Two to five words for small cells."""
    if book.budgeted is None:
        return None
    currency = book.budget.currency
    params = {"actual": texts.money(book.actual, currency), "budget": texts.money(book.budgeted, currency)}
    return Sentence("budget.fact", params)
