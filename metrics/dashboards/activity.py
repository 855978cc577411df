"""What happened lately, told in few lines: what one person did in one go becomes one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from pmo.audit.models import AuditEntry
from pmo.audit.words import act_words
from pmo.web import formats
from projects.portfolio.sight import Sight

# Enough to fill the lines after grouping and after what the reader may not see.
READ = 60
NAMED = 2
# How somebody learns is their own; it is no news of the project.
PERSONAL = (
    "assessment.begun",
    "assessment.handed_in",
    "assessment.marked",
    "course.enrolled_self",
    "course.left",
    "course.passed",
    "course.rated",
    "training.checked_in",
    "training.seat_asked",
    "training.seat_given_up",
)
# Acts of one person that lie closer together belong together.
TOGETHER = timedelta(hours=3)


@dataclass(frozen=True)
class Line:
    at: datetime
    actor: str
    act: str
    subjects: tuple[str, ...]
    more: int
    value: str

    @property
    def text(self) -> str:
        """ "Zheng Wen recorded values **Approval time, First-pass rate**"."""
        named = _(", ").join(self.subjects)
        if self.more:
            named = _("%(named)s and %(n)s more") % {"named": named, "n": self.more}
        parts = [self.actor, self.act, f"**{named}**" if named else "", self.value]
        return " ".join(part for part in parts if part)


def recent(sight: Sight, project_ids: Any, limit: int, since: datetime | None = None) -> list[Line]:
    """Newest first, only what the reader may see (one query). `project_ids`: a list, or a query for them."""
    rows = AuditEntry.objects.filter(project_id__in=project_ids).exclude(act__in=PERSONAL)
    rows = rows.select_related("actor").order_by("-id")
    if since is not None:
        rows = rows.filter(at__gte=since)
    entries = [e for e in rows[:READ] if sight.may_read(e.kind, e.project_id or 0)]
    # What was carried over from elsewhere was written down later than it happened.
    entries.sort(key=lambda e: (e.at, e.pk), reverse=True)
    return [_line(group) for group in _grouped(entries)[:limit]]


def _grouped(entries: Sequence[AuditEntry]) -> list[list[AuditEntry]]:
    """Neighbours by the same person, with the same act, on the same day."""
    groups: list[list[AuditEntry]] = []
    open_: dict[tuple[Any, ...], list[AuditEntry]] = {}
    for entry in entries:
        key = (entry.actor_id, entry.act, timezone.localdate(entry.at))
        group = open_.get(key)
        if group is not None and group[-1].at - entry.at <= TOGETHER:
            group.append(entry)
            continue
        open_[key] = fresh = [entry]
        groups.append(fresh)
    return groups


def _line(group: Sequence[AuditEntry]) -> Line:
    newest = group[0]
    subjects = tuple(dict.fromkeys(e.subject for e in group if e.subject and e.kind != "project"))
    return Line(
        at=newest.at,
        actor=newest.actor_label,
        act=act_words(newest.act),
        subjects=subjects[:NAMED],
        more=max(len(subjects) - NAMED, 0),
        value=_value(newest) if len(group) == 1 else "",
    )


def _value(entry: AuditEntry) -> str:
    """The figure of a single measurement, from → to."""
    if entry.act not in ("kpi.measured", "kpi.corrected") or len(entry.after) != 1:
        return ""
    (_day, value), old = next(iter(entry.after.items())), list(entry.before.values())
    try:
        shown = [formats.number(v) for v in (*old, value)]
    except (TypeError, ValueError, ArithmeticError):
        return ""
    return " → ".join(shown)
