"""The plan of communication: its lines, what is late, and what nobody says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from changemgmt.comms.choices import VOICES, Topic, Voice
from changemgmt.comms.models import Announcement, PlanEntry
from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.orgs.models import Unit
from pmo.texts import Sentence, day, name, nested, num
from projects.portfolio.models import Project


def visible(user: Any) -> QuerySet[PlanEntry]:
    rows: QuerySet[PlanEntry] = PlanEntry.objects.visible_to(user)
    return rows.select_related("project__sponsor", "sender").prefetch_related("units", "announcements")


@dataclass(frozen=True)
class Line:
    """A line with what became of it. `announcement`: the newest made from it."""

    entry: PlanEntry
    late: bool
    units: Sequence[Unit]
    announcement: Announcement | None
    voice: Sentence | None

    @property
    def status(self) -> str:
        return "done" if self.entry.done_on else "off" if self.late else "idle"

    @property
    def audience(self) -> str:
        """What lines with the same readers share."""
        return ",".join(str(unit.pk) for unit in self.units)


@dataclass(frozen=True)
class Gap:
    """Topics nobody plans to tell a unit."""

    unit: Unit
    told: Sequence[bool]
    sentence: Sentence | None


@dataclass(frozen=True)
class Plan:
    lines: Sequence[Line]
    gaps: Sequence[Gap]
    findings: Sequence[Sentence]
    lead: Sentence

    @property
    def late(self) -> list[Line]:
        return [line for line in self.lines if line.late]


def plan(project: Project, user: Any, today: date) -> Plan:
    """Six queries."""
    entries = list(visible(user).filter(project=project))
    lines = _lines(entries, today)
    units = list(project.units.order_by("path"))
    gaps = [_gap(unit, entries) for unit in units] if entries else []
    findings = [gap.sentence for gap in gaps if gap.sentence] + [line.voice for line in lines if line.voice]
    if entries and Topic(entries[0].topic) is not Topic.WHY:
        first = nested(Sentence(f"comms.topic.{entries[0].topic}"))
        findings.insert(0, Sentence("comms.finding.early", {"topic": first}))
    return Plan(lines, gaps, findings, lead(entries, today))


def _lines(entries: Sequence[PlanEntry], today: date) -> list[Line]:
    voices = _voices(entries)
    lines = []
    for entry in entries:
        made = sorted(entry.announcements.all(), key=lambda found: found.pk)
        units = sorted(entry.units.all(), key=lambda unit: unit.path)
        voice = voices.get(entry.pk)
        lines.append(Line(entry, entry.is_late(today), units, made[-1] if made else None, voice))
    return lines


def _voices(entries: Sequence[PlanEntry]) -> dict[int, Sentence]:
    """Open lines whose sender is not whom people want to hear it from (two queries)."""
    people = {entry.sender_id for entry in entries if entry.sender_id}
    executives: set[int | None] = {entry.project.sponsor_id for entry in entries}
    executives |= set(RoleGrant.objects.filter(role=Role.EXECUTIVE, user__in=people).values_list("user_id", flat=True))
    heads: set[int | None] = set(Unit.objects.filter(head__in=people).values_list("head_id", flat=True))
    fits: dict[str, set[int | None]] = {Voice.EXECUTIVE: executives, Voice.LINE: heads}
    found = {}
    for entry in entries:
        wanted = VOICES.get(entry.topic)
        if wanted is None or entry.done_on or entry.sender is None or entry.sender_id in fits[wanted]:
            continue
        params = {
            "title": name(entry, "title"),
            "sender": name(entry.sender),
            "voice": nested(Sentence(f"comms.voice.{wanted}")),
        }
        found[entry.pk] = Sentence("comms.finding.voice", params)
    return found


def _gap(unit: Unit, entries: Sequence[PlanEntry]) -> Gap:
    said = {entry.topic for entry in entries if _covers(entry, unit)}
    missing = [topic for topic in Topic if topic not in said]
    sentence = None
    if missing:
        params = {"unit": name(unit), "topics": nested(_joined(missing))}
        sentence = Sentence("comms.finding.silent", params)
    return Gap(unit, [topic in said for topic in Topic], sentence)


def _joined(topics: Sequence[Topic]) -> Sentence:
    """Any number of topics as one sentence of sentences."""
    first = Sentence(f"comms.topic.{topics[0]}")
    if len(topics) == 1:
        return first
    return Sentence("comms.and", {"first": nested(first), "rest": nested(_joined(topics[1:]))})


def _covers(entry: PlanEntry, unit: Unit) -> bool:
    units = list(entry.units.all())
    return not units or any(unit.path.startswith(one.path) for one in units)


def lead(entries: Sequence[PlanEntry], today: date) -> Sentence:
    """What somebody in a hurry should know of the plan."""
    if not entries:
        return Sentence("comms.plan.empty")
    count = num(len(entries))
    late = [entry for entry in entries if entry.is_late(today)]
    if late:
        params = {"late": num(len(late)), "count": count, "title": name(late[0], "title"), "on": day(late[0].due_on)}
        return Sentence("comms.plan.late", params)
    following = [entry for entry in entries if entry.done_on is None]
    if not following:
        return Sentence("comms.plan.done", {"count": count})
    done = num(len(entries) - len(following))
    title, on = name(following[0], "title"), day(following[0].due_on)
    return Sentence("comms.plan.next", {"done": done, "count": count, "title": title, "on": on})


def late_of(project_ids: Sequence[int], as_of: date) -> Mapping[int, list[PlanEntry]]:
    """Late lines by project, oldest first (one query)."""
    found: dict[int, list[PlanEntry]] = defaultdict(list)
    rows = PlanEntry.objects.filter(project__in=project_ids, done_on__isnull=True, due_on__lt=as_of)
    for entry in rows.order_by("due_on", "pk"):
        found[entry.project_id].append(entry)
    return found
