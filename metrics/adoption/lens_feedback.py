"""What people of a unit say about it: feedback of theirs that is still open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from changemgmt.feedback.choices import FEWEST
from changemgmt.feedback.selectors import figures
from metrics.adoption.lens import Asked, Cause, Finding, register
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
    register(Cause("feedback", _("Open feedback"), read))


def read(asked: Asked, lines: Sequence[Line]) -> Mapping[str, Finding]:
    """Per unit, everything below counted (two queries). Who reads figures only is told of five and more."""
    project = asked.system.project
    reads = policy.may(asked.reader, "view", "feedback", project_id=project.pk)
    if not reads and not figures.may_read(asked.reader):
        return {}
    counted = figures.open_by_unit([int(line.group.key) for line in lines], project.pk, asked.today)
    url = reverse("feedback:project_items", args=[project.key]) if reads else reverse("feedback:response")
    found = {}
    for line in lines:
        open_, late = counted.get(int(line.group.key), (0, 0))
        if not reads and open_ < FEWEST:
            continue
        code = "late" if late else "some" if open_ else "none"
        value = Sentence("lens.feedback.count", {"open": texts.num(open_), "late": texts.num(late)})
        severity = min(MOST, OPEN * open_ + LATE * late)
        found[line.group.key] = Finding(value, Sentence("lens.none"), Sentence(f"lens.feedback.{code}"), url, severity)
    return found
