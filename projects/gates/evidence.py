"""Kinds of evidence a criterion can be bound to. Rooms say what they know; gates only compare and freeze it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

from pmo import texts
from pmo.audit.words import register_codes
from pmo.texts import Sentence
from projects.gates.choices import Met
from projects.portfolio.models import Project


@dataclass(frozen=True)
class Evidence:
    """What was found: value and threshold as they are read, whether it is met, one sentence, the page behind it.

    A plain `str` is kept as it is; a Sentence is read in each reader's language.
    """

    value_text: Sentence | str
    threshold_text: Sentence | str
    status: str
    sentence: Sentence
    url: str = ""

    @property
    def mark(self) -> str:
        """The mark of the product's six states."""
        return {Met.MET.value: "ok", Met.MISSED.value: "off"}.get(self.status, "none")

    @property
    def word(self) -> Any:
        return Met(self.status).label

    def to_json(self) -> dict[str, Any]:
        return {
            "value": _kept(self.value_text),
            "threshold": _kept(self.threshold_text),
            "status": str(self.status),
            "sentence": self.sentence.to_json(),
            "url": self.url,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Evidence:
        return cls(
            Sentence.from_json(data["value"]) or texts.plain(""),
            Sentence.from_json(data["threshold"]) or texts.plain(""),
            data["status"],
            Sentence.from_json(data["sentence"]) or texts.plain(""),
            data.get("url", ""),
        )


# Asked with the project, the day, and the threshold of the criterion (None: the kind's own).
Read = Callable[[Project, date, Decimal | None], Evidence]


@dataclass(frozen=True)
class EvidenceKind:
    """`default` and `unit` belong to the threshold; without a default the kind asks for none."""

    code: str
    label: str | Promise
    read: Read
    default: Decimal | None = None
    unit: str | Promise = ""


_kinds: dict[str, EvidenceKind] = {}


def register(kind: EvidenceKind) -> None:
    _kinds[kind.code] = kind
    # What the history calls the kind of a criterion.
    register_codes("kind", [(kind.code, kind.label)])


def kinds() -> list[EvidenceKind]:
    return list(_kinds.values())


def kind_of(code: str) -> EvidenceKind | None:
    return _kinds.get(code)


def read(code: str, project: Project, as_of: date, threshold: Decimal | None) -> Evidence:
    """The evidence of a kind; not available when no room that is installed knows it."""
    kind = _kinds.get(code)
    if kind is None:
        return Evidence("", "", Met.NOT_AVAILABLE, Sentence("gate.evidence.unknown", {"kind": code}))
    return kind.read(project, as_of, kind.default if threshold is None else threshold)


def _kept(words: Sentence | str) -> dict[str, Any]:
    return words.to_json() if isinstance(words, Sentence) else texts.plain(words).to_json()
