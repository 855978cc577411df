"""Acts of the room."""

from metrics.surveys.services.answering import submit
from metrics.surveys.services.outcome import answer_to_pain_point, score_to_kpi, theme_to_pain_point
from metrics.surveys.services.questionnaires import move_question, remove_question, save_question
from metrics.surveys.services.rounds import cancel_round, close_round, plan_round, work_off
from metrics.surveys.services.surveys import change_survey, create_survey, delete_survey

__all__ = [
    "answer_to_pain_point",
    "cancel_round",
    "change_survey",
    "close_round",
    "create_survey",
    "delete_survey",
    "move_question",
    "plan_round",
    "remove_question",
    "save_question",
    "score_to_kpi",
    "submit",
    "theme_to_pain_point",
    "work_off",
]
