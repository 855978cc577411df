"""Write announcements. A change of what was approved makes the approval void, visibly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from changemgmt.comms import readers
from changemgmt.comms.choices import AUDIENCE_ROLES, MOST_REMINDERS, OPEN, Audience, State
from changemgmt.comms.models import TEXTS, Announcement, PlanEntry
from changemgmt.comms.services.common import clear_approval, is_released, locked, require_open, tell
from pmo import audit, notify
from pmo.access import policy, scopes
from pmo.access.roles import Scope
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.records import Invalid
from pmo.records.models import create, save
from pmo.texts import name
from projects.portfolio import audience as people_of
from projects.portfolio.models import Project

SETTINGS = ("topic", "audience", "confirm", "reminders", "questions_open")
FIELDS = (*TEXTS, *SETTINGS, "entry", "roles", "sender")


@transaction.atomic
def draft(
    *,
    by: Any,
    project: Project,
    now: datetime,
    units: Iterable[Unit] = (),
    people: Iterable[User] = (),
    sender: User | None = None,
    **values: Any,
) -> Announcement:
    """Begin an announcement of `project`. `values`: its texts and settings (FIELDS).

    Raises Forbidden, Conflict (project closed) or Invalid (without title, readers the project does not concern).
    """
    policy.require(by, "add", "announcement", project_id=project.pk)
    require_open(project)
    made = Announcement(project=project, author=by, edited_by=by, sender=sender or by, **_known(values))
    chosen: dict[str, Sequence[Any]] = {"units": list(units), "people": list(people)}
    _check(by, made, chosen)
    create(made, now=now)
    _set_readers(made, chosen)
    audit.record(by=by, act="announcement.drafted", obj=made, after=_told(made, chosen), project_id=project.pk, now=now)
    return made


@transaction.atomic
def change(
    *, by: Any, announcement: Announcement, now: datetime, expected: int | None = None, **values: Any
) -> Announcement:
    """Write on what has not gone out. Whatever approval there was is void, and whoever gave it is told.

    Raises Forbidden, Conflict, Invalid or StaleWrite.
    """
    policy.require(by, "change", announcement)
    require_open(announcement.project)
    found = locked(announcement, *OPEN)
    chosen = {
        "units": list(values.pop("units", found.units.all())),
        "people": list(values.pop("people", found.people.all())),
    }
    before, had = _told(found, _readers(found)), found.approved_by if is_released(found) else None
    for field, value in _known(values).items():
        setattr(found, field, value)
    _check(by, found, chosen)
    after = _told(found, chosen)
    if before == after:
        return found
    fields = [*FIELDS, "edited_by", "state", "approved_by", "approved_at", "publish_at"]
    if had is not None:
        found.voided_by, found.voided_at = had, now
        fields += ["voided_by", "voided_at"]
    clear_approval(found)
    found.edited_by, found.state = by, State.DRAFT
    save(found, now=now, expected=expected, fields=fields)
    _set_readers(found, chosen)
    if had is not None:
        audit.record(
            by=by, act="announcement.voided", obj=found, before={"approved_by": had.label},
            project_id=found.project_id, now=now,
        )  # fmt: skip
        tell("announcement.voided", found, had, by, now, who=name(by))
    audit.record(
        by=by,
        act="announcement.changed",
        obj=found,
        before={key: value for key, value in before.items() if after[key] != value},
        after={key: value for key, value in after.items() if before[key] != value},
        project_id=found.project_id,
        now=now,
    )
    return found


@transaction.atomic
def delete(*, by: Any, announcement: Announcement, now: datetime, expected: int | None = None) -> None:
    """Throw away what has not gone out. Raises Forbidden, Conflict or StaleWrite."""
    policy.require(by, "delete", announcement)
    found = locked(announcement, *OPEN)
    save(found, now=now, expected=expected, fields=["state"])
    audit.record(
        by=by,
        act="announcement.deleted",
        obj=found,
        before=_told(found, _readers(found)),
        project_id=found.project_id,
        now=now,
    )
    for rule in ("announcement.submitted", "announcement.approved", "announcement.sent_back", "announcement.voided"):
        notify.withdraw(rule=rule, subject=found)
    found.delete()


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    strange = set(values) - set(FIELDS)
    if strange:
        raise TypeError(f"an announcement has no {', '.join(sorted(strange))}")
    found = {key: value.strip() if key in TEXTS else value for key, value in values.items()}
    if "roles" in found:
        found["roles"] = sorted(set(found["roles"]))
    return found


def _check(by: Any, found: Announcement, chosen: Mapping[str, Sequence[Any]]) -> None:
    if not found.title and not found.title_en:
        raise Invalid(_("Give it a title in Chinese or in English."), code="required", field="title")
    if found.reminders > MOST_REMINDERS:
        message = _("At most %(n)s reminders: more is noise.")
        raise Invalid(message, code="reminders", field="reminders", params={"n": MOST_REMINDERS})
    if set(found.roles) - {str(role) for role in AUDIENCE_ROLES}:
        raise Invalid(_("There is no such role."), code="role", field="roles")
    if not readers.senders(found.project, by.pk).filter(pk=found.sender_id).exists():
        raise Invalid(
            _("%(who)s has no part in the project and leads none of its units: choose another sender."),
            code="sender", field="sender", params={"who": found.sender.label},
        )  # fmt: skip
    entry: PlanEntry | None = found.entry
    if entry is not None and entry.project_id != found.project_id:
        raise Invalid(_("This line of the plan belongs to another project."), code="foreign", field="entry")
    if found.audience == Audience.UNITS and not chosen["units"]:
        raise Invalid(_("Choose at least one unit."), code="required", field="units")
    if found.audience == Audience.PEOPLE and not chosen["people"]:
        raise Invalid(_("Choose at least one person."), code="required", field="people")
    if scopes.of(by).global_reach("announcement", "add") is not Scope.ALL:
        check_concerned(found.project, **chosen)


def check_concerned(project: Project, *, units: Sequence[Unit], people: Sequence[User]) -> None:
    """Whoever speaks for one project speaks to those it concerns. Raises Invalid naming who is not."""
    paths = tuple(project.units.values_list("path", flat=True))
    for unit in units:
        if not unit.path.startswith(paths):
            raise Invalid(
                _("The project does not concern %(unit)s."), code="foreign", field="units",
                params={"unit": unit.label},
            )  # fmt: skip
    if not people:
        return
    known = set(people_of.staff(project).values_list("pk", flat=True))
    known |= set(project.members.values_list("user_id", flat=True))
    for person in people:
        if person.pk not in known:
            raise Invalid(
                _("The project does not concern %(who)s."), code="foreign", field="people",
                params={"who": person.label},
            )  # fmt: skip


def _readers(found: Announcement) -> dict[str, Sequence[Any]]:
    return {"units": list(found.units.all()), "people": list(found.people.all())}


def _set_readers(found: Announcement, chosen: Mapping[str, Sequence[Any]]) -> None:
    """What does not belong to the chosen kind of readers is forgotten."""
    found.units.set(chosen["units"] if found.audience == Audience.UNITS else [])
    found.people.set(chosen["people"] if found.audience == Audience.PEOPLE else [])


def _told(found: Announcement, chosen: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """Its content for the history: what an approval is about."""
    kind = found.audience
    return {
        **{field: getattr(found, field) for field in (*TEXTS, *SETTINGS, "roles")},
        "sender": found.sender.label,
        "entry": found.entry.label if found.entry else "",
        "units": sorted(unit.label for unit in chosen["units"]) if kind == Audience.UNITS else [],
        "people": sorted(person.label for person in chosen["people"]) if kind == Audience.PEOPLE else [],
    }
