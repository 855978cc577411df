"""Wires the room to the outside: evidence, the say when projects move on, decisions, dates, health, tabs, search."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from projects.portfolio import searching


def connect() -> None:
    from projects.gates import own_data

    own_data.connect()
    from pmo.audit.words import register_acts
    from pmo.notify import groups
    from pmo.web import nav
    from projects.gates import decisions, health, kinds, sampling, sentences  # noqa: F401 - registers sentences
    from projects.gates.choices import About, Measure
    from projects.gates.selectors import pilots
    from projects.gates.services import templates
    from projects.portfolio import advancing, dimensions, stage_tabs
    from projects.portfolio.choices import Stage

    register_acts(ACTS)
    kinds.connect()
    sampling.register(About.DEFECTS, Measure.RATE, pilots.defects)
    advancing.register(templates.has_say)
    groups.register(
        groups.Group("gates", _("Gates and pilots"), _("Gates you decide, their conditions, verdicts of pilots.")),
        prefixes=("gate.", "pilot.", "rollout."),
    )
    dimensions.register_dimension(dimensions.Dimension("gate", _("Gates"), Stage.PLANNING, health.read))
    decisions.connect()
    dimensions.register_key_dates("gates", health.key_dates)
    nav.register(nav.Entry("/gates/", _("Gates"), "check", nav.CONTROL))
    for code, label, url_name, right, order in (
        ("pilots", _("Pilot"), "gates:pilots", ("pilot", "view"), 60),
        ("gates", _("Gates"), "gates:chain", ("gate", "view"), 62),
    ):
        stage_tabs.register(stage_tabs.Tab(Stage.PLANNING, code, label, url_name, right, order, group="gates"))
    _connect_search()


def _connect_search() -> None:
    from pmo import search

    search.register("gate", _("Gates"), find_gates, order=48)
    search.register("pilot", _("Pilots"), find_pilots, order=49)
    for title, url_name, icon, right, words in (
        (_("Gates of all projects"), "gates:calendar", "flag", ("gate", "view"), ("关口", "gate")),
        (_("Gates by months"), "gates:months", "calendar", ("gate", "view"), ("关口", "日历", "calendar")),
        (_("Gate pack"), "gates:pack", "file", ("gate", "view"), ("关口", "打印", "print")),
        (_("Templates of gates"), "gates:templates", "flag", ("gate_template", "view"), ("模板", "template")),
    ):
        command = search.Command(title=title, url=_address(url_name), icon=icon, right=right, words=words)
        search.register_command(command)


def _address(url_name: str) -> Any:
    return lambda: reverse(url_name)


def find_gates(user: Any, query: str, limit: int) -> Any:
    from projects.gates.models import Gate

    return searching.of_project(Gate, ("name", "name_en"), user, query, "flag")


def find_pilots(user: Any, query: str, limit: int) -> Any:
    from projects.gates.models import Pilot

    return searching.of_project(Pilot, ("name", "name_en"), user, query, "loop")


ACTS = {
    "gate.chain_set_up": N_("set up the gates"),
    "gate.added": N_("added the gate"),
    "gate.removed": N_("removed the gate"),
    "gate.planned": N_("planned the day of the gate"),
    "gate.changed": N_("changed the gate"),
    "gate.criterion_added": N_("added a criterion to the gate"),
    "gate.criterion_changed": N_("changed a criterion of the gate"),
    "gate.criterion_removed": N_("removed a criterion of the gate"),
    "gate.voted": N_("judged at the gate"),
    "gate.decided": N_("decided the gate"),
    "gate.condition_met": N_("met a condition of the gate"),
    "gate_template.added": N_("gave the portfolio its own template of gates"),
    "gate_template.changed": N_("changed the template of gates"),
    "gate_template.gate_saved": N_("saved a gate of the template"),
    "gate_template.gate_removed": N_("removed a gate of the template"),
    "gate_template.criterion_saved": N_("saved a criterion of the template"),
    "gate_template.criterion_removed": N_("removed a criterion of the template"),
    "pilot.planned": N_("planned the pilot"),
    "pilot.changed": N_("changed the pilot"),
    "pilot.begun": N_("began the pilot"),
    "pilot.called_off": N_("called off the pilot"),
    "pilot.criterion_saved": N_("saved a criterion of the pilot"),
    "pilot.criterion_removed": N_("removed a criterion of the pilot"),
    "pilot.counted": N_("counted a criterion of the pilot"),
    "pilot.feedback_given": N_("gave feedback on the pilot"),
    "pilot.feedback_answered": N_("answered feedback on the pilot"),
    "pilot.findings_written": N_("wrote the findings of the pilot"),
    "pilot.judged": N_("gave the verdict of the pilot"),
    "rollout.exception_signed": N_("signed an exception: roll-out without a pilot"),
    "kill.agreed": N_("agreed a kill criterion"),
    "kill.retired": N_("no longer watches a kill criterion"),
    "kill.came_true": N_("found that a kill criterion came true"),
    "kill.answered": N_("answered a kill criterion: the project goes on"),
    "kill.stopped": N_("stopped the project on a kill criterion"),
}
# What the history calls the values of these acts.
VALUES = (
    N_("gates"),
    N_("keepers"),
    N_("voice"),
    N_("decision"),
    N_("counted"),
    N_("feedback"),
    N_("answer"),
    N_("instead"),
    N_("must"),
    N_("weight"),
    N_("pass share"),
    N_("is rollout"),
    N_("from stage"),
    N_("to stage"),
    N_("roles"),
    N_("required"),
    N_("gate"),
    N_("rule"),
    N_("kind"),
)
