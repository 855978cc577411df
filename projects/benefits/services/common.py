"""What acts on benefits share: the lock, the mark of change, the history, news."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from pmo import audit, notify
from pmo.access import policy
from pmo.notify.choices import Kind
from pmo.records import Conflict
from pmo.texts import Sentence, name
from projects.benefits.models import Benefit
from projects.benefits.services.standing import moved
from projects.portfolio.acts import facts, filled, lock


def locked(benefit: Benefit) -> Benefit:
    """The benefit as it is now, and nobody else's until the end of the transaction. Conflict in a closed project.

    The project's row first, as every act on a project does, then the benefit's.
    """
    project = lock(benefit.project)
    rows = Benefit.objects.select_for_update(of=("self",)).select_related("kpi", "task", "owner", "validator")
    found = rows.get(pk=benefit.pk)
    found.project = project
    return found


def is_finance(by: Any, benefit: Benefit) -> bool:
    """Whether this person answers for finance: whoever is named, or the PMO in their place; never the owner."""
    if benefit.owner_id == by.pk:
        return False
    return benefit.validator_id == by.pk or policy.may(by, "change", benefit.project.portfolio)


def require_state(benefit: Benefit, *states: str) -> None:
    if benefit.state not in states:
        raise Conflict(
            _("%(code)s is in the state “%(state)s”."),
            code="state",
            params={"code": benefit.code, "state": benefit.get_state_display()},
        )


def record(
    by: Any,
    obj: Any,
    act: str,
    project_id: int,
    now: datetime,
    *,
    fields: Iterable[str] = (),
    before: dict[str, Any] | None = None,
    more: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """One entry of the history; the sums of the project are out of date from here on."""
    moved([project_id])
    after = {**facts(obj, fields), **(more or {})}
    audit.record(
        by=by,
        act=act,
        obj=obj,
        before=before or {},
        after=after if before else filled(after),
        project_id=project_id,
        now=now,
        reason=reason,
    )


def tell(to: Any, obj: Any, rule: str, benefit: Benefit, now: datetime, kind: Kind = Kind.INFO, **more: Any) -> None:
    """News for one person about this version of the object."""
    notify.promise(
        rule=rule,
        subject=obj,
        period=f"v{obj.version}",
        to=to,
        text=Sentence(rule, {"what": name(benefit), "project": name(benefit.project), **more}),
        url=obj.url,
        at=now,
        kind=kind,
    )
