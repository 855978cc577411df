"""The wording of sentences this room stores or shows. Importing the module registers them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from pmo.texts import register

register("data.new", N_("Nothing is known about it yet"))
register("data.no_rules", N_("No rule says what good data are"))
register("data.no_profile", N_("Nobody has looked at the data yet"))
register("data.reading", N_("The newest file is being read"))
register("data.unreadable", N_("The newest file cannot be read"))
register("data.rules_changed", N_("The rules changed since the file was read: upload it again"))
register("data.broken", N_("**%(rows)s of %(of)s rows** break a rule: %(rule)s"))
register("data.column_gone", N_("The newest file has **no column “%(column)s”**, which a rule asks for"))
register("data.rows_lost", N_("**%(rows)s records do not reconcile** in run %(n)s: they left and did not arrive"))
register("data.rows_gained", N_("**%(rows)s records too many** in run %(n)s: more arrived than left"))
register(
    "data.nothing_to_refer_to", N_("A rule refers to “%(column)s” of %(code)s %(other)s, which nobody has shown yet")
)
register("data.sum_differs", N_("“%(sum)s” **differs by %(amount)s** in run %(n)s"))
register("data.fine", N_("All rules hold in %(rows)s rows"))
register("data.moved", N_("All rules hold in %(rows)s rows, and the newest run reconciles"))

register("data.rule.complete", N_("“%(column)s” is filled in"))
register("data.rule.unique", N_("“%(column)s” occurs once"))
register("data.rule.number", N_("“%(column)s” is a number"))
register("data.rule.number.from", N_("“%(column)s” is a number from %(low)s"))
register("data.rule.number.to", N_("“%(column)s” is a number up to %(high)s"))
register("data.rule.number.within", N_("“%(column)s” is a number from %(low)s to %(high)s"))
register("data.rule.date", N_("“%(column)s” is a day"))
register("data.rule.date.from", N_("“%(column)s” is a day from %(low)s"))
register("data.rule.date.to", N_("“%(column)s” is a day until %(high)s"))
register("data.rule.date.within", N_("“%(column)s” is a day from %(low)s to %(high)s"))
register("data.rule.length", N_("“%(column)s” has %(low)s to %(high)s characters"))
register("data.rule.option", N_("“%(column)s” is one of %(n)s values"))
register("data.rule.reference", N_("“%(column)s” is found in “%(other_column)s” of %(code)s %(other)s"))

register("data.job.reading", N_("Reading the file"))
register("data.job.judging", N_("Holding it against the rules"))
register("data.job.done", N_("%(data_set)s: %(rows)s rows read, %(bad)s break a rule"))

register("data.evidence.none", N_("Not available, because no data set is named"))
register("data.evidence.green", N_("%(sets)s green: none holds up go-live"))
register("data.evidence.red", N_("%(code)s %(name)s: %(why)s"))

register("data.health.fine", N_("%(sets)s green"))
register("data.health.bad", N_("**%(code)s %(name)s**: %(why)s"))
register("data.health.open", N_("**%(sets)s** of %(of)s not proved yet"))
register("data.fact", N_("data %(n)s of %(of)s green"))
register("count.data_sets.one", N_("1 data set"))
register("count.data_sets.many", N_("%(n)s data sets"))
