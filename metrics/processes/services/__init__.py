"""Business acts on processes, their logs and what was found in them."""

from metrics.processes.services.feed import feed_kpis
from metrics.processes.services.findings import figure_to_kpi, finding_to_pain_point
from metrics.processes.services.logs import Upload, analyse_again, begin_process, discard_log, upload_log, withdraw_log
from metrics.processes.services.processes import change_process, create_process, delete_process, name_steps

__all__ = [
    "Upload",
    "analyse_again",
    "begin_process",
    "change_process",
    "create_process",
    "delete_process",
    "discard_log",
    "feed_kpis",
    "figure_to_kpi",
    "finding_to_pain_point",
    "name_steps",
    "upload_log",
    "withdraw_log",
]
