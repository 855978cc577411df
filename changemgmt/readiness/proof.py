"""What others ask of readiness: a dimension of health, and evidence at a gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changemgmt.engines.readiness import NONE, Readiness
from changemgmt.readiness import counting, wording
from changemgmt.readiness.choices import READY
from changemgmt.readiness.selectors import pulse
from pmo import texts
from pmo.texts import Sentence
from projects.gates.choices import Met
from projects.gates.evidence import Evidence, EvidenceKind
from projects.gates.sentences import at_least, shown
from projects.portfolio.choices import State, Status
from projects.portfolio.dimensions import DimensionReading
from projects.portfolio.models import Project

# Below this share of people without a barrier most of a group is held up.
OFF = 30


def read(projects: Sequence[Project], as_of: date) -> Mapping[int, DimensionReading]:
    """Of projects that have asked; one that never asked is left out (one query)."""
    active = {project.pk: project for project in projects if project.state == State.ACTIVE}
    found = {}
    for pk, one in pulse.newest(list(active), as_of).items():
        whole = counting.read(one.results["whole"])
        if whole is not None:
            found[pk] = _judge(active[pk], whole)
    return found


def _judge(project: Project, whole: Readiness) -> DimensionReading:
    status = Status.OK if whole.ready >= READY else Status.RISK if whole.ready >= OFF else Status.OFF
    return DimensionReading(
        status,
        _said("readiness.health", whole),
        reverse("readiness:pulse", args=[project.key]),
        owner_id=project.manager_id,
        fact=Sentence("readiness.fact", {"ready": texts.pct(round(whole.ready))}),
    )


def _said(code: str, whole: Readiness, **more: Any) -> Sentence:
    if whole.barrier == NONE:
        return Sentence(f"{code}.all", more)
    barrier = wording.element(whole.barrier)
    return Sentence(code, {"ready": texts.pct(round(whole.ready)), "barrier": barrier, **more})


def ready(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    """At least `threshold` percent of those who answered the newest pulse are held up by nothing."""
    wanted = at_least(texts.pct(float(threshold or 0)))
    url = reverse("readiness:pulse", args=[project.key])
    one = pulse.newest([project.pk], as_of).get(project.pk)
    whole = counting.read(one.results["whole"]) if one is not None else None
    if one is None or whole is None:
        none = Sentence("gate.value.none")
        return Evidence(none, wanted, Met.NOT_AVAILABLE, Sentence("gate.evidence.readiness.none"), url)
    met = Met.MET if 100 * whole.counts[NONE] >= (threshold or 0) * whole.n else Met.MISSED
    on = texts.day(timezone.localdate(one.closes_at))
    sentence = _said("gate.evidence.readiness", whole, number=texts.num(one.number), on=on, n=texts.num(whole.n))
    return Evidence(shown(texts.pct(round(whole.ready, 1))), wanted, met, sentence, one.url)


KIND = EvidenceKind(
    "readiness", _("Readiness: people who are held up by nothing, at least"), ready, Decimal(READY), "%"
)
