"""Executive consensus: a frozen version of the goals is signed; a later change voids it and asks again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from pmo import audit, notify
from pmo.access import policy, scopes
from pmo.access.roles import Role
from pmo.notify.choices import Kind
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, name, words
from projects.goals import sentences  # noqa: F401 - the words of what is promised here
from projects.goals.choices import GoalStatus, SignatureDecision, SignOffStatus
from projects.goals.completeness import has_complete_kpi
from projects.goals.models import Goal, Signature, SignOff
from projects.goals.versions import fingerprint, freeze
from projects.portfolio.acts import filled, lock, require_reason
from projects.portfolio.models import Project

ASKED = "sign_off.asked"
# Under which words the history keeps what was committed, and who was asked.
COMMITMENTS = {
    "people": N_("people committed"),
    "budget": N_("budget committed"),
    "months": N_("months committed"),
}
EXECUTIVES = N_("executives")


@transaction.atomic
def ask_sign_off(
    *, by: Any, project: Project, executives: Iterable[Any], now: datetime, due_on: date | None = None, note: str = ""
) -> SignOff:
    """Freeze the goals and ask named executives to sign. Complete drafts are submitted with it.

    Raises Forbidden, Invalid (nobody asked, somebody is no executive, a goal lacks a complete KPI, a day gone by) or
    Conflict (these very goals are already before them).
    """
    policy.require(by, "add", "sign_off", project_id=project.pk)
    project = lock(project)
    asked = list(dict.fromkeys(executives))
    _check_signers(asked, project)
    if due_on is not None and due_on < timezone.localdate(now):
        raise Invalid(_("This day has gone by; choose one to come."), code="past", field="due_on")
    _check_goals(project)
    drafts = Goal.objects.filter(project=project, status=GoalStatus.DRAFT)
    drafts.update(status=GoalStatus.SUBMITTED, updated_at=now)
    frozen = freeze(project)
    current = _latest_locked(project)
    if current is not None and current.is_live:
        if current.fingerprint == fingerprint(frozen):
            raise Conflict(_("These goals are signed or waiting for signatures already."), code="same_version")
        _void(by, current, now)
    return _open(by, project, frozen, asked, due_on, note, now)


@transaction.atomic
def sign(
    *,
    by: Any,
    sign_off: SignOff,
    now: datetime,
    people: Decimal | None = None,
    budget: Decimal | None = None,
    months: Decimal | None = None,
    comment: str = "",
    expected: int | None = None,
) -> Signature:
    """Agree, and commit people, budget and time. The last signature makes the goals agreed.

    `expected` is the version of the round the executive had read; nobody signs what changed under their eyes.
    """
    locked, signature = _my_open_signature(by, sign_off, expected)
    missing = [f for f, v in (("people", people), ("budget", budget), ("months", months)) if v is None]
    if missing:
        raise Invalid(_("State what you commit; 0 is an answer."), code="required", field=missing[0])
    values = {
        "decision": SignatureDecision.SIGNED,
        "comment": comment,
        "people": people,
        "budget": budget,
        "months": months,
    }
    _answer(by, signature, values, "sign_off.signed", now)
    if not locked.signatures.exclude(decision=SignatureDecision.SIGNED).exists():
        _close(by, locked, SignOffStatus.SIGNED, "sign_off.completed", now)
        offered = Goal.objects.filter(project_id=locked.project_id, status=GoalStatus.SUBMITTED)
        offered.update(status=GoalStatus.AGREED, updated_at=now)
        if locked.asked_by_id != by.pk:
            _tell(locked, locked.asked_by, "sign_off.complete", now)
    return signature


@transaction.atomic
def decline(*, by: Any, sign_off: SignOff, comment: str, now: datetime, expected: int | None = None) -> Signature:
    """Refuse, with the reason. One refusal closes the round: it must be asked for again."""
    locked, signature = _my_open_signature(by, sign_off, expected)
    require_reason(comment, "comment")
    _answer(by, signature, {"decision": SignatureDecision.DECLINED, "comment": comment}, "sign_off.declined", now)
    _close(by, locked, SignOffStatus.DECLINED, "sign_off.refused", now)
    if locked.asked_by_id != by.pk:
        _tell(locked, locked.asked_by, "sign_off.declined", now, who=name(by), why=words(comment))
    return signature


@transaction.atomic
def withdraw_sign_off(*, by: Any, sign_off: SignOff, now: datetime, expected: int | None = None) -> SignOff:
    """Take an open round back before it is complete. Raises Forbidden, Conflict or StaleWrite."""
    policy.require(by, "change", sign_off)
    lock(sign_off.project)
    locked = _locked(sign_off)
    if locked.status != SignOffStatus.OPEN:
        raise Conflict(_("Only an open round can be withdrawn."), code="not_open")
    _close(by, locked, SignOffStatus.WITHDRAWN, "sign_off.withdrawn", now, expected)
    return locked


def goals_changed(*, by: Any, project: Project, now: datetime) -> SignOff | None:
    """Called by every act that changes goals or KPIs, with the project's row locked.

    A live version that no longer says what the goals say is voided, and the same executives are asked for the new
    one. While nobody has answered yet the open version is simply brought up to date: nobody relied on it.
    """
    current = _latest_locked(project)
    if current is None or not current.is_live:
        return None
    frozen = freeze(project)
    if fingerprint(frozen) == current.fingerprint:
        return None
    answered = current.signatures.exclude(decision=SignatureDecision.WAITING).exists()
    if current.status == SignOffStatus.OPEN and not answered and frozen["goals"]:
        current.frozen, current.fingerprint = frozen, fingerprint(frozen)
        save(current, now=now, fields=["frozen", "fingerprint"])
        return current
    _void(by, current, now)
    if not frozen["goals"]:
        return None
    asked = [s.executive for s in current.signatures.select_related("executive") if s.executive.is_active]
    if not asked:
        return None
    due_on = current.due_on if current.due_on and current.due_on >= timezone.localdate(now) else None
    return _open(current.asked_by, project, frozen, asked, due_on, current.note, now, again=True, by=by)


def latest(project: Project) -> SignOff | None:
    return SignOff.objects.filter(project=project).order_by("-goals_version").first()


def _latest_locked(project: Project) -> SignOff | None:
    rows = SignOff.objects.select_for_update(of=("self",)).select_related("project", "asked_by")
    return rows.filter(project=project).order_by("-goals_version").first()


def _locked(sign_off: SignOff) -> SignOff:
    rows = SignOff.objects.select_for_update(of=("self",)).select_related("project", "asked_by")
    return rows.get(pk=sign_off.pk)


def _open(
    asked_by: Any,
    project: Project,
    frozen: dict[str, Any],
    asked: list[Any],
    due_on: date | None,
    note: str,
    now: datetime,
    *,
    again: bool = False,
    by: Any = None,
) -> SignOff:
    highest = SignOff.objects.filter(project=project).aggregate(top=Max("goals_version"))["top"] or 0
    round_ = SignOff(
        project=project,
        goals_version=highest + 1,
        frozen=frozen,
        fingerprint=fingerprint(frozen),
        asked_by=asked_by,
        asked_at=now,
        due_on=due_on,
        note=note,
    )
    create(round_, now=now)
    for executive in asked:
        create(Signature(sign_off=round_, executive=executive, capacity=executive.title[:40]), now=now)
        _tell(round_, executive, ASKED, now, text="sign_off.asked_again" if again else ASKED)
    after = {"goals_version": round_.goals_version, EXECUTIVES: [e.name for e in asked], "due_on": due_on}
    audit.record(by=by or asked_by, act=ASKED, obj=round_, after=filled(after), project_id=project.pk, now=now)
    return round_


def _void(by: Any, current: SignOff, now: datetime) -> None:
    if current.status == SignOffStatus.SIGNED:
        agreed = Goal.objects.filter(project_id=current.project_id, status=GoalStatus.AGREED)
        agreed.update(status=GoalStatus.SUBMITTED, updated_at=now)
    _close(by, current, SignOffStatus.VOID, "sign_off.voided", now)


def _close(by: Any, round_: SignOff, status: str, act: str, now: datetime, expected: int | None = None) -> None:
    before = {"status": round_.status}
    round_.status, round_.closed_at = status, now
    save(round_, now=now, expected=expected, fields=["status", "closed_at"])
    after = {"status": status}
    audit.record(by=by, act=act, obj=round_, before=before, after=after, project_id=round_.project_id, now=now)
    # Whoever was still asked has nothing left to do.
    notify.settle(rule=ASKED, subject=round_, period=_period(round_), now=now)


def not_asked() -> Forbidden:
    return Forbidden(_("You are not asked to sign this version."))


def _my_open_signature(by: Any, sign_off: SignOff, expected: int | None) -> tuple[SignOff, Signature]:
    policy.require(by, "view", sign_off)
    # Two may sign in the same second, or one while the goals change: the lock makes each see what the other did.
    lock(sign_off.project)
    locked = _locked(sign_off)
    signature = locked.signatures.filter(executive=by).first()
    if signature is None:
        raise not_asked()
    if locked.status == SignOffStatus.VOID:
        raise Conflict(_("The goals changed and this version is void; look at the newest one."), code="void")
    if locked.status != SignOffStatus.OPEN:
        raise Conflict(_("This version is no longer open for signature."), code="not_open")
    if signature.decision != SignatureDecision.WAITING:
        raise Conflict(_("You have answered this version already."), code="answered")
    if expected is not None and locked.version != expected:
        raise Conflict(
            _("The goals changed while you were reading. Nothing was signed; read the page again."), code="changed"
        )
    return locked, signature


def _answer(by: Any, signature: Signature, values: dict[str, Any], act: str, now: datetime) -> None:
    for field, value in {**values, "decided_at": now}.items():
        setattr(signature, field, value)
    save(signature, now=now, fields=[*values, "decided_at"])
    round_ = signature.sign_off
    after = {word: values[name] for name, word in COMMITMENTS.items() if values.get(name) is not None}
    audit.record(
        by=by, act=act, obj=round_, after=after, reason=signature.comment, project_id=round_.project_id, now=now
    )
    notify.settle(rule=ASKED, subject=round_, period=_period(round_), to=by, now=now)


def _check_signers(asked: list[Any], project: Project) -> None:
    if not asked:
        raise Invalid(_("Name at least one executive."), code="required", field="executives")
    for person in asked:
        access = scopes.of(person)
        on_project = access.project_roles.get(project.pk, frozenset())
        if Role.EXECUTIVE not in access.roles | on_project:
            raise Invalid(
                _("%(name)s is not an executive."),
                params={"name": person.label},
                code="not_executive",
                field="executives",
            )


def _check_goals(project: Project) -> None:
    goals = list(Goal.objects.filter(project=project).exclude(status=GoalStatus.DROPPED).prefetch_related("kpis"))
    if not goals:
        raise Invalid(_("There is no goal to sign yet."), code="no_goals")
    for goal in goals:
        if not has_complete_kpi(goal):
            raise Invalid(
                _("“%(goal)s” has no complete KPI: baseline, target, unit, due date and owner."),
                params={"goal": goal.label},
                code="no_complete_kpi",
            )


def _period(round_: SignOff) -> str:
    return f"v{round_.goals_version}"


def _tell(round_: SignOff, to: Any, rule: str, now: datetime, *, text: str = "", **more: Any) -> None:
    params = {"project": name(round_.project), "version": round_.goals_version, **more}
    notify.promise(
        rule=rule,
        subject=round_,
        period=_period(round_),
        to=to,
        text=Sentence(text or rule, params),
        url=round_.url,
        at=now,
        kind=Kind.DECISION if rule == ASKED else Kind.INFO,
    )
