from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_


def connect() -> None:
    from metrics.processes import (  # noqa: F401 - registers sentences
        analysing,
        faults,
        selectors,
        wording,
    )
    from metrics.processes import evidence as own_evidence
    from metrics.processes.choices import EDGE, LOG_FILE, LogStatus
    from metrics.processes.models import EventLog
    from pmo import files, search
    from pmo.audit.words import register_acts, register_codes
    from projects.goals import evidence
    from projects.portfolio import dimensions
    from projects.portfolio.choices import Stage

    files.register_owner(LOG_FILE, EventLog)
    evidence.register(EDGE, own_evidence.resolve)
    dimensions.register_stage_facts(Stage.IMPROVEMENT.value, selectors.stage_facts)
    search.register("process", _("Processes"), find, order=40)
    search.register_command(
        search.Command(
            title=_("Upload an event log"),
            url=lambda: reverse("processes:new"),
            icon="flow",
            right=("process", "add"),
            words=("流程", "日志", "事件日志", "XES", "process mining"),
        )
    )
    register_codes("error", faults.NAMED)
    register_codes("mapping", faults.FIELDS.items())
    register_codes("status", LogStatus.choices)
    register_acts(
        {
            "process.created": N_("added the process"),
            "process.changed": N_("changed the process"),
            "process.deleted": N_("deleted the process"),
            "process.steps_named": N_("named the steps"),
            "process.log_uploaded": N_("uploaded an event log"),
            "process.log_restarted": N_("had an event log analysed again"),
            "process.log_analysed": N_("event log analysed"),
            "process.log_failed": N_("event log could not be read"),
            "process.log_withdrawn": N_("withdrew an event log"),
            "process.log_discarded": N_("discarded an event log"),
        }
    )


# What the history calls the values of these acts.
VALUES = (N_("log"), N_("events"), N_("measurements"), N_("file name"), N_("mapping"), N_("error"))


def find(user: Any, q: str, limit: int) -> Any:
    """Processes whose name holds the words."""
    from metrics.processes import selectors
    from pmo import search

    rows = selectors.visible(user).filter(search.match(["name", "name_en"], q))
    return search.Found(rows, lambda row: search.Hit(row.label, row.url, row.project.label, "flow"))
