"""Wires the room to the outside: tabs, health, status document, evidence, benefits, imports, the way from counting."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_


def connect() -> None:
    from metrics.adoption import (
        causes,
        champion_use,
        excel,
        health,
        lens_champions,
        lens_comms,
        lens_feedback,
        lens_readiness,
        lens_support,
        lens_training,
        pilots,
        proof,
        sentences,  # noqa: F401 - registers sentences
        status_part,
        support_use,
    )
    from metrics.usage import services as usage
    from pmo import exchange
    from pmo.audit.words import register_acts
    from projects.benefits import adoption
    from projects.gates import evidence, sampling
    from projects.portfolio import dimensions, stage_tabs, status_parts
    from projects.portfolio.choices import Stage

    register_acts(ACTS)
    causes.connect()
    lens_training.connect()
    champion_use.connect()
    lens_champions.connect()
    lens_comms.connect()
    lens_readiness.connect()
    lens_feedback.connect()
    lens_support.connect()
    support_use.connect()
    usage.on_counted(refresh_soon)
    adoption.register(proof.adoption)
    evidence.register(proof.KIND)
    sampling.register("adoption", "share", pilots.active, ("usage", "view"))
    exchange.register(excel.TARGETS)
    status_parts.register("adoption", ("usage", "view"), status_part.part)
    status_parts.register_total("adoption", ("usage", "view"), status_part.total)
    right = ("usage", "view")
    stage = Stage.IMPROVEMENT.value
    dimensions.register_dimension(dimensions.Dimension("adoption", _("Adoption"), stage, health.adoption, right))
    dimensions.register_dimension(
        dimensions.Dimension("satisfaction", _("Satisfaction"), stage, health.content, ("survey", "view"))
    )
    for code, label, name, order in (
        ("adoption", _("Against the target"), "adoption:project", 8),
        ("adoption_activity", _("How it is used"), "adoption:activity", 10),
    ):
        stage_tabs.register(stage_tabs.Tab(stage, code, label, name, right, order, group="adoption"))


def refresh_soon(system: Any, now: datetime) -> None:
    """Counts changed: what is computed from them follows, in a worker of its own."""
    from metrics.adoption.services import REFRESH_TASK
    from pmo.notify.wake import wake

    wake(REFRESH_TASK, system.pk)


ACTS = {
    "adoption.target_set": N_("set a target of adoption"),
    "adoption.target_changed": N_("changed a target of adoption"),
    "adoption.target_removed": N_("removed a target of adoption"),
    "adoption.funnel_added": N_("defined a funnel"),
    "adoption.funnel_changed": N_("changed a funnel"),
    "adoption.funnel_deleted": N_("deleted a funnel"),
}
# What the history calls the values of these acts.
VALUES = (
    N_("unit"), N_("start on"), N_("start share"), N_("due on"), N_("target share"), N_("window days"), N_("steps"),
)  # fmt: skip
