"""The cause training tells: how many of those who must have learnt a system can work with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from changemgmt.training.selectors import coverage
from metrics.adoption.lens import Asked, Cause, Finding, register, sees
from metrics.adoption.standing import Line
from pmo import texts
from pmo.orgs.models import Unit
from pmo.texts import Sentence

# From here on it would be nobody's cause; below five people nothing is said.
ENOUGH = 90.0
FEWEST = 5

texts.register("lens.training.value", N_("%(share)s (%(passed)s of %(required)s)"))
texts.register("lens.training.low", N_("Part of what they must learn is not learnt: who cannot do it does not do it."))
texts.register("lens.training.fine", N_("They have learnt it: what is missing is not knowledge."))


def connect() -> None:
    register(Cause("training", _("Not trained"), read, sees("training")))


def read(asked: Asked, lines: Sequence[Line]) -> Mapping[str, Finding]:
    """Coverage of each unit with everything below it (two queries)."""
    project = asked.system.project
    keys = {line.group.key for line in lines if line.group.key.isdigit()}
    paths = dict(Unit.objects.filter(pk__in=[int(key) for key in keys]).values_list("pk", "path"))
    found = coverage.by_units(project, {str(pk): path for pk, path in paths.items()}, asked.today)
    url = reverse("training:project", args=[project.key])
    return {key: _finding(cell, url) for key, cell in found.items() if cell.required >= FEWEST}


def _finding(cell: coverage.Cell, url: str) -> Finding:
    share = cell.percent or 0.0
    low = share < ENOUGH
    params = {
        "share": texts.pct(round(share)),
        "passed": texts.num(cell.passed),
        "required": texts.num(cell.required),
    }
    return Finding(
        Sentence("lens.training.value", params),
        Sentence("lens.atleast", {"value": texts.pct(ENOUGH)}),
        Sentence("lens.training.low" if low else "lens.training.fine"),
        url,
        min(0.9, 0.2 + (100 - share) / 100) if low else 0.0,
    )
