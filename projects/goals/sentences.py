"""The wording of sentences this room stores or shows. Importing the module registers them."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_noop as N_
from django.utils.translation import override

from pmo.texts import Sentence, nested, register, text

register("sign_off.asked", N_("Sign the goals of **%(project)s**, version %(version)s."))
register(
    "sign_off.asked_again",
    N_("The goals of **%(project)s** changed after they were put before you; version %(version)s asks you to sign."),
)
register("sign_off.complete", N_("Everybody has signed version %(version)s of the goals of **%(project)s**."))
register("sign_off.declined", N_("%(who)s declined version %(version)s of the goals of **%(project)s**: %(why)s"))
register("requirement.assessed", N_("IT has assessed %(code)s **%(title)s**: %(verdict)s. The decision is yours."))
register("requirement.decided", N_("Your requirement %(code)s **%(title)s**: %(decision)s."))

register("sign_off.why.first", N_("**%(goals)s** with **%(kpis)s**; signed by %(signed)s of %(asked)s."))
register("sign_off.why.changed", N_("**%(changes)s** since version %(before)s; signed by %(signed)s of %(asked)s."))
register("sign_off.title", N_("%(project)s: goals version %(version)s"))
register("requirement.why.decide", N_("IT says **%(verdict)s**, effort %(effort)s. Raised by %(who)s."))
register("requirement.why.refused", N_("IT says **%(verdict)s**. Raised by %(who)s."))
register("requirement.why.assess", N_("Raised by %(who)s for “%(goal)s”."))
register("requirement.why.assess_no_goal", N_("Raised by %(who)s; it serves no goal yet."))

register("count.goals.one", N_("1 goal"))
register("count.goals.many", N_("%(n)s goals"))
register("count.kpis.one", N_("1 KPI"))
register("count.kpis.many", N_("%(n)s KPIs"))
register("count.pains.one", N_("1 pain point"))
register("count.pains.many", N_("%(n)s pain points"))
register("count.changes.one", N_("1 change"))
register("count.changes.many", N_("%(n)s changes"))
register("stage.goals.counts", N_("%(pains)s, %(goals)s"))
register("stage.goals.signed", N_("Version %(version)s, signed by %(signed)s"))
register("stage.goals.waiting", N_("Version %(version)s, signed by %(signed)s of %(asked)s"))
register("stage.goals.void", N_("Version %(version)s **void**: goals changed"))
register("stage.goals.declined", N_("Version %(version)s **declined**"))

register("goals.lead.empty", N_("There is no goal yet. It starts with what hurts."))
register("goals.lead.gaps", N_("**%(gaps)s** cannot be submitted yet: no complete KPI."))
register("goals.lead.draft", N_("%(goals)s with %(kpis)s: complete, and nobody was asked to sign yet."))
register("goals.lead.signed", N_("Goals version **%(version)s** is signed by %(signed)s."))
register("goals.lead.drafts", N_("%(lead)s Drafts outside it: **%(drafts)s**."))
register("goals.lead.waiting", N_("Goals version **%(version)s** waits for **%(missing)s**."))
register(
    "goals.lead.again",
    N_("The goals changed after version %(before)s was signed; version **%(version)s** waits for **%(missing)s**."),
)
register("goals.lead.declined", N_("**%(who)s** declined goals version %(version)s: %(why)s"))
register("goals.lead.void", N_("Goals version %(version)s is **void**: the goals changed. Ask for signatures again."))
register("goals.lead.withdrawn", N_("Goals version %(version)s was taken back before everybody had signed."))


def said(label: str | Promise) -> dict[str, str]:
    """A translated word, for example the label of a choice, as a parameter that is read in each reader's language."""
    with override("en"):
        return text(str(label))


def counted(what: str, n: int) -> dict[str, Any]:
    """ "3 goals" as a parameter; `what` is goals, kpis, pains or changes."""
    return nested(Sentence(f"count.{what}.one") if n == 1 else Sentence(f"count.{what}.many", {"n": n}))
