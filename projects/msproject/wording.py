"""What went wrong with a file, and what of it was left out, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pmo.records import Invalid
from projects.msproject.document import LeftOut
from projects.msproject.errors import MspdiError

ERRORS: dict[str, str | Promise] = {
    "not_xml": gettext_lazy("The file is not readable as XML: %(detail)s."),
    "has_dtd": gettext_lazy(
        "The file declares a document type or entities, which Microsoft Project never does. Refused."
    ),
    "not_mspdi": gettext_lazy(
        "The file begins with <%(element)s>, not <Project>: save it in Microsoft Project as “XML format”."
    ),
    "no_tasks": gettext_lazy("The file holds no tasks."),
    "no_start": gettext_lazy("Neither the project nor any task of the file has a start date."),
    "too_many_tasks": gettext_lazy("The file has more than %(limit)s tasks. Split the plan into projects."),
    "too_many_rows": gettext_lazy("The file has too many rows of the kind %(what)s."),
    "bad_value": gettext_lazy("“%(row)s”: %(element)s is “%(value)s”, which cannot be right."),
    "duplicate_uid": gettext_lazy("“%(row)s” has the unique id %(uid)s that another task has too."),
    "unknown_predecessor": gettext_lazy("“%(row)s” follows task %(uid)s, which the file does not contain."),
    "bad_level": gettext_lazy("“%(row)s” stands at outline level %(value)s without a task one level above."),
    "bad_calendar": gettext_lazy("Working times of the calendar “%(row)s” overlap or end before they begin."),
    "calendar_cycle": gettext_lazy("The calendar “%(row)s” is based on itself."),
    "no_java": gettext_lazy(
        "Files of the kind .%(ending)s need Java and the mpxj package on the server. Save the plan as XML in Microsoft "
        "Project and upload that."
    ),
    "not_converted": gettext_lazy("The file could not be converted: %(detail)s."),
}

LEFT_OUT: dict[str, str | Promise] = {
    "assignment_delays": gettext_lazy("Delays of single assignments; people start when their task starts"),
    "baseline_work": gettext_lazy("Work and cost of baselines; dates and durations are kept"),
    "baseline_rows_gone": gettext_lazy("Baselines of tasks that were deleted since"),
    "baselines_beyond": gettext_lazy("Baselines beyond eleven, which is as many as Microsoft Project keeps"),
    "blank_rows": gettext_lazy("Empty rows"),
    "calendar_exception": gettext_lazy("Repeating exceptions of a calendar that cannot be expressed day by day"),
    "constraint_without_date": gettext_lazy("Constraints without a date; the tasks start as soon as possible"),
    "contours": gettext_lazy("Work contours; work is spread evenly"),
    "custom_fields": gettext_lazy("Custom fields"),
    "fixed_costs": gettext_lazy("Fixed costs; money is planned in the budget"),
    "foreign_links": gettext_lazy("Links to tasks of other files"),
    "hyperlinks": gettext_lazy("Hyperlinks"),
    "lag_fractions": gettext_lazy("Fractions of a percent in lags; they are rounded"),
    "long_acceptance": gettext_lazy("“Accepted when” beyond 1,275 characters; the end is cut off"),
    "long_names": gettext_lazy("Names beyond 200 characters were cut"),
    "crowds": gettext_lazy("People beyond thirty on one task"),
    "manual_summaries": gettext_lazy("Summaries scheduled by hand; their dates follow from their tasks"),
    "material_and_costs": gettext_lazy("Material and cost resources"),
    "month_days": gettext_lazy("Fractions of a day in the length of a month; they are rounded"),
    "no_share": gettext_lazy("Assignments without a share of time"),
    "own_times": gettext_lazy("Weeks and absences of people; Microsoft Project plans them by the plan's own hours"),
    "people_calendars": gettext_lazy("Working times of single people; here their own week and absences count"),
    "percent_fractions": gettext_lazy("Fractions of a percent of progress; they are rounded"),
    "placeholders": gettext_lazy("Resources that are nobody here: each becomes a role to be filled"),
    "rates": gettext_lazy("Rates of resources; money is planned in the budget"),
    "recurring": gettext_lazy("Recurring tasks are kept as their single occurrences"),
    "scheduled_from_finish": gettext_lazy("The file is scheduled backwards from its finish; here from its start"),
    "splits": gettext_lazy("Splits of tasks; a task is interrupted by its calendar only"),
    "subprojects": gettext_lazy("Contents of inserted projects; their rows are kept"),
    "summary_people": gettext_lazy("People on summaries; people work on tasks"),
    "summary_milestones": gettext_lazy("Summaries marked as milestones; a summary has dates of its own"),
    "unknown_calendar": gettext_lazy("Task calendars the file does not contain"),
    "unknown_people": gettext_lazy("Resources that are nobody here, with their work"),
    "work_week": gettext_lazy("Work weeks without dates"),
}


def to_invalid(error: MspdiError) -> Invalid:
    """The business error of an unreadable file."""
    return Invalid(ERRORS[error.code], code=error.code, field="file", params=dict(error.params))


def left_json(items: tuple[LeftOut, ...]) -> list[dict[str, Any]]:
    return [{"code": item.code, "where": list(item.where), "count": item.count} for item in items]


def left_lines(items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """{text, count, where, more} per thing that was left out."""
    return [
        {
            "text": str(LEFT_OUT[item["code"]]),
            "count": item["count"],
            "where": _("; ").join(item["where"]),
            "more": item["count"] - len(item["where"]),
        }
        for item in items
    ]
