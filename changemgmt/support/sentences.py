"""Sentences of support: messages, what waits, the first lines of pages."""

from django.utils.translation import gettext_noop as N_

from pmo.texts import register

TEMPLATES = {
    "support.received": N_("We have your request: **%(title)s** %(mark)s"),
    "support.answered": N_("%(who)s answered your request **%(title)s** %(mark)s"),
    "support.asked_back": N_("%(who)s needs something from you about **%(title)s** %(mark)s"),
    "support.resolved": N_("Solved? %(who)s says how: **%(title)s** %(mark)s"),
    "support.merged": N_("Your request **%(title)s** goes on under **%(other)s** %(mark)s"),
    "support.assigned": N_("%(who)s gives you a request: **%(title)s** %(mark)s"),
    "support.added": N_("%(who)s wrote about **%(title)s** %(mark)s"),
    "support.reopened": N_("%(who)s says it is not solved: **%(title)s** %(mark)s"),
    "support.at_risk": N_("Due %(on)s %(time)s, three quarters used up: %(code)s **%(title)s** %(mark)s"),
    "support.late": N_("Late since %(on)s %(time)s: %(code)s **%(title)s** %(mark)s"),
    "support.lead_late": N_("A request is late since %(on)s %(time)s: %(code)s **%(title)s** %(mark)s"),
    "support.manager_late": N_("Still late, due %(on)s %(time)s: %(code)s **%(title)s** %(mark)s"),
    "support.released": N_("Version **%(version)s** is out; it ends what you asked about: **%(title)s**"),
    "hypercare.ready": N_("All criteria are met: hyper-care of **%(project)s** can end"),
    "support.why.assign": N_("From %(unit)s, P%(priority)s; nobody works on it yet."),
    "support.why.late": N_("P%(priority)s, due %(on)s %(time)s."),
    "support.why.confirm": N_("Solved on %(on)s; say whether it helped."),
    "support.why.care": N_("All %(all)s criteria are met."),
    "support.nounit": N_("the company"),
    "support.date.release": N_("Version %(version)s"),
    "support.lead.none": N_("Nobody has asked for help yet."),
    "support.lead.late": N_(
        "Beyond what was promised: **%(late)s of %(open)s** open requests; %(share)s resolved in time."
    ),
    "support.lead.fine": N_(
        "**%(share)s** resolved in time in four weeks, %(open)s open, none late; %(rate)s contacts per 100 "
        "people last week."
    ),
    "support.lead.young": N_("%(open)s open, none late; %(rate)s contacts per 100 people last week."),
    "support.mine.none": N_("You have nothing open."),
    "support.mine.open": N_("The desk works on **%(open)s** of your requests."),
    "support.mine.turn": N_("Your turn: **%(turn)s**, to answer or to say whether it helped."),
    "care.contacts": N_(
        "%(rate)s contacts per 100 people last week, %(row)s weeks in a row at most %(limit)s (asked: %(weeks)s)"
    ),
    "care.nobody": N_("not available: no people belong to the units of the project"),
    "care.no_week": N_("not available: no whole week is over yet"),
    "care.open_p1": N_("%(count)s open P1, at most %(limit)s"),
    "care.backlog": N_("%(count)s open requests, at most %(limit)s"),
    "care.none_resolved": N_("not available: nothing was resolved in four weeks"),
    "care.within": N_("%(share)s of %(judged)s resolved in time (%(low)s–%(high)s), at least %(limit)s"),
    "care.not_counted": N_("not available: the use of its systems is not counted"),
    "care.wave_not_counted": N_("not available: the people of wave %(wave)s are not counted, or fewer than five"),
    "care.adoption": N_("%(share)s of those who should use it do, at least %(limit)s"),
    "care.kind.contacts": N_("contacts"),
    "care.kind.open_p1": N_("open P1"),
    "care.kind.within": N_("service level"),
    "care.kind.backlog": N_("open requests"),
    "care.kind.adoption": N_("use of the systems"),
    "care.lead.none": N_("Hyper-care runs for %(weeks)s weeks, without criteria."),
    "care.lead.ready": N_("After %(weeks)s weeks **all %(all)s criteria are met**: hyper-care can end."),
    "care.lead.unmet": N_(
        "**%(met)s of %(all)s criteria** are met after %(weeks)s weeks. Missing: %(kind)s (%(first)s)."
    ),
    "care.lead.ended": N_("Ended on %(on)s after %(weeks)s weeks, all criteria met."),
    "care.lead.excepted": N_("Ended on %(on)s after %(weeks)s weeks by an exception of the PMO."),
    "support.health.fine": N_("%(open)s open requests, none late."),
    "support.health.late": N_(
        "Beyond what was promised: %(late)s of %(open)s open requests, %(pressing)s of them P1 or P2."
    ),
    "support.health.share": N_("%(share)s resolved in time, less than %(limit)s; %(open)s open."),
    "support.fact": N_("%(late)s of %(open)s late"),
    "gate.evidence.care_none": N_("No hyper-care was begun."),
    "gate.evidence.care_value": N_("%(met)s of %(all)s met"),
    "gate.evidence.care_wanted": N_("all criteria"),
}

for _key, _template in TEMPLATES.items():
    register(_key, _template)
