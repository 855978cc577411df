"""Words: content in two languages, and computed sentences that are read in the reader's language."""

from pmo.texts.sentence import (
    Sentence,
    bilingual,
    day,
    days,
    money,
    name,
    nested,
    num,
    pct,
    pick,
    plain,
    register,
    show,
    text,
    words,
    workdays,
)

__all__ = [
    "Sentence",
    "bilingual",
    "day",
    "days",
    "money",
    "name",
    "nested",
    "num",
    "pct",
    "pick",
    "plain",
    "register",
    "show",
    "text",
    "words",
    "workdays",
]
