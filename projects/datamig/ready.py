"""Wires the room to the outside: evidence, health, words of the history, search, files, the tab of its stage."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from projects.portfolio import searching


def connect() -> None:
    from pmo import files, search
    from pmo.audit.words import register_acts, register_codes
    from projects.datamig import health, proof, sentences, work  # noqa: F401 - registers sentences and the job
    from projects.datamig.choices import DATA_FILE, RuleKind, RunKind
    from projects.portfolio import dimensions, stage_tabs
    from projects.portfolio.choices import Stage

    register_acts(ACTS)
    register_codes("data rule", RuleKind.choices)
    register_codes("kind", RunKind.choices)
    files.register_guard(DATA_FILE, may_open)
    proof.connect()
    dimension = dimensions.Dimension("data", _("Data"), Stage.EXECUTION, health.read, ("data_set", "view"))
    dimensions.register_dimension(dimension)
    right = ("data_set", "view")
    stage_tabs.register(stage_tabs.Tab(Stage.EXECUTION, "data", _("Data"), "datamig:data_sets", right, 20))
    search.register("data_set", _("Data sets"), find, order=50)


def may_open(user: Any, attachment: Any) -> bool:
    """An extract holds people's data: whoever sees the figures does not see the file."""
    from projects.datamig.models import DataSet

    return DataSet.objects.for_verb(user, "import").filter(pk=attachment.object_id).exists()


def find(user: Any, query: str, limit: int) -> Any:
    from projects.datamig.models import DataSet

    return searching.of_project(DataSet, ("name", "name_en"), user, query, "grid")


ACTS = {
    "data_set.added": N_("named the data set"),
    "data_set.changed": N_("changed the data set"),
    "data_set.deleted": N_("deleted the data set"),
    "data_set.rule_added": N_("added a rule to the data set"),
    "data_set.rule_changed": N_("changed a rule of the data set"),
    "data_set.rule_removed": N_("removed a rule of the data set"),
    "data_set.uploaded": N_("uploaded an extract of the data set"),
    "data_set.read_again": N_("had the extract of the data set read again"),
    "data_set.read": N_("had the extract of the data set read"),
    "data_set.run_recorded": N_("recorded a migration run"),
    "data_set.run_removed": N_("took a migration run back"),
}
# What the history calls the values of these acts.
VALUES = (
    N_("file name"), N_("rows"), N_("bad rows"), N_("run"), N_("rows in the source"), N_("rows that arrived"),
    N_("rows rejected on purpose"), N_("module"), N_("is critical"), N_("data rule"), N_("columns"),
    N_("values allowed"), N_("at least"), N_("at most"), N_("from the day"), N_("until the day"),
    N_("tolerated share"), N_("data set it refers to"),
)  # fmt: skip
