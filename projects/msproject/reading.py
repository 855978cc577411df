"""Microsoft Project XML (MSPDI) → Document. Nothing is dropped silently: what has no place is listed in `left_out`.

The parser is defusedxml's with document types forbidden; rows are handled and released one by one, so that a large file
costs the memory of its rows, not of its tree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from projects.msproject import calendars, custom, units
from projects.msproject.document import (
    Document,
    FileAssignment,
    FileBaseline,
    FileCalendar,
    FileLink,
    FileResource,
    FileTask,
    LeftOut,
)
from projects.msproject.errors import MspdiError
from projects.msproject.nodes import Node, local

MOST_TASKS = 20_000
MOST_ROWS = 200_000
NOBODY = -65535
_KINDS = {0: "material", 1: "work", 2: "cost"}


@dataclass
class _Found:
    """What has been read so far. `left` maps a code to the rows it happened to."""

    header: dict[str, str] = field(default_factory=dict)
    calendars: list[FileCalendar] = field(default_factory=list)
    tasks: list[FileTask] = field(default_factory=list)
    resources: list[FileResource] = field(default_factory=list)
    assignments: list[FileAssignment] = field(default_factory=list)
    left: list[LeftOut] = field(default_factory=list)
    rows: dict[str, list[str]] = field(default_factory=dict)
    uids: set[int] = field(default_factory=set)
    seen: Counter[str] = field(default_factory=Counter)
    # Aliases of custom fields by id.
    aliases: dict[str, str] = field(default_factory=dict)

    def note(self, code: str, where: str) -> None:
        self.rows.setdefault(code, []).append(where)


def read(file: BinaryIO) -> Document:
    """The plan in an MSPDI file. Raises MspdiError; then there is nothing to import."""
    found = _Found()
    try:
        _walk(file, found)
    except DefusedXmlException:
        raise MspdiError("has_dtd") from None
    except (ParseError, UnicodeError, LookupError) as error:
        raise MspdiError("not_xml", detail=str(error)[:120]) from None
    return _document(found)


def _walk(file: BinaryIO, found: _Found) -> None:
    path: list[Element] = []
    for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            path.append(element)
            if len(path) == 1 and local(element.tag) != "Project":
                raise MspdiError("not_mspdi", element=local(element.tag)[:40])
            continue
        path.pop()
        if len(path) == 1:
            if not len(element):
                found.header.setdefault(local(element.tag), (element.text or "").strip())
            element.clear()
        elif len(path) == 2:
            _row(local(path[1].tag), local(element.tag), element, found)
            path[1].remove(element)


def _row(container: str, tag: str, element: Element, found: _Found) -> None:
    read_row = _ROWS.get((container, tag))
    if read_row is None:
        return
    found.seen[tag] += 1
    if found.seen[tag] > (MOST_TASKS if tag == "Task" else MOST_ROWS):
        raise MspdiError("too_many_tasks" if tag == "Task" else "too_many_rows", limit=MOST_TASKS, what=tag)
    read_row(Node(element), found)


# --- calendars, resources, assignments --------------------------------------------------------------------------------


def _calendar(node: Node, found: _Found) -> None:
    node.row = node.text("Name")
    calendar, left = calendars.read(node)
    found.calendars.append(calendar)
    found.left.extend(left)


def _resource(node: Node, found: _Found) -> None:
    name = node.row = node.text("Name")
    uid = node.integer("UID", 0)
    if node.flag("IsNull") or not name:
        return
    for code, names in _RESOURCE_MONEY.items():
        if any((node.get(tag, units.number) or 0) != 0 for tag in names):
            found.note(code, name)
    calendar = node.integer("CalendarUID", -1)
    found.resources.append(
        FileResource(
            uid=uid,
            name=name,
            kind=_KINDS.get(node.integer("Type", 1), "work"),
            initials=node.text("Initials"),
            group=node.text("Group"),
            email=node.text("EmailAddress"),
            units=_given(node.get("MaxUnits", units.number), Decimal(1)),
            generic=node.flag("IsGeneric"),
            calendar_uid=calendar if calendar >= 0 else None,
            notes=node.text("Notes"),
        )
    )


_RESOURCE_MONEY = {"rates": ("StandardRate", "OvertimeRate", "CostPerUse")}


def _assignment(node: Node, found: _Found) -> None:
    resource = node.integer("ResourceUID", NOBODY)
    if resource < 0:
        return
    node.row = f"{node.text('TaskUID')} / {resource}"
    if node.integer("WorkContour", 0) not in (0, 8):
        found.note("contours", str(node.integer("TaskUID", 0)))
    if (node.get("Delay", units.number) or 0) != 0:
        found.note("assignment_delays", str(node.integer("TaskUID", 0)))
    found.assignments.append(
        FileAssignment(
            task_uid=node.integer("TaskUID", -1),
            resource_uid=resource,
            units=_given(node.get("Units", units.number), Decimal(1)),
            work=node.get("Work", units.minutes),
            actual_work=node.get("ActualWork", units.minutes),
            start=node.get("Start", units.moment),
            finish=node.get("Finish", units.moment),
        )
    )


def _given(value: Decimal | None, default: Decimal) -> Decimal:
    return default if value is None else value


# --- tasks ------------------------------------------------------------------------------------------------------------


def _task(node: Node, found: _Found) -> None:
    uid, level = node.integer("UID", -1), node.integer("OutlineLevel", 1)
    node.row = node.text("Name") or f"UID {uid}"
    if level == 0 and not found.tasks:
        found.header.setdefault("ProjectTask", node.text("Name"))
        return
    if node.flag("IsNull"):
        found.note("blank_rows", node.text("ID") or str(uid))
        return
    if uid in found.uids:
        raise MspdiError("duplicate_uid", row=node.row, uid=uid)
    if not 1 <= level <= 50:
        raise MspdiError("bad_level", row=node.row, value=level)
    found.uids.add(uid)
    _notes_of(node, found)
    found.tasks.append(_task_of(node, uid, level, found))


def _task_of(node: Node, uid: int, level: int, found: _Found) -> FileTask:
    unit, elapsed, estimated = units.unit_of(node.get("DurationFormat", units.integer))
    if unit == "%":
        unit = "d"
    constraint = node.integer("ConstraintType", 0)
    percent = node.get("PercentComplete", units.number) or Decimal(0)
    calendar = node.integer("CalendarUID", -1)
    manual = node.flag("Manual")
    if not 0 <= constraint <= 7:
        raise node.bad("ConstraintType", constraint)
    if not 0 <= percent <= 100:
        raise node.bad("PercentComplete", percent)
    return FileTask(
        uid=uid,
        name=node.text("Name"),
        level=level,
        wbs=node.text("WBS"),
        duration=node.get("Duration", units.minutes),
        duration_unit=unit,
        elapsed=elapsed,
        estimated=estimated or node.flag("Estimated"),
        milestone=node.flag("Milestone"),
        summary=node.flag("Summary"),
        constraint=constraint,
        constraint_at=node.get("ConstraintDate", units.moment),
        deadline=node.get("Deadline", units.moment),
        manual=manual,
        manual_start=node.get("ManualStart", units.moment) if manual else None,
        manual_finish=node.get("ManualFinish", units.moment) if manual else None,
        active=node.text("Active") in ("", "1", "true"),
        priority=min(max(node.integer("Priority", 500), 0), 1000),
        calendar_uid=calendar if calendar >= 0 else None,
        ignore_resource_calendars=node.flag("IgnoreResourceCalendar"),
        percent=percent,
        actual_start=node.get("ActualStart", units.moment),
        actual_finish=node.get("ActualFinish", units.moment),
        remaining=node.get("RemainingDuration", units.minutes),
        levelling_delay=int((node.get("LevelingDelay", units.number) or Decimal(0)) / 10),
        notes=node.text("Notes"),
        words=custom.words(dict(_custom(node)), custom.known(found.aliases)),
        links=tuple(_links(node, found)),
        baselines=tuple(_baselines(node)),
        start=node.get("Start", units.moment),
        finish=node.get("Finish", units.moment),
        early_start=node.get("EarlyStart", units.moment),
        early_finish=node.get("EarlyFinish", units.moment),
        late_start=node.get("LateStart", units.moment),
        late_finish=node.get("LateFinish", units.moment),
        total_float=_tenths(node, "TotalSlack"),
        free_float=_tenths(node, "FreeSlack"),
        critical=node.flag("Critical"),
    )


def _tenths(node: Node, name: str) -> int | None:
    value = node.get(name, units.number)
    return None if value is None else round(value / 10)


def _links(node: Node, found: _Found) -> list[FileLink]:
    links = []
    for entry in node.all("PredecessorLink"):
        if entry.flag("CrossProject"):
            found.note("foreign_links", node.row)
            continue
        unit, elapsed, _estimated = units.unit_of(entry.get("LagFormat", units.integer))
        lag = entry.get("LinkLag", units.number) or Decimal(0)
        share = unit == "%"
        if abs(lag) > units.MOST_MINUTES * 10:
            raise entry.bad("LinkLag", lag)
        kind = entry.integer("Type", 1)
        if not 0 <= kind <= 3:
            raise entry.bad("Type", kind)
        links.append(
            FileLink(
                predecessor=entry.integer("PredecessorUID", -1),
                kind=kind,
                lag=0 if share else round(lag / 10),
                unit="d" if share else unit,
                elapsed=elapsed,
                percent=lag if share else None,
            )
        )
    return links


def _baselines(node: Node) -> list[FileBaseline]:
    return [
        FileBaseline(
            number=entry.integer("Number", 0),
            start=entry.get("Start", units.moment),
            finish=entry.get("Finish", units.moment),
            duration=entry.get("Duration", units.minutes),
        )
        for entry in node.all("Baseline")
    ]


def _notes_of(node: Node, found: _Found) -> None:
    """List what this row carries that the plan has no place for."""
    if (node.get("FixedCost", units.number) or 0) != 0:
        found.note("fixed_costs", node.row)
    if any(field_id not in custom.known(found.aliases) for field_id, _text in _custom(node)):
        found.note("custom_fields", node.row)
    if node.flag("ExternalTask") or node.flag("IsSubproject"):
        found.note("subprojects", node.row)
    if node.flag("Recurring"):
        found.note("recurring", node.row)
    if node.text("Hyperlink") or node.text("HyperlinkAddress"):
        found.note("hyperlinks", node.row)
    if any(entry.text("Work") not in ("", "PT0H0M0S") for entry in node.all("Baseline")):
        found.note("baseline_work", node.row)
    if _is_split(node):
        found.note("splits", node.row)


def _custom(node: Node) -> Iterator[tuple[str, str]]:
    """Custom fields of a row by id."""
    return ((entry.text("FieldID"), entry.raw("Value")) for entry in node.all("ExtendedAttribute"))


def _definition(node: Node, found: _Found) -> None:
    found.aliases[node.text("FieldID")] = node.text("Alias")


def _is_split(node: Node) -> bool:
    """Microsoft Project writes a planned split as a resume date after the stop date."""
    stop, resume = node.get("Stop", units.moment), node.get("Resume", units.moment)
    return stop is not None and resume is not None and resume > stop and not node.flag("Summary")


_ROWS = {
    ("ExtendedAttributes", "ExtendedAttribute"): _definition,
    ("Calendars", "Calendar"): _calendar,
    ("Tasks", "Task"): _task,
    ("Resources", "Resource"): _resource,
    ("Assignments", "Assignment"): _assignment,
}


# --- the whole --------------------------------------------------------------------------------------------------------


def _document(found: _Found) -> Document:
    header = Node.of_texts(found.header)
    if not found.tasks:
        raise MspdiError("no_tasks")
    _check_links(found)
    left = [*found.left, *(LeftOut(code, tuple(rows[:20]), len(rows)) for code, rows in sorted(found.rows.items()))]
    from_start = found.header.get("ScheduleFromStart", "1") != "0"
    if not from_start:
        left.append(LeftOut("scheduled_from_finish"))
    calendar = header.integer("CalendarUID", -1)
    return Document(
        name=found.header.get("Title") or found.header.get("ProjectTask") or found.header.get("Name", ""),
        start=header.get("StartDate", units.moment),
        finish=header.get("FinishDate", units.moment),
        status=header.get("StatusDate", units.moment),
        from_start=from_start,
        calendar_uid=calendar if calendar >= 0 else None,
        minutes_per_day=header.integer("MinutesPerDay", 480),
        minutes_per_week=header.integer("MinutesPerWeek", 2400),
        days_per_month=header.integer("DaysPerMonth", 20),
        critical_days=header.integer("CriticalSlackLimit", 0),
        currency=found.header.get("CurrencyCode", ""),
        calendars=tuple(found.calendars),
        tasks=tuple(found.tasks),
        resources=tuple(found.resources),
        assignments=tuple(found.assignments),
        left_out=tuple(left),
    )


def _check_links(found: _Found) -> None:
    for task in found.tasks:
        for link in task.links:
            if link.predecessor not in found.uids:
                raise MspdiError("unknown_predecessor", row=task.name, uid=link.predecessor)
