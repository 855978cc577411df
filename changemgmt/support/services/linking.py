"""What belongs together: doubles, parts of an incident, what a request led to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from changemgmt.support import articles
from changemgmt.support.choices import OPEN, State
from changemgmt.support.models import SupportRequest
from changemgmt.support.selectors.requests import LINKS
from changemgmt.support.services.common import (
    go_on,
    locked,
    record,
    require_open,
    set_due,
    tell,
    title,
    withdraw_reminders,
)
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import save


@transaction.atomic
def merge(
    *, by: Any, row: SupportRequest, into: SupportRequest, now: datetime, expected: int | None = None
) -> SupportRequest:
    """Say that both are the same request; it goes on under the other, and whoever asked is told.

    Raises Forbidden, Conflict (itself, over, others in it, another project) or StaleWrite.
    """
    policy.require(by, "work", row)
    policy.require(by, "work", into)
    if row.pk == into.pk:
        raise Conflict(_("It cannot be merged into itself."), code="itself")
    # In the order of their ids, so that two who merge crosswise do not wait for each other.
    rows = {one.pk: one for one in (locked(one) for one in sorted((row, into), key=lambda one: one.pk))}
    found, target = rows[row.pk], rows[into.pk]
    require_open(found)
    if target.state == State.MERGED or target.project_id != found.project_id:
        raise Conflict(_("Choose a request of the same project that is not merged itself."), code="merged")
    if found.merged.exists() or found.children.exists():
        raise Conflict(_("Others are merged into it; merge the other way round."), code="has_merged")
    before = {"state": found.state}
    go_on(found, now)
    found.state, found.merged_into, found.parent = State.MERGED, target, None
    set_due(found)
    save(found, now=now, expected=expected, fields=[
        "state", "merged_into", "parent", "answer_due_at", "resolve_due_at", "risk_at",
    ])  # fmt: skip
    withdraw_reminders(found)
    record(by, "support_request.merged", found, now, before=before, after={"state": found.state, "into": target.code})
    tell("support.merged", found, found.requester, now, other=title(target))
    return found


@transaction.atomic
def link_incident(
    *, by: Any, row: SupportRequest, incident: SupportRequest | None, now: datetime, expected: int | None = None
) -> SupportRequest:
    """Make it a part of an incident, or take it out again: parts are resolved together with it.

    Raises Forbidden, Conflict, Invalid (no incident of the same project) or StaleWrite.
    """
    policy.require(by, "work", row)
    found = locked(row)
    require_open(found)
    if incident is not None:
        policy.require(by, "work", incident)
        fits = incident.is_incident and incident.project_id == found.project_id and incident.state in OPEN
        if not fits or found.is_incident or incident.pk == found.pk:
            raise Invalid(_("Choose an open incident of the same project."), code="invalid_choice", field="incident")
    before = {"incident": found.parent.code if found.parent is not None else ""}
    found.parent = incident
    save(found, now=now, expected=expected, fields=["parent"])
    after = {"incident": incident.code if incident is not None else ""}
    record(by, "support_request.linked", found, now, before=before, after=after)
    return found


@transaction.atomic
def link(
    *,
    by: Any,
    row: SupportRequest,
    now: datetime,
    article: str | None = None,
    expected: int | None = None,
    **targets: Any,
) -> SupportRequest:
    """What it led to: a known error, release, feedback, task or change request of the same project; an article, ""
    for none. What is not named stays as it is.

    Raises Forbidden, Invalid (of another project, unseen) or StaleWrite.
    """
    policy.require(by, "work", row)
    found = locked(row)
    for field, value in targets.items():
        if field not in LINKS:
            raise Invalid(_("This cannot be linked."), code="unknown", field=field)
        if value is not None and not _fits(by, found, value):
            raise Invalid(_("Choose one of the same project."), code="invalid_choice", field=field)
    wanted = found.article if article is None else article
    if wanted and wanted != found.article and articles.one(by, wanted) is None:
        raise Invalid(_("Choose an article from the list."), code="invalid_choice", field="article")
    before = {"article": found.article, **{field: str(getattr(found, field) or "") for field in targets}}
    for field, value in targets.items():
        setattr(found, field, value)
    found.article = wanted
    save(found, now=now, expected=expected, fields=[*targets, "article"])
    after = {"article": wanted, **{field: str(value or "") for field, value in targets.items()}}
    record(by, "support_request.linked", found, now, before=before, after=after)
    return found


def _fits(by: Any, row: SupportRequest, target: Any) -> bool:
    path = type(target).access_project.removesuffix("_id")
    rows = type(target).objects.visible_to(by).filter(pk=target.pk, **{path: row.project_id})
    return bool(rows.exists())
