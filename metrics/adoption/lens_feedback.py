"""What people of a unit say about it: feedback of theirs that is still open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from changemgmt.feedback.choices import FEWEST
from changemgmt.feedback.selectors import figures
from metrics.adoption.lens import Asked, Cause, Finding, register, sees
from metrics.adoption.standing import Line
from pmo import texts
from pmo.access import policy
from pmo.texts import Sentence

texts.register("lens.feedback.count", N_("%(open)s open, %(late)s unanswered"))
texts.register(
    "lens.feedback.late", N_("They said what hinders them, and nobody has answered within two working days.")
)
texts.register("lens.feedback.some", N_("They said what hinders them; it is not done yet."))
texts.register("lens.feedback.none", N_("Nothing they said is open."))

# Each open item explains a little of what is missing, an unanswered one more; never the larger half of it.
OPEN, LATE, MOST = 0.04, 0.08, 0.5


def connect() -> None:
    register(Cause("feedback", _("Open feedback"), read, sees("feedback")))
    register(Cause("feedback_figures", _("Open feedback"), count, _figures_only))


def _figures_only(reader: Any, project_id: int) -> bool:
    return figures.may_read(reader) and not policy.may(reader, "view", "feedback", project_id=project_id)


def read(asked: Asked, lines: Sequence[Line]) -> Mapping[str, Finding]:
    """Per unit, everything below counted."""
    url = reverse("feedback:project_items", args=[asked.system.project.key])
    return {key: _finding(*pair, url) for key, pair in _counted(asked, lines).items()}


def count(asked: Asked, lines: Sequence[Line]) -> Mapping[str, Finding]:
    """Who reads figures only is told of five and more."""
    url = reverse("feedback:response")
    return {key: _finding(*pair, url) for key, pair in _counted(asked, lines).items() if pair[0] >= FEWEST}


def _counted(asked: Asked, lines: Sequence[Line]) -> Mapping[str, tuple[int, int]]:
    """Open items and those beyond the target, of each unit (two queries)."""
    counted = figures.open_by_unit([int(line.group.key) for line in lines], asked.system.project_id, asked.today)
    return {line.group.key: counted.get(int(line.group.key), (0, 0)) for line in lines}


def _finding(open_: int, late: int, url: str) -> Finding:
    code = "late" if late else "some" if open_ else "none"
    value = Sentence("lens.feedback.count", {"open": texts.num(open_), "late": texts.num(late)})
    severity = min(MOST, OPEN * open_ + LATE * late)
    return Finding(value, Sentence("lens.none"), Sentence(f"lens.feedback.{code}"), url, severity)
