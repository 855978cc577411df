"""Acts on data sets: `from projects.datamig import services`."""

from projects.datamig.services.profiles import read_again, upload
from projects.datamig.services.rules import add_rule, change_rule, remove_rule
from projects.datamig.services.runs import record_run, remove_run
from projects.datamig.services.sets import add_data_set, change_data_set, delete_data_set

__all__ = [
    "add_data_set",
    "add_rule",
    "change_data_set",
    "change_rule",
    "delete_data_set",
    "read_again",
    "record_run",
    "remove_rule",
    "remove_run",
    "upload",
]
