"""The wording of sentences this room stores or shows. Importing the module registers them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from pmo.texts import register

register(
    "adoption.lead.plain",
    N_("**%(rate)s** of %(eligible)s people used %(system)s in the last four weeks; no target yet."),
)
register(
    "adoption.lead.before",
    N_("**%(rate)s** of %(eligible)s people used %(system)s in the last four weeks; the target begins on %(on)s."),
)
register(
    "adoption.lead.fine",
    N_("**%(rate)s** of %(eligible)s people used %(system)s in the last four weeks: as aimed at, %(wanted)s by today."),
)
register(
    "adoption.lead.behind",
    N_("**%(rate)s** of %(eligible)s people used %(system)s in four weeks, %(gap)s points below today's target."),
)
register("adoption.lead.worst", N_("%(lead)s %(unit)s is furthest behind, by %(gap)s points."))

register("adoption.forecast.reached", N_("Reached: %(target)s since %(on)s"))
register(
    "adoption.forecast.coming",
    N_("%(target)s will be reached around %(on)s, with 80 %% certainty from %(low)s to %(high)s"),
)
register(
    "adoption.forecast.open",
    N_("%(target)s will be reached around %(on)s, %(low)s at the earliest; the other end is open"),
)
register("adoption.forecast.never", N_("%(target)s is not reached at this pace: %(reason)s"))
register("adoption.forecast.levels", N_("%(target)s is not reached at this pace: the course levels off at %(ceiling)s"))
register("adoption.forecast.unknown", N_("Not available, because %(reason)s (%(points)s so far)"))
register("adoption.forecast.waiting", N_("Being computed for the new target"))
register("adoption.forecast.none", N_("Without a target there is nothing to forecast"))

register("adoption.health.missed", N_("%(system)s: %(rate)s use it; %(target)s was due on %(on)s"))
register("adoption.health.far", N_("%(system)s: %(rate)s use it, %(gap)s points below the target of today"))
register(
    "adoption.health.near", N_("%(system)s: %(rate)s use it, %(gap)s points below the target of today, and closing")
)
register("adoption.health.never", N_("%(system)s: %(rate)s use it; %(forecast)s"))
register("adoption.health.fine", N_("%(system)s: %(rate)s use it, %(wanted)s were aimed at by today"))
register("adoption.health.fact", N_("%(rate)s of %(wanted)s"))

register("satisfaction.score", N_("%(kind)s %(value)s"))
register("satisfaction.health.low", N_("“%(survey)s”: %(score)s, below %(limit)s (%(n)s answers)"))
register("satisfaction.health.fine", N_("“%(survey)s”: %(score)s (%(n)s answers)"))

register("gate.evidence.adoption", N_("%(active)s of %(eligible)s people used it in the four weeks until %(on)s"))
register("gate.evidence.adoption.none", N_("Not available, because nobody's use is counted yet"))
