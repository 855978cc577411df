"""Colleagues thank each other: within an allowance, in words, and not in circles."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from changemgmt.incentives import own_causes
from changemgmt.incentives.choices import Outcome
from changemgmt.incentives.models import PointRule, Recognition
from changemgmt.incentives.models.thanks import MAX_TEXT
from changemgmt.incentives.selectors import thanks
from changemgmt.incentives.services import awarding
from changemgmt.incentives.services.common import keepers, record, tell, tell_all
from pmo.access import policy
from pmo.accounts.models import User
from pmo.records import Conflict, Forbidden, Invalid
from pmo.records.models import create, save
from pmo.texts import Sentence, name, num

SHORTEST = 6


@transaction.atomic
def recognise(*, by: Any, to: User, text: str, key: str, now: datetime) -> Recognition:
    """Thank a colleague in words; the points follow at once, within the receiver's limits.

    key  drawn for the form: the same one again gives what is there
    Raises Forbidden, Invalid (words, oneself, somebody who left) or Conflict (not open, allowance used, too often, in
    circles).
    """
    policy.require(by, "add", "recognition")
    today = timezone.localdate(now)
    known = thanks.rule_on(today)
    if known is None:
        raise Conflict(_("Recognition is not open at present."), code="closed")
    # Everybody's allowance is computed under this lock: two at once cannot both spend the last of it.
    rule = PointRule.objects.select_for_update().get(pk=known.pk)
    same = Recognition.objects.filter(giver_id=by.pk, key=key).first()
    if same is not None:
        return same
    words = " ".join(text.split())
    if len(words) < SHORTEST:
        raise Invalid(_("Say what for, in a sentence: it stands on the wall."), code="required", field="text")
    if len(words) > MAX_TEXT:
        raise Invalid(_("At most %(most)s characters."), params={"most": MAX_TEXT}, field="text")
    _require_fair(by, to, rule, now)
    made = create(
        Recognition(giver_id=by.pk, receiver=to, unit_id=to.unit_id, text=words, on=today, key=key[:40]), now=now
    )
    awarding.award(rule=rule, now=now, done=[own_causes.recognition(made)], tell_people=False)
    record(by, "recognition.given", made, now, after={"receiver": to.name, "text": words})
    award = made.award if hasattr(made, "award") else None
    points = award.points if award is not None and award.outcome == Outcome.GRANTED else 0
    code = "recognition.received" if points else "recognition.received_words"
    tell("recognition.received", made, to, Sentence(code, {"who": name(by), "text": words, "n": num(points)}), now,
         url=made.url)  # fmt: skip
    return made


def _require_fair(by: Any, to: User, rule: PointRule, now: datetime) -> None:
    today = timezone.localdate(now)
    if to.pk == by.pk:
        raise Invalid(_("Nobody recognises themselves."), code="oneself", field="receiver")
    if not to.is_active or to.unit_id is None:
        raise Invalid(_("Choose somebody who works here."), code="inactive", field="receiver")
    given = thanks.given_in_month(by.pk, today)
    if given + rule.points > (rule.allowance or 0):
        raise Conflict(
            _("Your allowance of this month is given: %(given)s of %(allowance)s points. It is new on the 1st."),
            params={"given": given, "allowance": rule.allowance}, code="allowance",
        )  # fmt: skip
    mine = Recognition.objects.filter(giver_id=by.pk, receiver=to, on__year=today.year, on__month=today.month)
    if mine.count() >= (rule.pair_limit or 0):
        raise Conflict(
            _("You have thanked %(who)s %(times)s times this month, which is the most. Thank somebody else."),
            params={"who": to.label, "times": rule.pair_limit}, code="pair", field="receiver",
        )  # fmt: skip
    if Recognition.objects.filter(giver=to, receiver_id=by.pk, on=today).exists():
        raise Conflict(
            _("%(who)s thanked you today; thank them on another day."),
            params={"who": to.label}, code="circle", field="receiver",
        )  # fmt: skip


@transaction.atomic
def report(*, by: Any, recognition: Recognition, text: str, now: datetime) -> Recognition:
    """Say that something is wrong with it: whoever leads the change looks at it. Raises Conflict or Invalid."""
    found = _locked(recognition)
    if not found.shown:
        raise Conflict(_("It was taken down already."), code="withdrawn")
    if found.is_reported:
        raise Conflict(_("It is reported already and will be looked at."), code="reported")
    if not text.strip():
        raise Invalid(_("Say what is wrong, in one sentence."), code="required", field="report")
    found.reported_by_id, found.reported_at, found.report, found.kept_at = by.pk, now, text.strip()[:300], None
    save(found, now=now, fields=["reported_by", "reported_at", "report", "kept_at"])
    record(by, "recognition.reported", found, now, after={"report": found.report})
    people = [one for one in keepers(None) if one.pk not in (by.pk, found.giver_id, found.receiver_id)]
    tell_all("recognition.reported", found, people, Sentence("recognition.reported", {"text": found.text}), now,
             url=found.url, period=str(found.version))  # fmt: skip
    return found


@transaction.atomic
def keep(*, by: Any, recognition: Recognition, now: datetime, expected: int | None = None) -> Recognition:
    """Nothing is wrong with it. Raises Forbidden, Conflict or StaleWrite."""
    found = _managed(by, recognition)
    if not found.is_reported:
        raise Conflict(_("Nothing is reported."), code="not_reported")
    found.kept_at = now
    save(found, now=now, expected=expected, fields=["kept_at"])
    record(by, "recognition.kept", found, now)
    return found


@transaction.atomic
def withdraw(
    *, by: Any, recognition: Recognition, reason: str, now: datetime, expected: int | None = None
) -> Recognition:
    """Take it down from the wall; its points go back. Both are told why.

    Raises Forbidden, Conflict, Invalid or StaleWrite.
    The allowance of whoever gave it stays used.
    """
    found = _managed(by, recognition)
    if not found.shown:
        raise Conflict(_("It was taken down already."), code="withdrawn")
    if not reason.strip():
        raise Invalid(_("Say why, in one sentence."), code="required", field="reason")
    found.withdrawn_by_id, found.withdrawn_at, found.withdrawal = by.pk, now, reason.strip()[:300]
    save(found, now=now, expected=expected, fields=["withdrawn_by", "withdrawn_at", "withdrawal"])
    if hasattr(found, "award"):
        awarding.reverse(award=found.award, now=now, by=by, noted=False)
    record(by, "recognition.withdrawn", found, now, after={"reason": found.withdrawal})
    words = Sentence("recognition.withdrawn", {"text": found.text, "reason": found.withdrawal})
    for person in (found.giver, found.receiver):
        tell("recognition.withdrawn", found, person, words, now, url=found.url)
    return found


def _locked(recognition: Recognition) -> Recognition:
    rows = Recognition.objects.select_for_update(of=("self",)).select_related("giver", "receiver", "unit")
    found: Recognition = rows.get(pk=recognition.pk)
    return found


def _managed(by: Any, recognition: Recognition) -> Recognition:
    policy.require(by, "manage", recognition)
    found = _locked(recognition)
    if by.pk in (found.giver_id, found.receiver_id):
        raise Forbidden(_("Nobody judges what they gave or received themselves."))
    return found
