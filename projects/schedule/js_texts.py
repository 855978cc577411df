"""The words of the Gantt's script."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from projects.schedule.choices import NEEDS_MOMENT


def gantt_texts() -> dict[str, str]:
    return {
        "today": pgettext("line in a Gantt", "today"),
        "tasks": _("Tasks"),
        "split": _("Width of the list"),
        "onTime": pgettext("slip", "on time"),
        "late": pgettext("slip", "%s d late"),
        "early": pgettext("slip", "%s d early"),
        "milestone": _("milestone"),
        "critical": pgettext("task", "critical"),
        "follows": _("follows %s"),
        "due": _("deadline %s"),
        "queued": _("No connection. Your edits are kept and sent when it is back."),
        "failed": _("This could not be saved."),
        "yours": _("Yours"),
        "theirs": _("Saved meanwhile"),
        "takeTheirs": _("Take theirs"),
        "keepMine": _("Save mine over it"),
        "linkTo": _("Now choose the task that follows “%s”."),
        "holdTo": _("Tap the task that follows “%s”, or drag this one to other days."),
        "cancel": _("Cancel"),
        "movedTo": _("starts %s"),
        "endsOn": _("ends %s"),
        "often": _("critical in %s of the simulated courses"),
        "oftenStale": _("the plan was edited since"),
        "tipWork": _("%s, %s done"),
        "tipFloat": _("%s d of float"),
        "notLoaded": _("The plan could not be loaded. Reload the page."),
        "notFound": _("Nothing found for “%s”"),
        "shown": _("%s of %s rows"),
        "col.row": pgettext("column", "Row"),
        "col.wbs": _("WBS"),
        "col.name": _("Task"),
        "col.owner": _("Owner"),
        "col.duration": _("Duration"),
        "col.start": pgettext("column", "Start"),
        "col.finish": pgettext("column", "Finish"),
        "col.percent": pgettext("column", "Done"),
        "col.predecessors": _("Predecessors"),
        "col.slip": _("vs baseline"),
        "col.float": _("Float"),
        "col.often": pgettext("column", "Crit. in"),
        **{f"constraint.{kind.value}": str(kind.label) for kind in NEEDS_MOMENT},
    }
