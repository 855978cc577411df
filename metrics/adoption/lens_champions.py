"""A cause why a unit does not use a system: nobody there to ask, or too few for too many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from changemgmt.champions.selectors import coverage
from metrics.adoption.lens import Asked, Cause, Finding, register, sees
from metrics.adoption.standing import Line
from pmo import texts
from pmo.texts import Sentence

# Nobody to ask explains much, never everything.
MOST = 0.6

texts.register("lens.champions.value", N_("%(filled)s of %(needed)s"))
texts.register("lens.champions.threshold", N_("one for every %(ratio)s people"))
texts.register("lens.champions.nobody", N_("Nobody is a champion here: %(people)s people have nobody to ask first."))
texts.register("lens.champions.few", N_("%(active)s champions for %(people)s people: too many for each."))
texts.register("lens.champions.fine", N_("There are champions enough to ask."))


def connect() -> None:
    register(Cause("champions", _("Champions"), champions, sees("champion")))


def champions(asked: Asked, lines: Sequence[Line]) -> Mapping[str, Finding]:
    """Places of the unit and everything below it (seven queries)."""
    project = asked.system.project
    network = coverage.of(project, asked.today)
    known = {str(line.unit.pk): line for line in network.lines}
    url = reverse("champions:network", args=[project.key])
    threshold = Sentence("lens.champions.threshold", {"ratio": texts.num(network.setting.people_per_champion)})
    found = {}
    for line in lines:
        one = known.get(line.group.key)
        if one is None or not one.total_needed:
            continue
        words = {"active": texts.num(one.total_active), "people": texts.num(one.total_people)}
        said = "fine" if not one.total_missing else "few" if one.total_active else "nobody"
        value = {"filled": texts.num(one.total_filled), "needed": texts.num(one.total_needed)}
        found[line.group.key] = Finding(
            Sentence("lens.champions.value", value),
            threshold,
            Sentence(f"lens.champions.{said}", words),
            url,
            MOST * one.total_missing / one.total_needed,
        )
    return found
