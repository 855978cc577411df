"""Change requests that wait for a person."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pmo import texts
from pmo.texts import Sentence, name
from projects.portfolio import dimensions
from projects.portfolio.dimensions import Act, Consequence, Decision
from projects.scope.choices import ChangeStatus
from projects.scope.models import ChangeRequest
from projects.scope.selectors import changes
from projects.scope.services import Effect


def connect() -> None:
    """To decide, with what it was found to do to the finish; to assess."""
    dimensions.register_waiting(
        "changes.decide", lambda user, now: changes.to_decide(user), _to_decide, Consequence.STEERS
    )
    dimensions.register_waiting(
        "changes.assess", lambda user, now: changes.to_assess(user), _to_assess, Consequence.STEERS
    )


def _to_decide(row: ChangeRequest) -> Decision:
    effect = Effect.from_json(row.effect) if row.effect else Effect()
    who = {"who": name(row.raised_by)}
    if effect.refusal:
        why = Sentence("change.why.refused", who)
    elif effect.workdays:
        code = "change.why.finish" if effect.workdays > 0 else "change.why.earlier"
        why = Sentence(code, {**who, "days": texts.workdays(abs(effect.workdays))})
    else:
        why = Sentence("change.why.same", who)
    acts = [Act(_("Open"), f"{row.url}#decide", primary=True)]
    if not effect.refusal:
        fields = {"status": ChangeStatus.APPROVED.value, "version": str(row.version)}
        acts.append(Act(_("Approve"), reverse("scope:change_decide", args=[row.pk]), method="post", fields=fields))
    return Decision(
        key=f"change.decide:{row.pk}",
        kind=_("Change request"),
        title=f"{row.code} {row.label}",
        why=why,
        acts=acts,
        url=row.url,
        waiting_since=row.assessed_at or row.created_at,
        project_id=row.project_id,
        evidence_url=row.url,
    )


def _to_assess(row: ChangeRequest) -> Decision:
    return Decision(
        key=f"change.assess:{row.pk}",
        kind=_("Assessment"),
        title=f"{row.code} {row.label}",
        why=Sentence("change.why.assess", {"who": name(row.raised_by)}),
        acts=[Act(_("Assess"), f"{row.url}#assess", primary=True)],
        url=row.url,
        waiting_since=row.updated_at,
        project_id=row.project_id,
    )
