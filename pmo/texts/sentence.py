"""Sentences that are stored once and read in each reader's language.

A computed sentence is a key and typed parameters; the wording is looked up and translated when it is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_noop as N_

TEMPLATES: dict[str, str] = {}

_IN_DATE = re.compile(
    r"(?<=\d) (?=[年月日])|(?<=[年月]) (?=\d)|(?<=\d) (?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b)"
)
_BOLD = re.compile(r"\*\*(.+?)\*\*")


def register(key: str, template: str) -> None:
    """Give `key` its English template (marked with gettext_noop where it is written). `**…**` is bold."""
    if TEMPLATES.get(key, template) != template:
        raise ValueError(f"sentence {key!r} is registered twice with different words")
    TEMPLATES[key] = template


@dataclass(frozen=True)
class Sentence:
    """A translatable sentence: `key` names a registered template, `params` fill it."""

    key: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def render(self) -> str:
        """The sentence in the active language, with `**bold**` marks."""
        lang = get_language() or ""
        shown = {name: _shown(value, lang) for name, value in self.params.items()}
        return _translated(TEMPLATES[self.key], lang) % shown

    def plain(self) -> str:
        return _BOLD.sub(r"\1", self.render())

    def html(self) -> SafeString:
        """Escaped, with bold marks turned into <b>; dates do not break at the end of a line."""
        return mark_safe(_BOLD.sub(r"<b>\1</b>", escape(glued(self.render()))))

    def to_json(self) -> dict[str, Any]:
        return {"key": self.key, "params": dict(self.params)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> Sentence | None:
        return cls(data["key"], data.get("params", {})) if data else None

    def __str__(self) -> str:
        return self.plain()


def glued(text: str) -> str:
    """Days and months that stay together: 11 月 23 日, 23 Nov with spaces that do not break."""
    return _IN_DATE.sub("\u00a0", text)


def show(value: Any) -> str:
    """One parameter in the active language."""
    return _shown(value, get_language() or "")


@cache
def _translated(template: str, lang: str) -> str:
    """`template` in the active language, which is `lang`: there are some hundred, drawn again and again."""
    return gettext(template)


def _shown(value: Any, lang: str) -> str:
    """As `show`; a list of sentences asks for the language once per sentence, not once per word."""
    # What was read from the database is a dict; asking whether something is any mapping takes ten times as long.
    if type(value) is not dict and not isinstance(value, Mapping):
        return str(value)
    kind = value["t"]
    if kind == "name":
        return _picked(value.get("zh", ""), value.get("en", ""), lang)
    if kind == "text":
        return gettext(value["v"])
    if kind == "sentence":
        return Sentence(value["key"], value.get("params", {})).render()
    if kind == "list":
        return gettext(", ").join(_shown(part, lang) for part in value["v"])
    return _figure(kind, value, lang)


def _figure(kind: str, value: Mapping[str, Any], lang: str) -> str:
    from pmo.web import formats  # the wording of numbers belongs to the kit, which sits above this module

    if kind == "date":
        return formats.day(date.fromisoformat(value["v"]), lang)
    if kind == "num":
        shown = formats.number(Decimal(value["v"]), value.get("digits"), lang=lang)
        unit = _picked(value.get("unit", ""), value.get("unit_en", ""), lang)
        return formats.with_unit(shown, unit)
    if kind == "pct":
        return formats.pct(value["v"], lang=lang)
    if kind == "money":
        return formats.money(Decimal(value["v"]), value["c"], lang)
    if kind == "days":
        return ngettext("%(n)d day", "%(n)d days", value["v"]) % {"n": value["v"]}
    if kind == "workdays":
        return ngettext("%(n)d working day", "%(n)d working days", value["v"]) % {"n": value["v"]}
    raise ValueError(f"unknown parameter type {kind!r}")


def pick(zh: str, en: str) -> str:
    """The word for the active language, or the other one when it is missing."""
    if not en or not zh:
        return en or zh
    return _picked(zh, en, get_language() or "")


def _picked(zh: str, en: str, lang: str) -> str:
    return (en or zh) if lang.startswith("en") else (zh or en)


def bilingual(obj: Any, attr: str) -> str:
    """`obj.<attr>` or `obj.<attr>_en`, by the active language."""
    return pick(getattr(obj, attr), getattr(obj, f"{attr}_en", ""))


def name(obj: Any, attr: str = "name") -> dict[str, str]:
    return {"t": "name", "zh": getattr(obj, attr), "en": getattr(obj, f"{attr}_en", "")}


def words(zh: str, en: str = "") -> dict[str, str]:
    return {"t": "name", "zh": zh, "en": en}


def text(msgid: str) -> dict[str, str]:
    """A translatable word (a choice label, for example) inside a sentence."""
    return {"t": "text", "v": msgid}


def nested(sentence: Sentence) -> dict[str, Any]:
    """A whole sentence inside another one."""
    return {"t": "sentence", **sentence.to_json()}


def day(value: date) -> dict[str, str]:
    return {"t": "date", "v": value.isoformat()}


def num(value: Decimal | float | int, unit: str = "", unit_en: str = "", digits: int | None = None) -> dict[str, Any]:
    return {"t": "num", "v": str(value), "unit": unit, "unit_en": unit_en, "digits": digits}


def pct(value: float) -> dict[str, Any]:
    """`value` in percent (60.0 = 60 %)."""
    return {"t": "pct", "v": round(float(value), 4)}


def money(amount: Decimal, currency: str = "CNY") -> dict[str, str]:
    return {"t": "money", "v": str(amount), "c": currency}


def days(n: int) -> dict[str, Any]:
    return {"t": "days", "v": int(n)}


def workdays(n: int) -> dict[str, Any]:
    return {"t": "workdays", "v": int(n)}


register("plain", N_("%(text)s"))


def plain(zh: str, en: str = "") -> Sentence:
    """A sentence whose words were typed by a person, in one or both languages."""
    return Sentence("plain", {"text": words(zh, en)})
