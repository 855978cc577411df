"""Wires the room to the outside: words of the history, messages, health, evidence, what waits, search, tabs."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

ACTS = {
    "champion.nominated": N_("nominated a champion"),
    "champion.accepted": N_("accepted to be a champion"),
    "champion.refused": N_("refused to be a champion"),
    "champion.withdrawn": N_("withdrew a nomination"),
    "champion.changed": N_("changed what is agreed with a champion"),
    "champion.renewal_answered": N_("said whether to go on as a champion"),
    "champion.renewed": N_("renewed the term of a champion"),
    "champion.ended": N_("ended the term of a champion"),
    "champion.logged": N_("wrote into the log of a champion"),
    "champion.log_changed": N_("corrected the log of a champion"),
    "champion.log_removed": N_("removed a line of the log of a champion"),
    "champion.setting_saved": N_("set what the network of champions is measured by"),
    "champion.process_added": N_("named a critical process"),
    "champion.process_removed": N_("removed a critical process"),
    "champion.material_added": N_("added a material for champions"),
    "champion.material_removed": N_("removed a material for champions"),
    "champion_question.asked": N_("asked a champion"),
    "champion_question.answered": N_("answered a question to champions"),
    "champion_question.taken_back": N_("took a question to champions back"),
    "champion_question.escalated": N_("handed a question to whoever leads the change"),
}
# What the history calls the values of these acts.
VALUES = (
    N_("unit"), N_("user"), N_("note"), N_("time share"), N_("since on"), N_("until on"), N_("renewal"), N_("refusal"),
    N_("end reason"), N_("processes"), N_("skills"), N_("people per champion"), N_("smallest unit"), N_("term months"),
    N_("quiet days"), N_("topic"), N_("answer"), N_("public"), N_("link"), N_("people"), N_("on"),
)  # fmt: skip


def connect() -> None:
    from changemgmt.champions import own_data

    own_data.connect()
    from changemgmt.champions import counting, excel, health, proof, sentences, waiting  # noqa: F401 - registers sentences
    from changemgmt.champions.activity import register as register_activity
    from changemgmt.champions.choices import MATERIAL_FILE, ChampionState, EndKind, EntryKind, Renewal, Topic
    from changemgmt.champions.models import ChampionMaterial
    from pmo import exchange
    from pmo.audit.words import register_acts, register_codes
    from pmo.files.guards import register_owner
    from pmo.notify import groups
    from pmo.web import nav
    from projects.gates import evidence
    from projects.portfolio import dimensions, stage_tabs
    from projects.portfolio.choices import Stage

    register_acts(ACTS)
    for field, choices in (
        ("champion_state", ChampionState),
        ("end_kind", EndKind),
        ("entry_kind", EntryKind),
        ("renewal", Renewal),
        ("topic", Topic),
    ):
        register_codes(field, choices.choices)
    groups.register(
        groups.Group(
            "champions", _("Champions"), _("Nominations and terms, questions of colleagues, and their answers.")
        ),
        prefixes=("champion", "champion_question"),
    )
    register_activity("log", _("Own log"), counting.logged)
    register_activity("questions", _("Questions answered"), counting.answered)
    register_owner(MATERIAL_FILE, ChampionMaterial)
    exchange.register(excel.IMPORTER)
    evidence.register(proof.KIND)
    stage = Stage.CHANGE.value
    dimensions.register_dimension(
        dimensions.Dimension("champions", _("Champions"), stage, health.read, ("champion", "view"))
    )
    dimensions.register_stage_facts(stage, health.facts)
    waiting.connect()
    dimensions.register_key_dates("champions", waiting.key_dates, waiting.ending)
    tab = stage_tabs.Tab(stage, "champions", _("Champions"), "champions:network", ("champion", "view"), 20)
    stage_tabs.register(tab)
    nav.register(nav.Entry("/champions/", _("My champion"), "people", nav.CHANGE))
    nav.register(nav.Entry("/champions/all/", _("Champions"), "star", nav.CHANGE))
    _connect_search()


def _connect_search() -> None:
    from pmo import search

    search.register("champion", _("Champions"), find, order=62)
    words = ("超级用户", "关键用户", "champion", "super user", "key user")
    for title, route, icon, right in (
        (_("Who is my champion?"), "champions:mine", "people", None),
        (_("My desk as a champion"), "champions:desk", "star", ("champion_question", "answer")),
        (_("All champions"), "champions:all", "star", ("champion", "export")),
    ):
        search.register_command(
            search.Command(title=title, url=partial(reverse, route), icon=icon, right=right, words=words)
        )


def find(user: Any, query: str, limit: int) -> Any:
    """Champions in office by name."""
    from changemgmt.champions.choices import HELD
    from changemgmt.champions.models import Champion
    from pmo import search

    names = ["user__name", "user__name_en"]
    rows = Champion.objects.visible_to(user).filter(state__in=HELD).filter(search.match(names, query))

    def hit(row: Champion) -> search.Hit:
        return search.Hit(row.label, row.url, f"{row.unit.label} · {row.project.label}", "star")

    return search.Found(rows.select_related("user", "unit", "project"), hit, names)
