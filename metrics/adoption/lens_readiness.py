"""A cause of the lens: where the people of a unit stop on their way into the change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from changemgmt.readiness import wording
from changemgmt.readiness.choices import READY
from changemgmt.readiness.selectors import pulse
from metrics.adoption.lens import Asked, Cause, Finding, register, sees
from metrics.adoption.standing import Line
from pmo import texts
from pmo.orgs.models import Unit
from pmo.texts import Sentence

texts.register("lens.ready", N_("%(ready)s ready"))
texts.register("lens.readiness.held", N_("Of %(n)s who answered the pulse most stop at “%(barrier)s” (%(share)s)."))
texts.register("lens.readiness.fine", N_("Of %(n)s who answered the pulse enough are held up by nothing."))


def connect() -> None:
    register(Cause("readiness", _("Not ready for the change"), read, sees("readiness")))


def read(asked: Asked, lines: Sequence[Line]) -> Mapping[str, Finding]:
    """What the newest closed pulse of the project shows of the units (two queries)."""
    project = asked.system.project
    newest = pulse.newest([project.pk], asked.today).get(project.pk)
    if newest is None:
        return {}
    paths = dict(Unit.objects.values_list("pk", "path"))
    wanted = {int(line.group.key) for line in lines}
    shown = pulse.of_units(newest, paths)
    url = reverse("readiness:pulse", args=[project.key])
    found = {}
    for pk in wanted & shown.keys():
        one = shown[pk]
        held = one.ready < READY
        words: dict[str, object] = {"n": texts.num(one.n)}
        if held:
            share = 100 * one.counts[one.barrier] / one.n
            words |= {"barrier": wording.element(one.barrier), "share": texts.pct(round(share))}
        said = Sentence(f"lens.readiness.{'held' if held else 'fine'}", words)
        value = Sentence("lens.ready", {"ready": texts.pct(round(one.ready))})
        limit = Sentence("lens.atleast", {"value": texts.pct(READY)})
        # Everybody held up explains all of it.
        severity = min(0.9, (READY - one.ready) / READY) if held else 0.0
        found[str(pk)] = Finding(value, limit, said, url, severity)
    return found
