"""What the engine refuses and explains, in words, with the names of the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from pmo import texts
from pmo.records import Invalid
from pmo.texts import Sentence
from projects.engines.cpm import PlanError

LONGEST_CHAIN = 12

REFUSALS: dict[str, str | Promise] = {
    "cycle": _("These tasks wait for each other: %(chain)s. Remove one of the links."),
    "unknown_task": _("A link leads to a task that is not in this plan."),
    "self_link": _("“%(first)s” cannot wait for itself."),
    "duplicate_link": _("“%(first)s” and “%(last)s” are linked already."),
    "duplicate_key": _("“%(first)s” occurs twice."),
    "unknown_parent": _("“%(first)s” lies under a row that is not in this plan."),
    "parent_cycle": _("Rows lie under each other: %(chain)s."),
    "summary_link_to_own_child": _("“%(first)s” and “%(last)s” cannot be linked: one lies inside the other."),
    "summary_finish_link": _(
        "“%(last)s” is a summary: its finish follows from its tasks. Link to its start (FS, SS), or to a task in it."
    ),
    "impossible_constraint": _("“%(first)s” has a constraint that needs a date."),
    "bad_duration": _("The duration of “%(first)s” is below zero or longer than any plan."),
    "bad_lag": _("The lag between “%(first)s” and “%(last)s” is longer than any plan."),
    "bad_percent": _("“%(first)s” cannot be %(percent)s%% done."),
    "finish_before_start": _("“%(first)s” would finish before it starts."),
    "unknown_calendar": _("“%(first)s” follows a calendar that is not there."),
    "no_worktime": _("The calendar of “%(first)s” has no working time, so it can never be done."),
    "out_of_range": _("The dates of “%(first)s” leave the years this plan's calendar covers."),
}


def refusal(error: PlanError, names: Mapping[int, str]) -> Invalid:
    """The business error of a network nobody can schedule, with the offending chain by name."""
    chain = [names.get(key, str(key)) for key in error.keys]
    shown = chain if len(chain) <= LONGEST_CHAIN else [*chain[: LONGEST_CHAIN - 1], "…", chain[-1]]
    params: dict[str, Any] = {
        "chain": " → ".join(shown),
        "first": chain[0] if chain else "…",
        "last": chain[-1] if chain else "…",
        **error.params,
    }
    return Invalid(REFUSALS[error.code], code=error.code, params=params)


for _key, _template in {
    "schedule.why.done": N_("Done"),
    "schedule.why.started": N_("Started; the rest follows its actual start"),
    "schedule.why.manual": N_("Its dates were set by hand"),
    "schedule.why.driven_by": N_("Follows **%(chain)s**"),
    "schedule.why.constraint": N_("Its own constraint sets the date"),
    "schedule.why.status": N_("Not started, so it begins after the status date"),
    "schedule.why.project_start": N_("Begins with the project"),
    "schedule.why.late_for_deadline": N_("**%(late)s too late** for a deadline: %(chain)s"),
    "schedule.why.late_for_constraint": N_("**%(late)s too late** for a fixed date: %(chain)s"),
    "schedule.why.late_for_finish": N_("**%(late)s too late** for the promised finish: %(chain)s"),
}.items():
    texts.register(_key, _template)


def reason(code: str, keys: Sequence[int], minutes: int, names: Mapping[int, str], day_minutes: int) -> Sentence:
    """A sentence for one of the engine's reasons."""
    chain = " → ".join(names.get(key, str(key)) for key in keys)
    late = texts.num(round(minutes / day_minutes, 1), "天", "days")
    return Sentence(f"schedule.why.{code}", {"chain": chain, "late": late})


EDITS: dict[str, str] = {
    "set": N_("changed tasks (%(n)s)"),
    "move": N_("moved tasks (%(n)s)"),
    "fill": N_("filled a column"),
    "add": N_("added tasks (%(n)s)"),
    "delete": N_("deleted tasks"),
    "indent": N_("indented tasks"),
    "outdent": N_("outdented tasks"),
    "reorder": N_("reordered tasks"),
    "link": N_("linked tasks"),
    "unlink": N_("removed links"),
    "predecessors": N_("changed predecessors"),
    "several": N_("edited the plan (%(n)s changes)"),
    "progress": N_("reported progress on %(task)s"),
    "undo": N_("undid: %(what)s"),
    "redo": N_("redid: %(what)s"),
    "import": N_("imported %(file)s"),
    "template": N_("started from the template %(template)s"),
    "settings": N_("changed the settings of the plan"),
    "calendar": N_("changed a calendar of the plan"),
    "company": N_("the company's calendar changed"),
    "people": N_("the people on tasks, or their time, changed"),
    "change": N_("carried out the change request %(change)s"),
    "levelling": N_("levelled the work of people"),
}
for _code, _template in EDITS.items():
    texts.register(f"schedule.edit.{_code}", _template)
