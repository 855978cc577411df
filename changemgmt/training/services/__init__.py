"""Acts of the room."""

from changemgmt.training.services.attempts import begin, close_if_over, hand_in, save_answer, sweep
from changemgmt.training.services.attendance import check_in, mark_attendance
from changemgmt.training.services.bank import add_question, change_question, remove_question
from changemgmt.training.services.courses import (
    add_material,
    change_course,
    close_course,
    create_course,
    delete_course,
    open_course,
    remove_material,
)
from changemgmt.training.services.curricula import (
    change_curriculum,
    create_curriculum,
    delete_curriculum,
    enrol_all,
    enrol_by_rule,
)
from changemgmt.training.services.enrolling import enrol_people, enrol_self, leave, rate
from changemgmt.training.services.marking import mark_attempt
from changemgmt.training.services.reminders import remind
from changemgmt.training.services.sessions import (
    add_participants,
    book,
    cancel_session,
    change_session,
    give_up,
    plan_session,
    remove_participant,
)

__all__ = [
    "add_material",
    "add_participants",
    "add_question",
    "begin",
    "book",
    "cancel_session",
    "change_course",
    "change_curriculum",
    "change_question",
    "change_session",
    "check_in",
    "close_course",
    "close_if_over",
    "create_course",
    "create_curriculum",
    "delete_course",
    "delete_curriculum",
    "enrol_all",
    "enrol_by_rule",
    "enrol_people",
    "enrol_self",
    "give_up",
    "hand_in",
    "leave",
    "mark_attempt",
    "mark_attendance",
    "open_course",
    "plan_session",
    "rate",
    "remind",
    "remove_material",
    "remove_participant",
    "remove_question",
    "save_answer",
    "sweep",
]
