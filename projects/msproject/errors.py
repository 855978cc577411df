"""Why a file cannot be read."""

from __future__ import annotations


class MspdiError(Exception):
    """`code` is worded in `wording`; params name the row, element and value at fault.

    codes: not_xml, has_dtd, not_mspdi, too_many_tasks, bad_value, duplicate_uid, unknown_predecessor, no_tasks,
    bad_level, bad_calendar, calendar_cycle, name_too_long
    """

    def __init__(self, code: str, **params: object) -> None:
        self.code, self.params = code, params
        super().__init__(f"{code} {params}")
