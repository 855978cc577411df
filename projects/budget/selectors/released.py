"""How much of the released money is still free, phase by phase."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from projects.budget.choices import TAKEN, CommitmentState, TrancheState
from projects.budget.models import Actual, Commitment, Tranche

ZERO = Decimal(0)


@dataclass
class Released:
    """Money of a phase in the currency of the budget. `taken`: promised, asked to be promised, or spent without."""

    released: Decimal = ZERO
    frozen: Decimal = ZERO
    requested: Decimal = ZERO
    committed: Decimal = ZERO
    waiting: Decimal = ZERO
    actual: Decimal = ZERO
    unpromised: Decimal = ZERO

    @property
    def taken(self) -> Decimal:
        return self.committed + self.waiting + self.unpromised

    @property
    def free(self) -> Decimal:
        """What may still be committed; never less than nothing."""
        return max(self.released - self.taken, ZERO)

    @property
    def over(self) -> Decimal:
        """What was taken beyond what was ever released: spent without a commitment, or above it."""
        return max(self.taken - self.released - self.frozen, ZERO)

    def __add__(self, other: Released) -> Released:
        return Released(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


# phase, state, amount · id, phase, state, value · phase, commitment (or None), value
TrancheRow = tuple[int, str, Decimal]
CommitmentRow = tuple[int, int, str, Decimal]
ActualRow = tuple[int, "int | None", Decimal]


def compute(
    tranches: Iterable[TrancheRow], commitments: Iterable[CommitmentRow], actuals: Iterable[ActualRow]
) -> dict[int, Released]:
    """By phase id. What was spent on a commitment beyond its amount is taken as well."""
    found: dict[int, Released] = {}
    for phase, state, amount in tranches:
        row = found.setdefault(phase, Released())
        if state == TrancheState.RELEASED:
            row.released += amount
        elif state == TrancheState.FROZEN:
            row.frozen += amount
        elif state == TrancheState.REQUESTED:
            row.requested += amount
    in_force = {pk: (phase, state, value) for pk, phase, state, value in commitments if state in TAKEN}
    spent: dict[int, Decimal] = {}
    for phase, commitment, value in actuals:
        row = found.setdefault(phase, Released())
        row.actual += value
        if commitment in in_force:
            spent[commitment] = spent.get(commitment, ZERO) + value
        else:
            row.unpromised += value
    for pk, (phase, state, value) in in_force.items():
        row = found.setdefault(phase, Released())
        taken = max(value, spent.get(pk, ZERO))
        if state == CommitmentState.COMMITTED:
            row.committed += taken
        else:
            row.waiting += taken
    return found


def by_phase(budget_ids: Sequence[int]) -> dict[int, Released]:
    """As `compute`, from the database (three queries)."""
    tranches = Tranche.objects.filter(budget__in=budget_ids).values_list("phase_id", "state", "amount")
    promised = Commitment.objects.filter(line__budget__in=budget_ids, state__in=TAKEN)
    booked = Actual.objects.filter(budget__in=budget_ids).order_by().values_list("line__phase_id", "commitment_id")
    return compute(
        tranches, promised.values_list("pk", "line__phase_id", "state", "value"), booked.annotate(sum=Sum("value"))
    )


def total(rows: Iterable[Released]) -> Released:
    found = Released()
    for row in rows:
        found += row
    return found
