"""What the acts of this room share: checks of what belongs together, the points of the history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pmo import audit, notify
from pmo.notify.choices import Kind
from pmo.records import Invalid
from pmo.texts import Sentence, name
from projects.portfolio import dimensions
from projects.portfolio.acts import facts, filled
from projects.portfolio.models import Project
from projects.risks.models import Risk, RiskMark
from projects.schedule.models import Task


def mark(risk: Risk, kind: str, by: Any, now: datetime, note: str = "") -> RiskMark:
    """Keep how the risk stands now."""
    return RiskMark.objects.create(
        risk=risk,
        kind=kind,
        marked_at=now,
        marked_on=timezone.localdate(now),
        marked_by=by,
        status=risk.status,
        probability=risk.current_probability,
        impact=risk.worst("current"),
        score=risk.current_score,
        residual_score=risk.residual_score,
        money=risk.current_money,
        residual_money=risk.residual_money,
        note=note,
    )


def require_tasks(project: Project, tasks: Iterable[Task], field: str = "tasks") -> list[Task]:
    found = list(tasks)
    ids = [task.pk for task in found]
    if Task.objects.filter(pk__in=ids).exclude(plan__project=project).exists():
        raise Invalid(_("This belongs to another project."), code="foreign", field=field)
    return found


def require_own(project: Project, rows: Iterable[Any], field: str) -> list[Any]:
    found = list(rows)
    if any(row.project_id != project.pk for row in found):
        raise Invalid(_("This belongs to another project."), code="foreign", field=field)
    return found


def record(
    by: Any,
    obj: Any,
    act: str,
    fields: Iterable[str],
    now: datetime,
    before: dict[str, Any] | None = None,
    more: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    """One entry of the history; health reads the register, and has to look again."""
    found = facts(obj, fields)
    # Of a change also what is still empty: left out, it would look as if it had been emptied.
    after = {**(found if before else filled(found)), **(more or {})}
    audit.record(
        by=by, act=act, obj=obj, before=before or {}, after=after, project_id=obj.project_id, now=now, reason=reason
    )
    dimensions.changed([obj.project_id], now)


def tell(to: Any, obj: Any, rule: str, now: datetime, kind: Kind = Kind.INFO, **more: Any) -> None:
    """News for one person about this version of the object; nobody is told what they did themselves."""
    notify.promise(
        rule=rule,
        subject=obj,
        period=f"v{obj.version}",
        to=to,
        text=Sentence(rule, {"title": name(obj, "title"), "code": obj.code, **more}),
        url=obj.url,
        at=now,
        kind=kind,
    )
