"""The criteria of hyper-care as evidence at a gate."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from changemgmt.support import clock
from changemgmt.support.choices import CareState
from changemgmt.support.models import HyperCare
from changemgmt.support.selectors import care as reading
from pmo.texts import Sentence, num
from projects.gates.choices import Met
from projects.gates.evidence import Evidence, EvidenceKind
from projects.portfolio.models import Project


def criteria(project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    """All criteria of the running hyper-care are met, or it has ended by them. An exception is no proof."""
    wanted = Sentence("gate.evidence.care_wanted")
    url = reverse("support:care", args=[project.key])
    rows = HyperCare.objects.filter(project=project).select_related("project").prefetch_related("criteria")
    row = rows.order_by("-started_on", "-pk").first()
    if row is None:
        none = Sentence("gate.value.none")
        return Evidence(none, wanted, Met.NOT_AVAILABLE, Sentence("gate.evidence.care_none"), url)
    now = datetime.combine(as_of + timedelta(days=1), time(0), tzinfo=clock.zone())
    found = reading.read(row, as_of, now)
    if row.state == CareState.ENDED:
        met, total = sum(bool(one["met"]) for one in row.outcome), len(row.outcome)
    else:
        met, total = len(found.readings) - len(found.missing), len(found.readings)
    value = Sentence("gate.evidence.care_value", {"met": num(met), "all": num(total)})
    return Evidence(value, wanted, Met.MET if total and met == total else Met.MISSED, found.lead, url)


KIND = EvidenceKind("hypercare_criteria", _("Hyper-care: all criteria met"), criteria)
