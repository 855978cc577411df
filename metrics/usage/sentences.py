"""The wording of sentences this room stores or shows. Importing the module registers them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from pmo.texts import register

register("usage.reading", N_("%(rows)s rows read"))
register("usage.file_read", N_("%(accepted)s events taken, %(refused)s refused"))

register("usage.lead.none", N_("Nobody has said yet which system this project rolls out."))
register("usage.lead.no_events", N_("**No event has arrived yet**: nobody can tell who uses %(system)s."))
register(
    "usage.lead.no_rules", N_("Events arrive, but **nobody is said to be eligible**: add who should use %(system)s.")
)
register("usage.lead.silent", N_("**%(days)s without events**: the figures below are those of before."))
register("usage.lead.rate", N_("**%(rate)s** of %(eligible)s people used %(system)s in the last four weeks."))
register("usage.lead.few", N_("Fewer than five people should use %(system)s: their figures are withheld."))
register("usage.lead.counting", N_("Events have arrived; who used %(system)s is being counted."))
register("usage.fact", N_("%(rate)s use it"))
