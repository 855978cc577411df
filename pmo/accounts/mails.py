"""Mails about an account: promised as rows, sent by the worker, found again by the sweeper.

A mail leaves at least once; a repetition carries the same Message-ID, so that mailboxes can tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPException
from urllib.parse import quote, urlsplit

import structlog
from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from pmo import audit
from pmo.access import policy
from pmo.accounts.choices import Language, MailKind
from pmo.accounts.models import AccountMail, User
from pmo.accounts.services import require_standing
from pmo.notify.wake import wake

log = structlog.get_logger(__name__)

TASK = "pmo.account_mails"

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 5
# A link that comes a day late helps nobody and surprises its reader.
STALE = timedelta(hours=24)


def ask_reset(*, email: str, language: str, base_url: str, now: datetime) -> AccountMail:
    """Promise a reset mail to whoever owns the address, if anybody does: finding out is left to the worker."""
    return _promise(MailKind.RESET, email.strip().lower(), language, base_url, now)


@transaction.atomic
def invite(*, by: User, person: User, base_url: str, now: datetime) -> AccountMail:
    """Send a person the link to set a password. Raises Forbidden."""
    policy.require(by, "change", person)
    require_standing(by, person)
    audit.record(by=by, act="user.invited", obj=person, now=now)
    return _promise(MailKind.INVITE, person.email, person.language, base_url, now)


def promise_notice(*, person: User, base_url: str, now: datetime) -> AccountMail | None:
    """Tell a person that their password was changed, in case it was not they who did it."""
    if not person.email:
        return None
    return _promise(MailKind.CHANGED, person.email, person.language, base_url, now)


def deliver(*, now: datetime, limit: int = 100) -> int:
    """Send what is due; returns the number of mails sent. Safe to run any number of times at once."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    due = AccountMail.objects.filter(
        free, done_at__isnull=True, attempts__lt=MAX_ATTEMPTS, requested_at__gt=now - STALE
    )
    sent = 0
    for mail_id in list(due.order_by("id").values_list("pk", flat=True)[:limit]):
        taken = due.filter(pk=mail_id).update(leased_until=now + LEASE, attempts=F("attempts") + 1)
        if not taken:
            continue
        try:
            sent += _send(AccountMail.objects.get(pk=mail_id))
        except (SMTPException, OSError) as error:
            # The lease runs out and the sweeper tries again; the other mails need not wait for it.
            log.warning("account mail not sent", mail=mail_id, error=repr(error)[:200])
            continue
        AccountMail.objects.filter(pk=mail_id).update(done_at=now, leased_until=None)
    return sent


def forget_old(*, now: datetime) -> int:
    """Delete mails that were sent or gave up a day ago: addresses are not kept for nothing."""
    gone, _rows = AccountMail.objects.filter(requested_at__lt=now - 2 * STALE).delete()
    return gone


def _promise(kind: MailKind, email: str, language: str, base_url: str, now: datetime) -> AccountMail:
    mail = AccountMail.objects.create(
        kind=kind, email=email, language=language, base_url=base_url.rstrip("/"), requested_at=now
    )
    wake(TASK)
    return mail


def _send(mail: AccountMail) -> int:
    person = User.objects.active().filter(email__iexact=mail.email).first()
    if person is None:
        return 0
    _compose(mail, person).send()
    return 1


@dataclass(frozen=True)
class _Words:
    subject: str
    body: str


def _compose(mail: AccountMail, person: User) -> EmailMultiAlternatives:
    chosen = person.language or mail.language
    # A person who never chose a language reads both.
    languages = [chosen] if chosen else [Language.CHINESE.value, Language.ENGLISH.value]
    context = {"person": person, "url": _link(mail, person), "hours": settings.PASSWORD_RESET_TIMEOUT // 3600}
    texts = [_words(mail.kind, language, context) for language in languages]
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or urlsplit(mail.base_url).hostname
    return EmailMultiAlternatives(
        subject=" · ".join(t.subject for t in texts),
        body="\n\n— — —\n\n".join(t.body for t in texts) + "\n",
        to=[person.email],
        headers={"Message-ID": f"<account-{mail.pk}-{int(mail.requested_at.timestamp())}@{host}>"},
    )


def _words(kind: str, language: str, context: dict[str, object]) -> _Words:
    with translation.override(language):
        name = context["person"].label  # type: ignore[attr-defined]
        shown = {**context, "name": name}
        subject = render_to_string(f"pmo/accounts/mail/{kind}_subject.txt", shown)
        body = render_to_string(f"pmo/accounts/mail/{kind}.txt", shown)
    return _Words(" ".join(subject.split()), body.strip())


def _link(mail: AccountMail, person: User) -> str:
    if mail.kind == MailKind.CHANGED:
        return mail.base_url + reverse("account_reset_password")
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return mail.base_url + path.replace("UID-KEY", quote(f"{user_pk_to_url_str(person)}-{token}"))
