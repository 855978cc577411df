"""What steps are called on the pages: what a person wrote, else the log's own names, shortened and translated."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import get_language, pgettext, pgettext_lazy

from metrics.engines.flow_graph import ShortName, shorten

CONTEXT = "process step"
ROLE = "process role"

# Words many logs use, so that they read well in Chinese without anybody's work. Looked up by the shortened name.
GLOSSARY = (
    pgettext_lazy("process step", "Submitted"),
    pgettext_lazy("process step", "Saved"),
    pgettext_lazy("process step", "Approved"),
    pgettext_lazy("process step", "Final approved"),
    pgettext_lazy("process step", "For approval"),
    pgettext_lazy("process step", "Rejected"),
    pgettext_lazy("process step", "Request Payment"),
    pgettext_lazy("process step", "Payment Handled"),
    pgettext_lazy("process step", "Start trip"),
    pgettext_lazy("process step", "End trip"),
    pgettext_lazy("process step", "Send Reminder"),
    pgettext_lazy("process step", "Created"),
    pgettext_lazy("process step", "Registered"),
    pgettext_lazy("process step", "Assigned"),
    pgettext_lazy("process step", "Checked"),
    pgettext_lazy("process step", "Received"),
    pgettext_lazy("process step", "Paid"),
    pgettext_lazy("process step", "Sent"),
    pgettext_lazy("process step", "Signed"),
    pgettext_lazy("process step", "Returned"),
    pgettext_lazy("process step", "Cancelled"),
    pgettext_lazy("process step", "Completed"),
    pgettext_lazy("process step", "Closed"),
    pgettext_lazy("process step", "Archived"),
    pgettext_lazy("process role", "Employee"),
    pgettext_lazy("process role", "Supervisor"),
    pgettext_lazy("process role", "Administration"),
    pgettext_lazy("process role", "Budget owner"),
    pgettext_lazy("process role", "Pre approver"),
    pgettext_lazy("process role", "Director"),
    pgettext_lazy("process role", "Missing"),
    pgettext_lazy("process role", "Undefined"),
    pgettext_lazy("process role", "Manager"),
    pgettext_lazy("process role", "Finance"),
    pgettext_lazy("process role", "Accountant"),
    pgettext_lazy("process role", "Cashier"),
    pgettext_lazy("process role", "System"),
    pgettext_lazy("process role", "Staff member"),
    pgettext_lazy("process role", "Staff"),
)


def short_language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"


class StepNames:
    """Names in the active language. `overrides` is `Process.step_names`."""

    def __init__(self, steps: Iterable[Mapping[str, Any]], overrides: Mapping[str, Any]) -> None:
        roles = {step["activity"]: step["role"] for step in steps}
        lang = short_language()
        self.proposed = {key: _translated(name) for key, name in shorten(roles).items()}
        self.short = {key: _own(overrides, key, lang) or name for key, name in self.proposed.items()}
        titles = [name.title for name in self.short.values()]
        self._ambiguous = {name.title for name in self.short.values() if titles.count(name.title) > 1}

    def title(self, activity: str) -> str:
        """What the box of the step says."""
        return self.short[activity].title if activity in self.short else activity

    def label(self, activity: str) -> str:
        """A name that means only this step: the role is added where titles are equal."""
        name = self.short.get(activity)
        if name is None:
            return activity
        if name.title not in self._ambiguous or not name.role:
            return name.title
        role = name.role if name.role.isupper() else name.role[:1].lower() + name.role[1:]
        return pgettext("process step", "%(title)s by %(role)s") % {"title": name.title, "role": role}

    def boxes(self) -> dict[str, ShortName]:
        """What stands in the boxes of the map. An English name says its role in words, so that the box stays narrow."""
        if short_language() == "zh":
            return {key: ShortName(self.label(key), name.role) for key, name in self.short.items()}
        return {
            key: ShortName(self.label(key), "" if name.title in self._ambiguous else name.role)
            for key, name in self.short.items()
        }

    def role(self, name: str) -> str:
        """A role of the log in the reader's words."""
        return _role(name)

    def handover(self, edge: Mapping[str, Any]) -> str:
        return f"{self.label(edge['source'])} → {self.label(edge['target'])}"


def fingerprint(overrides: Mapping[str, Any]) -> str:
    """Changes when somebody renames a step: drawings made with the old names are worthless then."""
    if not overrides:
        return "0"
    return hashlib.blake2s(json.dumps(overrides, sort_keys=True).encode(), digest_size=6).hexdigest()


def _own(overrides: Mapping[str, Any], activity: str, lang: str) -> ShortName | None:
    """What a person wrote for this language, else for the other one."""
    written = overrides.get(activity) or {}
    for code in (lang, "zh" if lang == "en" else "en"):
        title, role = (written.get(code) or ["", ""])[:2]
        if title:
            return ShortName(title, role)
    return None


def _translated(name: ShortName) -> ShortName:
    return ShortName(
        pgettext(CONTEXT, name.title) if name.title else "", pgettext(ROLE, name.role) if name.role else ""
    )


def _role(name: str) -> str:
    words = " ".join(name.replace("_", " ").split())
    calm = words.capitalize() if words.isascii() and words.isupper() and len(words) > 3 else words
    return pgettext(ROLE, calm) if calm else ""
