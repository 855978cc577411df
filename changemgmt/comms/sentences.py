"""Sentences of communication."""

from django.utils.translation import gettext_noop as N_

from pmo.texts import register

TEMPLATES = {
    "announcement.published": N_("%(sender)s tells you: **%(title)s**"),
    "announcement.confirm": N_("%(sender)s asks you to read and confirm: **%(title)s**"),
    "announcement.reminder": N_("You have not read this yet: **%(title)s**, from %(sender)s"),
    "announcement.submitted": N_("%(who)s wrote **%(title)s** in the name of %(sender)s; it waits for approval"),
    "announcement.approved": N_("%(who)s approved **%(title)s**; it can go out"),
    "announcement.sent_back": N_("**%(title)s** came back from %(who)s: %(reason)s"),
    "announcement.voided": N_("%(who)s changed **%(title)s** after you had approved it; your approval is void"),
    "announcement.question": N_("%(who)s asks under **%(title)s**"),
    "announcement.question_hidden": N_("Somebody asks under **%(title)s**, without a name"),
    "announcement.answered": N_("Your question under **%(title)s** is answered"),
    "comms.waiting.read": N_("From %(sender)s, on %(on)s"),
    "comms.waiting.confirm": N_("From %(sender)s: say that you have read it"),
    "comms.waiting.approve": N_("%(who)s wrote it in the name of %(sender)s; read it before it goes out"),
    "comms.waiting.send": N_("Approved by %(who)s; it can go out now or at a set time"),
    "comms.waiting.answer": N_("“%(question)s”"),
    "key_date.comms.entry": N_("%(topic)s: %(title)s"),
    "key_date.comms.out": N_("Announcement: %(title)s"),
    "comms.feed.none": N_("Nothing has been announced to you yet"),
    "comms.feed.all": N_("You have read everything that was announced to you"),
    "comms.feed.unread": N_("**%(unread)s** of %(count)s announcements are unread"),
    "comms.feed.confirm": N_("Waiting for you to confirm that you have read them: **%(confirm)s**"),
    "comms.reach.draft": N_("Not sent yet: **%(count)s** people would read it"),
    "comms.reach.nobody": N_("Not sent yet, and nobody would read it"),
    "comms.reach.out": N_("**%(share)s** have read it: %(read)s of %(count)s people"),
    "comms.reach.last": N_("%(reach)s; the last is %(unit)s with %(share)s"),
    "comms.reach.withdrawn": N_("Withdrawn; until then %(read)s of %(count)s people had read it"),
    "comms.plan.empty": N_("Nobody has planned who tells what to whom"),
    "comms.plan.late": N_("Late: **%(late)s** of %(count)s messages; the first is “%(title)s”, due %(on)s"),
    "comms.plan.done": N_("All **%(count)s** messages are told"),
    "comms.plan.next": N_("**%(done)s** of %(count)s messages are told; next: “%(title)s”, %(on)s"),
    "comms.health.none": N_("Nothing has been announced to the **%(count)s** people it concerns"),
    "comms.health.partly": N_("**%(missed)s** of %(count)s people it concerns were never addressed"),
    "comms.health.late": N_("Planned messages that are late: **%(late)s**; the first is “%(title)s”, due %(on)s"),
    "comms.health.unread": N_("Only **%(share)s** have read “%(title)s”, sent %(on)s"),
    "comms.health.fine": N_("**%(share)s** of %(count)s people it concerns have read an announcement"),
    "comms.topic.why": N_("Why we do this"),
    "comms.topic.what": N_("What changes, what stays"),
    "comms.topic.when": N_("When it comes"),
    "comms.topic.benefit": N_("What is in it for me"),
    "comms.topic.how": N_("How I do it"),
    "comms.topic.result": N_("What the results are"),
    "comms.voice.executive": N_("an executive"),
    "comms.voice.line": N_("the line manager"),
    "comms.and": N_("%(first)s; %(rest)s"),
    "comms.fact": N_("reach %(share)s"),
    "gate.evidence.reach": N_("%(read)s of %(count)s people it concerns have read an announcement of the project"),
    "gate.evidence.reach.none": N_("Nothing has been announced yet"),
    "gate.evidence.reach.nobody": N_("The project names no units with people, so nobody can be reached"),
    "comms.finding.silent": N_("Nothing tells **%(unit)s** this: %(topics)s"),
    "comms.finding.voice": N_("“%(title)s” comes from %(sender)s; people want to hear it from %(voice)s"),
    "comms.finding.early": N_("The first message is “%(topic)s”; people first need to know why"),
}
# What the history calls what is no field of a model.
FIELDS = (
    N_("roles"), N_("units"), N_("people"), N_("sender"), N_("entry"), N_("topic"), N_("addressed"), N_("publish at"),
    N_("question"), N_("answer"), N_("into"), N_("approved by"), N_("done on"), N_("due on"), N_("channel"),
)  # fmt: skip

for _key, _template in TEMPLATES.items():
    register(_key, _template)
