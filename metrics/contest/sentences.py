"""The wording of sentences this room stores or shows. Importing the module registers them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from pmo.texts import register

register("contest.announced", N_("%(title)s, week %(week)s: %(what)s"))
register("contest.corrected", N_("%(title)s, places of week %(week)s corrected: %(what)s"))
register("contest.and", N_("%(one)s; %(other)s"))
register("contest.leads", N_("**%(unit)s** leads with %(points)s points"))
register("contest.leads_gaining", N_("**%(unit)s** leads with %(points)s points and gained most (%(gain)s pp)"))
register("contest.share_lead", N_("**%(units)s** lead with %(points)s points each"))
register("contest.gained", N_("**%(unit)s** gained most (%(gain)s pp)"))
register("contest.far", N_("**%(unit)s** is furthest from its target (%(gap)s pp)"))
register("contest.all_there", N_("every unit has reached its target"))
register("contest.nobody", N_("no unit could be ranked"))

register("contest.lead.none", N_("No contest is set up yet."))
register("contest.lead.before", N_("The first places are told on %(on)s."))
register("contest.lead.waiting", N_("The week is over; its places are told as soon as it is counted."))
register("contest.lead.off", N_("The contest has been stopped; its weeks stay."))

register("contest.wall.gap", N_("Everybody %(share)s, %(gap)s points to %(goal)s"))
register("contest.wall.there", N_("Everybody %(share)s: the %(goal)s aimed at are reached"))
register("contest.wall.share", N_("Everybody %(share)s this week"))
register("contest.wall.none", N_("No week is counted yet"))

register("meeting.overdue", N_("%(unit)s, daily meeting of %(day)s: “%(text)s” was due on %(due)s"))
