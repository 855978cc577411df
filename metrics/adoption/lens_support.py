"""A cause why a unit does not use a system: it keeps asking for help, much more than the others do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from changemgmt.support.selectors import figures
from metrics.adoption.lens import Asked, Cause, Finding, register, sees
from metrics.adoption.standing import Line
from pmo import texts
from pmo.texts import Sentence

# Needing help explains some of it; and from twice the usual on it explains all it can.
MOST = 0.5
USUAL, TWICE = 1.0, 2.0

texts.register("lens.support.value", N_("%(rate)s per 100 people in four weeks"))
texts.register("lens.support.threshold", N_("as many as in the whole project: %(rate)s"))
texts.register("lens.support.much", N_("People here ask for help more often than elsewhere: something stops them."))
texts.register("lens.support.fine", N_("People here ask for help no more often than elsewhere."))


def connect() -> None:
    register(Cause("support", _("Asking for help"), support, sees("support")))


def support(asked: Asked, lines: Sequence[Line]) -> Mapping[str, Finding]:
    """Contacts with the desk, everything below a unit counted; small units are left out."""
    project = asked.system.project
    if not hasattr(project, "support_setting"):
        return {}
    now = datetime.combine(asked.today + timedelta(days=1), time(0), tzinfo=ZoneInfo(settings.TIME_ZONE))
    known = {str(line.unit.pk): line for line in figures.units(project, now) if line.rate is not None}
    tops = [line for line in known.values() if str(line.unit.parent_id) not in known]
    people, contacts = sum(line.people for line in tops), sum(line.contacts for line in tops)
    if not people or not contacts:
        return {}
    usual = 100 * contacts / people
    url = reverse("support:dashboard", args=[project.key])
    threshold = Sentence("lens.support.threshold", {"rate": texts.num(round(usual, 1))})
    found = {}
    for line in lines:
        one = known.get(line.group.key)
        if one is None or one.rate is None:
            continue
        ratio = one.rate / usual
        severity = MOST * min(max(ratio - USUAL, 0.0), TWICE - USUAL)
        found[line.group.key] = Finding(
            Sentence("lens.support.value", {"rate": texts.num(round(one.rate, 1))}),
            threshold,
            Sentence(f"lens.support.{'much' if severity else 'fine'}"),
            url,
            severity,
        )
    return found
