"""Versions of the running software, and the faults they end."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from changemgmt.support.choices import ErrorState
from changemgmt.support.models import KnownError, SupportRelease, SupportRequest, SupportSetting
from changemgmt.support.services.common import setting_of, title
from pmo import audit, notify
from pmo.access import policy
from pmo.notify.services import Promise
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, words

KIND = "support"
RELEASE = ("name", "planned_on", "notes", "notes_en")
ERROR = ("title", "title_en", "workaround", "workaround_en", "state", "release")


@transaction.atomic
def plan_release(*, by: Any, project: Any, name: str, planned_on: date, now: datetime, **values: Any) -> SupportRelease:
    """Raises Forbidden, Conflict (no desk) or Invalid (no name, there already, foreign scope item)."""
    policy.require(by, "change", KIND, project_id=project.pk)
    setting_of(project.pk)
    items = list(values.pop("scope_items", ()))
    row = SupportRelease(project=project, name=name.strip(), planned_on=planned_on, **values)
    _check_release(row, items)
    create(row, now=now)
    row.scope_items.set(items)
    _record(by, "support_release.planned", row, now, after=audit.snapshot(row, RELEASE))
    return row


@transaction.atomic
def change_release(
    *, by: Any, release: SupportRelease, now: datetime, expected: int | None = None, **values: Any
) -> SupportRelease:
    """Raises Forbidden, Invalid or StaleWrite. What is out keeps its planned day."""
    policy.require(by, "change", release)
    row = SupportRelease.objects.select_for_update().get(pk=release.pk)
    items = list(values.pop("scope_items", row.scope_items.all()))
    if row.released_on is not None and values.get("planned_on", row.planned_on) != row.planned_on:
        raise Conflict(_("It is out already; its planned day stays."), code="released")
    before = audit.snapshot(row, RELEASE)
    for field, value in values.items():
        setattr(row, field, value)
    _check_release(row, items)
    save(row, now=now, expected=expected, fields=list(values))
    row.scope_items.set(items)
    _record(by, "support_release.changed", row, now, before=before, after=audit.snapshot(row, RELEASE))
    return row


def _check_release(row: SupportRelease, items: list[Any]) -> None:
    if not row.name:
        raise Invalid(_("Give the version."), code="required", field="name")
    if SupportRelease.objects.filter(project=row.project, name=row.name).exclude(pk=row.pk).exists():
        raise Invalid(_("This version is there already."), code="unique", field="name")
    if any(item.project_id != row.project_id for item in items):
        raise Invalid(_("Choose scope items of this project."), code="invalid_choice", field="scope_items")


@transaction.atomic
def release(
    *, by: Any, release: SupportRelease, today: date, now: datetime, expected: int | None = None
) -> SupportRelease:
    """It is out: the faults it was to end are fixed, and whoever asked because of them is told, each person once.

    Raises Forbidden, Conflict (out already) or StaleWrite.
    """
    policy.require(by, "change", release)
    row = SupportRelease.objects.select_for_update().select_related("project").get(pk=release.pk)
    if row.released_on is not None:
        raise Conflict(_("It is out already."), code="released")
    row.released_on, row.released_by = today, by
    save(row, now=now, expected=expected, fields=["released_on", "released_by"])
    errors = list(row.errors.exclude(state=ErrorState.WONT))
    for error in errors:
        error.state = ErrorState.FIXED
        save(error, now=now, fields=["state"])
    _record(by, "support_release.released", row, now, after={"released_on": today, "errors": len(errors)})
    _tell_those_waiting(row, errors, now)
    return row


def _tell_those_waiting(row: SupportRelease, errors: list[KnownError], now: datetime) -> None:
    """One message a person, about the first of their requests; children of a merged one included."""
    waiting = SupportRequest.objects.filter(project=row.project, requester__is_active=True)
    linked = waiting.filter(known_error__in=errors) | waiting.filter(release=row)
    told: dict[int, Promise] = {}
    for request in linked.select_related("requester").order_by("pk"):
        told.setdefault(
            request.requester_id,
            Promise(
                rule="support.released",
                subject=row,
                period="once",
                to=request.requester,
                text=Sentence("support.released", {"version": words(row.name), "title": title(request)}),
                url=request.url,
                at=now,
                kind="info",
            ),
        )
    notify.promise_many(told.values())


@transaction.atomic
def note_error(*, by: Any, project: Any, title: str, now: datetime, **values: Any) -> KnownError:
    """Raises Forbidden, Conflict (no desk) or Invalid."""
    policy.require(by, "change", KIND, project_id=project.pk)
    setting_of(project.pk)
    SupportSetting.objects.select_for_update().get(project_id=project.pk)
    last = KnownError.objects.filter(project=project).aggregate(last=Max("number"))["last"] or 0
    row = KnownError(project=project, number=last + 1, title=title.strip(), **values)
    _check_error(row)
    create(row, now=now)
    _record(by, "known_error.noted", row, now, after=audit.snapshot(row, ERROR))
    return row


@transaction.atomic
def change_error(
    *, by: Any, error: KnownError, now: datetime, expected: int | None = None, **values: Any
) -> KnownError:
    """Raises Forbidden, Invalid or StaleWrite."""
    policy.require(by, "change", error)
    row = KnownError.objects.select_for_update().get(pk=error.pk)
    before = audit.snapshot(row, ERROR)
    for field, value in values.items():
        setattr(row, field, value)
    _check_error(row)
    save(row, now=now, expected=expected, fields=list(values))
    _record(by, "known_error.changed", row, now, before=before, after=audit.snapshot(row, ERROR))
    return row


def _check_error(row: KnownError) -> None:
    if not row.title.strip():
        raise Invalid(_("Say how it shows."), code="required", field="title")
    if row.release is not None and row.release.project_id != row.project_id:
        raise Invalid(_("Choose a release of this project."), code="invalid_choice", field="release")
    if row.state in (ErrorState.PLANNED, ErrorState.FIXED) and row.release is None:
        raise Invalid(_("Say in which release it is fixed."), code="required", field="release")
    if row.state == ErrorState.FIXED and row.release is not None and row.release.released_on is None:
        raise Invalid(_("That release is not out yet: the fix is planned."), code="not_released", field="state")


def _record(by: Any, act: str, row: Any, now: datetime, **facts: Any) -> None:
    audit.record(by=by, act=act, obj=row, project_id=row.project_id, now=now, **facts)
