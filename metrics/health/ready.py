from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import pgettext_lazy

from metrics.kpis import listeners
from pmo.audit.words import register_acts
from pmo.notify import groups
from pmo.notify.wake import wake
from projects.portfolio import dimensions, judging


def connect() -> None:
    from metrics.health import selectors, value

    dimensions.register_dimension(
        dimensions.Dimension("value", pgettext_lazy("health dimension", "Value"), "", value.read_value)
    )
    dimensions.register_dimension(dimensions.Dimension("silence", _("Reporting"), "", value.read_silence))
    dimensions.register_overalls(_overalls)
    dimensions.register_overall_relation("health", lambda row: selectors.as_overall(row, timezone.localdate()))
    dimensions.register_stage_statuses(selectors.stage_statuses)
    listeners.on_recomputed(_recompute)
    dimensions.on_changed(_touch)
    judging.on_limits_changed(_judge_again)
    groups.register(
        groups.Group("health", _("Health of projects"), _("Alerts of projects declared better than they are."))
    )
    register_acts(
        {
            "health.declared": N_("declared another status"),
            "health.declaration_ended": N_("went back to the computed status"),
        }
    )


def _overalls(project_ids: Sequence[int], told: dimensions.Told) -> Mapping[int, dimensions.Overall]:
    from metrics.health import selectors

    return selectors.overalls(project_ids, timezone.localdate(), told)


def _recompute(project_ids: set[int], now: datetime) -> None:
    from metrics.health import services

    services.recompute(project_ids, now=now)


def _touch(project_ids: Sequence[int], now: datetime) -> None:
    from metrics.health import services

    services.touch(project_ids, now)


def _judge_again(project_ids: Sequence[int], now: datetime) -> None:
    """A portfolio may have a thousand projects: a worker looks at them, the night at the latest."""
    wake("metrics.health")
