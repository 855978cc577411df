"""Business acts of support."""

from __future__ import annotations

from changemgmt.support.services.asking import (
    add,
    ask,
    attach,
    close_quiet,
    computed_priority,
    confirm,
    rate,
    reopen,
    solved_by_article,
    take_back,
)
from changemgmt.support.services.bringing import Past, bring_over
from changemgmt.support.services.care import begin, end, set_criterion, tell_ready
from changemgmt.support.services.chasing import chase
from changemgmt.support.services.linking import link, link_incident, merge
from changemgmt.support.services.mailing import drop_mail, poll, take_mail
from changemgmt.support.services.releasing import change_error, change_release, note_error, plan_release, release
from changemgmt.support.services.setup import (
    change_desk,
    open_desk,
    save_canned,
    save_category,
    save_team,
    set_level,
)
from changemgmt.support.services.working import (
    answer,
    assign,
    assign_many,
    filled,
    go_ahead,
    note,
    resolve,
    sort,
    take,
    wait_supplier,
)

__all__ = [
    "Past",
    "add",
    "answer",
    "ask",
    "assign",
    "assign_many",
    "attach",
    "begin",
    "bring_over",
    "change_desk",
    "change_error",
    "change_release",
    "chase",
    "close_quiet",
    "computed_priority",
    "confirm",
    "drop_mail",
    "end",
    "filled",
    "go_ahead",
    "link",
    "link_incident",
    "merge",
    "note",
    "note_error",
    "open_desk",
    "plan_release",
    "poll",
    "rate",
    "release",
    "reopen",
    "resolve",
    "save_canned",
    "save_category",
    "save_team",
    "set_criterion",
    "set_level",
    "solved_by_article",
    "sort",
    "take",
    "take_back",
    "take_mail",
    "tell_ready",
    "wait_supplier",
]
