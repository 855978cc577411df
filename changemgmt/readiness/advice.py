"""What helps at which barrier, and where it is done. Pages that are not installed are left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from changemgmt.readiness.choices import Element
from pmo.web import nav
from projects.portfolio.models import Project


@dataclass(frozen=True)
class Step:
    """Something to do. `path` takes the key of the project; "" = it is done in conversation."""

    text: str | Promise
    where: str | Promise = ""
    path: str = ""

    def url(self, project: Project, reader: Any) -> str:
        """ "" when there is no such page, or it is none of the reader's."""
        path = self.path.format(key=project.key)
        return path if path and nav.may_open(reader, path) else ""


STEPS: dict[Element, tuple[Step, ...]] = {
    Element.AWARENESS: (
        Step(_("The sponsor says why, in person, and why now; then every superior says it again in their own words.")),
        Step(
            _("Show the pain points and what they cost: they are the reason."),
            _("Pain points"),
            "/projects/{key}/pain-points/",
        ),
        Step(
            _("Say what happens if nothing changes, and where the goals stand."), _("Goals"), "/projects/{key}/goals/"
        ),
    ),
    Element.DESIRE: (
        Step(
            _("Talk to those who are against it, one by one: what would they lose?"),
            _("Stakeholders"),
            "/projects/{key}/stakeholders/",
        ),
        Step(_("Say what changes for whom, the bad with the good."), _("What changes"), "/projects/{key}/impacts/"),
        Step(
            _("Let them decide something: an item of the scope, the order of the waves."),
            _("Changes"),
            "/projects/{key}/changes/new/",
        ),
    ),
    Element.KNOWLEDGE: (
        Step(
            _("Write from → to for every group: what they do from Monday on."),
            _("What changes"),
            "/projects/{key}/impacts/",
        ),
        Step(_("Short instructions where they work, in their words."), _("Knowledge base"), "/knowledge/"),
        Step(_("Train by role, shortly before they need it.")),
    ),
    Element.ABILITY: (
        Step(_("Practise on real work, with somebody beside them who can do it.")),
        Step(_("Ask what is missing: devices, access, time; and get it."), _("Problems"), "/projects/{key}/issues/"),
        Step(_("Take other changes off the unit for a while."), _("Change load"), "/change-load/"),
    ),
    Element.REINFORCEMENT: (
        Step(_("Show every week who has come how far, and say thank you.")),
        Step(_("Close the old way: forms, lists, side doors.")),
        Step(_("Measure the new way: what is asked for at the end of the month?"), _("KPIs"), "/kpis/"),
    ),
}


def for_barrier(barrier: int, project: Project, reader: Any) -> list[tuple[Step, str]]:
    """Steps with the address of the page where each is done. Nothing where nobody is held up."""
    if barrier not in list(Element):
        return []
    return [(step, step.url(project, reader)) for step in STEPS[Element(barrier)]]
