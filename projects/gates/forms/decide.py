"""What a gatekeeper says: judgement of what people judge, the decision, minutes, conditions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from pmo.web.forms import Form
from projects.gates.choices import POINTS, Outcome
from projects.gates.models import Gate, Vote
from projects.gates.selectors.gates import Board, compact
from projects.gates.services import Asked
from projects.goals.selectors import people

SALT = "gates.seen"
CONDITIONS = 3
MET = [(str(POINTS), _("Met")), ("0", _("Not met"))]


class DecideForm(Form):
    """`watermark` and `seen` carry the evidence the page showed, so that both can be compared when it changed."""

    wide = ("outcome", "minutes")

    watermark = forms.CharField(widget=forms.HiddenInput, max_length=64)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60_000)
    outcome = forms.ChoiceField(label=_("Decision"), choices=Outcome.choices, widget=forms.RadioSelect)
    minutes = forms.CharField(
        label=_("For the minutes"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What was said and why. Needed unless it is a go."),
    )
    next_on = forms.DateField(
        label=_("Comes again on"), required=False, widget=forms.DateInput, help_text=_("For a hold or rework.")
    )

    def __init__(
        self, *args: Any, user: Any, gate: Gate, board: Board, mine: Vote | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("auto_id", "id_decide_%s")
        super().__init__(*args, **kwargs)
        self.board = board
        self.judged = [line.criterion for line in board.lines if line.criterion.by_people]
        self.initial["watermark"] = board.watermark
        self.initial["seen"] = signing.dumps(compact(board.lines), salt=SALT, compress=True)
        if mine is not None:
            self.initial.update(outcome=mine.outcome, minutes=mine.minutes, next_on=mine.next_on)
            self.initial.update({f"points_{pk}": points for pk, points in mine.points.items()})
            for n, row in enumerate(mine.conditions.order_by("pk")[:CONDITIONS], start=1):
                self.initial.update({f"text_{n}": row.text, f"owner_{n}": row.owner_id, f"due_{n}": row.due_on})
        self._ask_points()
        self._ask_conditions(user, gate)

    def _ask_points(self) -> None:
        asked: dict[str, forms.Field] = {}
        for criterion in self.judged:
            if criterion.must:
                field: forms.Field = forms.ChoiceField(label=criterion.label, choices=MET, widget=forms.RadioSelect)
            else:
                field = forms.IntegerField(label=criterion.label, min_value=0, max_value=POINTS, help_text=_("0 to 10"))
            asked[f"points_{criterion.pk}"] = field
        self.fields = {**asked, **self.fields}

    def _ask_conditions(self, user: Any, gate: Gate) -> None:
        owners = people.of_project(user, gate.project)
        for n in range(1, CONDITIONS + 1):
            self.fields[f"text_{n}"] = forms.CharField(label=_("Condition"), max_length=300, required=False)
            owner = forms.ModelChoiceField(owners, label=_("Owner"), required=False, empty_label=_("nobody yet"))
            owner.label_from_instance = lambda person: str(person.label)  # type: ignore[method-assign, assignment]
            self.fields[f"owner_{n}"] = owner
            self.fields[f"due_{n}"] = forms.DateField(label=_("Due"), required=False, widget=forms.DateInput)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for n in range(1, CONDITIONS + 1) if data.get("outcome") == Outcome.CONDITIONAL else ():
            given = [data.get(f"{part}_{n}") for part in ("text", "owner", "due")]
            if any(given) and not all(given):
                self.add_error(f"text_{n}", _("A condition has words, an owner and a day."))
        return data

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each condition, for the template."""
        return [[self[f"{part}_{n}"] for part in ("text", "owner", "due")] for n in range(1, CONDITIONS + 1)]

    @property
    def judgements(self) -> list[forms.BoundField]:
        return [self[f"points_{criterion.pk}"] for criterion in self.judged]

    @property
    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in ("outcome", "minutes")]

    def values(self) -> dict[str, Any]:
        """For the service."""
        data = self.cleaned_data
        return {
            "outcome": data["outcome"],
            "watermark": data["watermark"],
            "minutes": data["minutes"],
            "next_on": data["next_on"],
            "points": {criterion.pk: int(data[f"points_{criterion.pk}"]) for criterion in self.judged},
            "conditions": [
                Asked(data[f"text_{n}"], data[f"owner_{n}"], data[f"due_{n}"])
                for n in range(1, CONDITIONS + 1)
                if data[f"text_{n}"] and data["outcome"] == Outcome.CONDITIONAL
            ],
        }

    def seen_rows(self) -> dict[int, list[Any]]:
        """What the page had shown, by criterion; nothing when it does not come from us."""
        try:
            rows = signing.loads(self.data.get("seen", ""), salt=SALT)
        except signing.BadSignature:
            return {}
        return {row[0]: row for row in rows}
