"""Connects the room: goals ask it for readings, projects for facts and dates, people find KPIs and get reminders."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_


def connect() -> None:
    from metrics.kpis import facts, listeners, measurement_import, selectors, services
    from pmo import exchange, search
    from pmo.audit.words import register_acts
    from pmo.notify import groups
    from projects.goals import readings
    from projects.portfolio import dimensions, judging
    from projects.portfolio.choices import Stage

    readings.register(selectors.readings)
    readings.register_sampler(selectors.measured)
    readings.on_change(services.touch)
    readings.on_change(services.hand_over)
    listeners.on_recomputed(readings.recomputed)
    judging.on_limits_changed(services.limits_changed)
    dimensions.register_stage_facts(Stage.IMPROVEMENT, facts.improvement_facts)
    dimensions.register_key_dates("kpis", facts.key_dates)
    exchange.register(measurement_import.IMPORTER)
    search.register("kpi", _("KPIs"), facts.find, order=20)
    for command in facts.commands():
        search.register_command(command)
    groups.register(groups.Group("kpi", _("KPIs to measure"), _("Reminders of values that are overdue.")))
    register_acts(
        {
            "kpi.measured": N_("recorded values"),
            "kpi.corrected": N_("corrected values"),
            "kpi.measurement_withdrawn": N_("withdrew values"),
        }
    )
