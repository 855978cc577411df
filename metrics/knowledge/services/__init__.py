"""Business acts of the knowledge base."""

from __future__ import annotations

from metrics.knowledge.services.articles import change_article, create_article, delete_article, restore_version
from metrics.knowledge.services.desk import (
    add_tags,
    count_missed,
    delete_category,
    merge_tag,
    rename_tag,
    save_category,
    settle_missed,
)
from metrics.knowledge.services.files import add_file, remove_file
from metrics.knowledge.services.lessons import from_feedback, from_pain_point, from_question, from_review
from metrics.knowledge.services.publishing import archive, confirm, publish, revive, send_back, submit
from metrics.knowledge.services.questions import answer, ask, remove_question
from metrics.knowledge.services.reminders import remind
from metrics.knowledge.services.votes import vote

__all__ = [
    "add_file",
    "add_tags",
    "answer",
    "archive",
    "ask",
    "change_article",
    "confirm",
    "count_missed",
    "create_article",
    "delete_article",
    "delete_category",
    "from_feedback",
    "from_pain_point",
    "from_question",
    "from_review",
    "merge_tag",
    "publish",
    "remind",
    "remove_file",
    "remove_question",
    "rename_tag",
    "restore_version",
    "revive",
    "save_category",
    "send_back",
    "settle_missed",
    "submit",
    "vote",
]
