"""Sentences of training."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from pmo.texts import register

TEMPLATES = {
    "training.when": N_("%(on)s %(time)s"),
    "training.enrolled": N_("You learn **%(course)s**: %(minutes)s min"),
    "training.enrolled_by": N_("You learn **%(course)s**: %(minutes)s min, by %(on)s"),
    "training.due": N_("**%(course)s** is due on %(on)s: %(minutes)s min"),
    "training.late": N_("**%(course)s** was due on %(on)s: %(minutes)s min"),
    "training.tomorrow": N_("Tomorrow: **%(course)s**, %(when)s, %(where)s"),
    "training.seat": N_("You have a seat: **%(course)s**, %(when)s, %(where)s"),
    "training.waiting": N_("You are on the waiting list: **%(course)s**, %(when)s"),
    "training.moved": N_("Another time or place: **%(course)s**, now %(when)s, %(where)s"),
    "training.cancelled": N_("Cancelled: **%(course)s**, %(when)s. %(reason)s"),
    "training.expires": N_("Your certificate for **%(course)s** expires on %(on)s; you can sit the test again now"),
    "training.expired": N_("Your certificate for **%(course)s** has expired on %(on)s; sit the test again"),
    "training.marked.passed": N_("**%(course)s** passed: %(score)s"),
    "training.marked.failed": N_("**%(course)s** not passed: %(score)s, %(mark)s needed"),
    "training.to_mark": N_("**%(course)s**: an assessment waits for your marking"),
    "training.waiting.due": N_("**%(minutes)s min**, due on %(on)s"),
    "training.waiting.late": N_("**%(minutes)s min**, was due on %(on)s"),
    "training.waiting.expired": N_("**%(minutes)s min**, the certificate has expired on %(on)s"),
    "training.waiting.mark": N_("**%(count)s** handed in and not marked"),
    "training.lead.none": N_("Nobody has to learn anything yet: make a curriculum."),
    "training.lead.share": N_("**%(share)s** trained: %(passed)s of %(required)s requirements are met."),
    "training.lead.late": N_(
        "**%(share)s** trained: %(passed)s of %(required)s requirements are met, **%(late)s** are overdue."
    ),
    "training.lead.worst": N_("%(now)s %(unit)s is furthest behind with %(worst)s."),
    "training.health.fine": N_("Training: **%(share)s** of what is required is met."),
    "training.health.near": N_("Training: %(late)s of %(due)s due requirements are not met."),
    "training.health.far": N_("Training: **%(late)s of %(due)s** due requirements are not met."),
    "training.health.fact": N_("%(share)s trained"),
    "training.fact": N_("Trained: %(passed)s of %(required)s"),
    "training.evidence": N_("%(passed)s of %(required)s requirements of %(people)s people are met."),
    "training.evidence.none": N_("Nobody is required to learn anything for this project."),
    "training.value": N_("%(share)s"),
    "training.threshold": N_("at least %(share)s"),
    "training.mine.none": N_("Nothing to learn at the moment."),
    "training.mine.done": N_("Everything is learnt."),
    "training.mine.open": N_("**%(count)s** to learn, %(minutes)s min in all."),
    "training.mine.late": N_("**%(count)s** to learn, %(minutes)s min in all; **%(late)s** overdue."),
    "training.course.draft": N_("In preparation: nobody can enrol yet."),
    "training.course.none": N_("Nobody is enrolled yet."),
    "training.course.passed": N_("**%(passed)s of %(people)s** have passed."),
    "training.course.gain": N_("%(now)s What people gained: **%(gain)s** of what they could (%(n)s with both tests)."),
    "training.session.free": N_("%(booked)s of %(seats)s seats are taken."),
    "training.session.full": N_("All %(seats)s seats are taken, %(waiting)s wait."),
    "training.session.held": N_("**%(attended)s of %(booked)s** were there."),
    "training.session.cancelled": N_("This session was cancelled."),
    "key_date.training_session": N_("Training: %(title)s"),
    "key_date.curriculum": N_("%(title)s learnt"),
}
for _key, _template in TEMPLATES.items():
    register(_key, _template)
