"""The wording of sentences this room stores or shows. Importing the module registers them."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from pmo.texts import register

TEMPLATES = {
    # parts of sentences
    "readiness.element.0": N_("know why"),
    "readiness.element.1": N_("want to"),
    "readiness.element.2": N_("know how"),
    "readiness.element.3": N_("can do it"),
    "readiness.element.4": N_("keep it up"),
    "blackout.month_end": N_("month-end"),
    "blackout.year_end": N_("year-end"),
    "blackout.spring_festival": N_("Spring Festival"),
    # messages
    "pulse.asked": N_("%(project)s: **five taps, one minute**, until %(closes)s. Where do you stand?"),
    "pulse.reminder": N_("Still open until %(closes)s: **five taps** about %(project)s."),
    "pulse.closed": N_("The pulse %(number)s of %(project)s is closed: **%(answered)s of %(invited)s** answered."),
    "stakeholder.action": N_("%(project)s: **%(text)s** is yours, due %(due)s."),
    "stakeholder.action_due": N_("%(project)s: **%(text)s** is due %(due)s."),
    "stakeholder.action_late": N_("%(project)s: **%(text)s** was due %(due)s and is not done."),
    # what waits
    "pulse.waiting": N_("**Five taps**, until %(closes)s. Shown only for groups of five and more."),
    "stakeholder.waiting": N_("Due %(due)s, so that **%(who)s** comes nearer."),
    "stakeholder.waiting_plain": N_("Due %(due)s."),
    # affected
    "affected.lead.none": N_("Nobody has said yet whose work changes."),
    "affected.lead.unsaid": N_("**%(groups)s** and not yet a word about what changes for them."),
    "affected.lead": N_("The work of **%(people)s people** in %(groups)s changes; that is a **%(band)s** change."),
    "affected.lead.unsized": N_("Something changes for %(groups)s, and nobody is in them at the moment."),
    "affected.band.small": N_("small"),
    "affected.band.middle": N_("middle-sized"),
    "affected.band.large": N_("large"),
    "count.groups.one": N_("1 group"),
    "count.groups.many": N_("%(n)s groups"),
    # grid
    "grid.lead.none": N_("Nobody has said yet whom the project depends on."),
    "grid.lead.fine": N_("All **%(n)s** stand where they should."),
    "grid.lead.gap": N_("**%(gap)s of %(n)s** do not stand where they should; the widest gap is %(who)s."),
    "grid.lead.idle": N_(
        "**%(gap)s of %(n)s** do not stand where they should, and nobody does anything about %(idle)s of them."
    ),
    # load
    "load.lead.none": N_("No running project changes anybody's work in the coming months."),
    "load.lead.fine": N_(
        "Nobody is asked for more change than they carry: the most is **%(points)s of %(capacity)s** (%(unit)s, "
        "%(month)s)."
    ),
    "load.lead.over": N_(
        "**%(n)s** are asked for more change than they carry; the worst is %(unit)s in %(month)s: "
        "**%(points)s of %(capacity)s**."
    ),
    "load.unit.none": N_("Nothing changes in %(unit)s in the coming months."),
    "load.unit.fine": N_("%(unit)s carries what is asked: at most **%(points)s of %(capacity)s**, in %(month)s."),
    "load.unit.over": N_(
        "%(unit)s is asked for more than it carries in **%(months)s**; at most %(points)s of %(capacity)s, in "
        "%(month)s."
    ),
    "count.over_units.one": N_("1 unit"),
    "count.over_units.many": N_("%(n)s units"),
    "count.months.one": N_("1 month"),
    "count.months.many": N_("%(n)s months"),
    # collisions
    "collision.blackout": N_("falls into **%(name)s** (%(first)s to %(last)s)"),
    "collision.over": N_("%(unit)s then carries **%(points)s of %(capacity)s**"),
    "collision.more": N_("%(n)s more carry too much"),
    # pulse
    "pulse.lead.none": N_("Nobody has been asked yet where they stand."),
    "pulse.lead.open": N_("Pulse %(number)s is open until %(closes)s: **%(answered)s of %(invited)s** have answered."),
    "pulse.lead.few": N_("Pulse %(number)s is closed: fewer than %(smallest)s answered, too few to show anything."),
    "pulse.lead.cancelled": N_("Pulse %(number)s was called off."),
    "pulse.lead.ready": N_("**%(ready)s are ready**; most of the others stop at “%(barrier)s” (%(share)s)."),
    "pulse.lead.all": N_("**Everybody who answered is ready.**"),
    "pulse.lead.moved": N_("%(now)s Before: %(before)s."),
    "pulse.group": N_("%(ready)s ready; most others stop at “%(barrier)s” (%(share)s)"),
    "pulse.group.all": N_("All are ready"),
    # health, gate, lens
    "readiness.health": N_("**%(ready)s of those asked are ready**; most of the others stop at “%(barrier)s”"),
    "readiness.health.all": N_("Everybody who was asked is ready"),
    "readiness.fact": N_("ready %(ready)s"),
    "gate.evidence.readiness": N_("Pulse %(number)s of %(on)s: %(n)s answered, most others stop at “%(barrier)s”."),
    "gate.evidence.readiness.all": N_("Pulse %(number)s of %(on)s: %(n)s answered, nobody is held up."),
    "gate.evidence.readiness.none": N_("No pulse has been closed yet with five answers or more."),
    # dates
    "key_date.pulse": N_("Pulse %(number)s closes"),
}
for _key, _template in TEMPLATES.items():
    register(_key, _template)
