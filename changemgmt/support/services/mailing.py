"""Mail becomes requests: each message exactly once, known senders only, and nothing a machine wrote."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from changemgmt.support import imap, parsing
from changemgmt.support.audience import served, working
from changemgmt.support.choices import FILE, MailReason, MailState, NoteKind, Source, State
from changemgmt.support.models import SupportMail, SupportMailbox, SupportRequest
from changemgmt.support.parsing import Body, Damaged, Head, Piece
from changemgmt.support.services.asking import MOST_PICTURES, add, ask
from changemgmt.support.services.common import write
from pmo import audit, files
from pmo.access import policy
from pmo.accounts.models import User
from pmo.files import pictures
from pmo.files.pictures import Picture
from pmo.notify.models import Message
from pmo.records import Conflict, DomainError, Invalid
from pmo.records.models import create, save

AT_ONCE = 50
PER_HOUR = 20
STRANGERS_PER_HOUR = 100
LEASE = timedelta(minutes=10)
HOUR = timedelta(hours=1)
IMAGES = (".jpg", ".jpeg", ".png", ".webp")
# Nobody needs to look at these.
SILENT = (MailReason.AUTOMATIC, MailReason.LOOP, MailReason.TOO_MANY, MailReason.TOO_LARGE)


@dataclass(frozen=True)
class Came:
    """What one poll did: messages that were read, those of them that became or joined a request."""

    read: int = 0
    taken: int = 0


def poll(*, now: datetime, open_box: Any = None) -> Came:
    """Read what is new in the mailbox of the environment; nothing without one, or while another worker reads it.

    The watermark moves in the transaction that stores a message; it is marked as seen only afterwards. Whoever kills
    this in between loses nothing, and nothing comes twice. Raises MailboxError.
    """
    if not settings.SUPPORT_IMAP_URL:
        return Came()
    where = imap.address(settings.SUPPORT_IMAP_URL)
    row, _made = SupportMailbox.objects.get_or_create(name=where.name)
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=now)
    if not SupportMailbox.objects.filter(free, pk=row.pk).update(lease_until=now + LEASE, polled_at=now):
        return Came()
    row.refresh_from_db()
    try:
        opener: AbstractContextManager[imap.Box] = (open_box or imap.opened)(where)
        with opener as box:
            came = _read_all(row, box, now)
        SupportMailbox.objects.filter(pk=row.pk).update(failed_at=None)
    except imap.MailboxError:
        SupportMailbox.objects.filter(pk=row.pk).update(failed_at=now)
        raise
    finally:
        SupportMailbox.objects.filter(pk=row.pk, lease_until=row.lease_until).update(lease_until=None)
    return came


def _read_all(row: SupportMailbox, box: imap.Box, now: datetime) -> Came:
    if row.uid_validity != box.validity:
        # The server counts anew: what was stored is recognised by its Message-ID.
        SupportMailbox.objects.filter(pk=row.pk).update(uid_validity=box.validity, last_uid=0)
        row.refresh_from_db()
    # Stored before, but killed before they were marked.
    box.mark_seen(box.unseen(row.last_uid))
    read = taken = 0
    for uid in box.newer(row.last_uid)[:AT_ONCE]:
        mail = _read_one(row, box, uid, now)
        box.mark_seen([uid])
        read += 1
        taken += mail is not None and mail.state in (MailState.TAKEN, MailState.THREADED)
    return Came(read, taken)


def _read_one(row: SupportMailbox, box: imap.Box, uid: int, now: datetime) -> SupportMail | None:
    size, raw = box.head(uid)
    head: Head | None
    try:
        head = parsing.head(raw)
    except Damaged:
        head = None
    reason = MailReason.DAMAGED if head is None else _refused(head, size, now)
    body: Body | None = None
    if not reason:
        try:
            body = parsing.body(box.body(uid))
        except Damaged:
            reason = MailReason.DAMAGED
    with transaction.atomic():
        # Whoever lost the lease writes nothing: the other one reads this message.
        mine = SupportMailbox.objects.filter(pk=row.pk, lease_until=row.lease_until, last_uid__lt=uid)
        if not mine.update(last_uid=uid):
            raise imap.MailboxError("lease lost")
        return store(head=head, body=body, reason=reason, size=size, raw=raw, now=now)


def _refused(head: Head, size: int, now: datetime) -> str:
    """Why the body is not even fetched; "" when it is."""
    own = {settings.SUPPORT_ADDRESS.lower(), parseaddr(settings.DEFAULT_FROM_EMAIL)[1].lower()}
    if head.sender in own:
        return MailReason.LOOP
    if head.automatic:
        return MailReason.AUTOMATIC
    if size > parsing.MAX_BYTES:
        return MailReason.TOO_LARGE
    lately = SupportMail.objects.filter(received_at__gt=now - HOUR)
    if lately.filter(sender=head.sender).count() >= PER_HOUR:
        return MailReason.TOO_MANY
    # A bomb changes its senders: beyond so many strangers an hour only people of the company are let in.
    flooded = lately.filter(reason=MailReason.UNKNOWN).count() >= STRANGERS_PER_HOUR
    return MailReason.TOO_MANY if flooded and _person(head) is None else ""


def _person(head: Head) -> User | None:
    found: User | None = User.objects.filter(email__iexact=head.sender, is_active=True).first() if head.sender else None
    return found


@transaction.atomic
def store(
    *, head: Head | None, body: Body | None, reason: str, size: int, raw: bytes, now: datetime
) -> SupportMail | None:
    """Keep one message and what it becomes; None when it is known already."""
    key = head.key if head is not None else parsing.digest(raw)
    if SupportMail.objects.filter(message_id=key).exists():
        return None
    row = SupportMail(
        message_id=key,
        sender=head.sender if head is not None else "",
        subject=head.subject if head is not None else "",
        received_at=now,
        size=min(size, 2**31 - 1),
        reason=reason,
        state=MailState.DROPPED if reason in SILENT else MailState.HELD,
    )
    if head is not None and body is not None and not reason:
        try:
            with transaction.atomic():
                _place(row, head, body, now)
        except DomainError:
            # What a rule refuses is looked at by a person; it must not hold up the messages after it.
            row.state, row.reason, row.request, row.text = MailState.HELD, MailReason.DAMAGED, None, body.text
    return create(row, now=now)


def _place(row: SupportMail, head: Head, body: Body, now: datetime) -> None:
    """Add it to its request, open a new one, or keep it for somebody to look at."""
    person = _person(head)
    shots, documents, refused = sorted_pieces(body.pieces)
    if person is None or head.forged:
        row.reason = MailReason.FORGED if person is not None else MailReason.UNKNOWN
        row.text = body.text
        return
    if not body.text and not shots:
        row.reason = MailReason.EMPTY
        return
    known = _thread(head)
    if known is not None and known.requester_id != person.pk:
        row.reason, row.text = MailReason.FOREIGN, body.text
        return
    project = _project(person)
    if known is None and project is None:
        row.reason, row.text = MailReason.NO_PROJECT, body.text
        return
    if known is not None:
        add(by=person, row=known, text=body.text, pictures=shots, by_mail=True, now=now)
        row.state = MailState.THREADED
    else:
        known = ask(
            by=person, project=project, title=head.subject, text=body.text or head.subject, source=Source.MAIL,
            pictures=shots, now=now,
        )  # fmt: skip
        row.state = MailState.TAKEN
    row.request = known
    _keep_documents(known, person, documents, refused + body.left_out, now)


def sorted_pieces(pieces: Iterable[Piece]) -> tuple[list[Picture], list[Piece], int]:
    """Pictures drawn anew, documents as they came, and how many pieces are neither or harmful."""
    shots: list[Picture] = []
    documents: list[Piece] = []
    refused = 0
    for piece in pieces:
        if not piece.name.lower().endswith(IMAGES):
            documents.append(piece)
            continue
        try:
            shots.append(pictures.redrawn(SimpleUploadedFile(piece.name, piece.content)))
        except DomainError:
            refused += 1
    return shots[:MOST_PICTURES], documents, refused + max(len(shots) - MOST_PICTURES, 0)


def _keep_documents(row: SupportRequest, by: User, pieces: list[Piece], refused: int, now: datetime) -> None:
    for piece in pieces:
        upload = SimpleUploadedFile(piece.name or "file", piece.content)
        try:
            files.store(by=by, upload=upload, now=now, project_id=row.project_id, kind=FILE, object_id=row.pk)
        except DomainError:
            refused += 1
    if refused:
        # In the language of the company, as it is stored.
        write(row, NoteKind.INTERNAL, f"附件未保存:{refused} · attachments not kept: {refused}", by, now, by_mail=True)


def _thread(head: Head) -> SupportRequest | None:
    """The open request a message answers: by the token in its subject, or by the mail of ours it refers to."""
    rows = SupportRequest.objects.select_related("merged_into")
    found = rows.filter(token=head.token).first() if head.token else None
    if found is None and head.references:
        sent = Message.objects.filter(message_id__in=head.references, subject_kind="changemgmt.supportrequest")
        told = sent.order_by("-pk").values_list("subject_id", flat=True).first()
        found = rows.filter(pk=int(told)).first() if told else None
    if found is not None and found.merged_into is not None and found.merged_into.requester_id == found.requester_id:
        found = found.merged_into
    over = found is not None and found.state in (State.CLOSED, State.MERGED)
    return None if over else found


def _project(person: User) -> Any:
    """The project of the environment if it serves them, or the only one that does."""
    rows = list(served(person)[:20])
    named = [row for row in rows if row.key == settings.SUPPORT_PROJECT]
    return named[0] if named else rows[0] if len(rows) == 1 else None


@transaction.atomic
def take_mail(*, by: Any, mail: SupportMail, project: Any, requester: Any, now: datetime) -> SupportRequest:
    """Open a request of a message in quarantine, for somebody of the company. Raises Forbidden, Conflict or Invalid."""
    policy.require(by, "change", mail)
    row = SupportMail.objects.select_for_update().get(pk=mail.pk)
    if row.state != MailState.HELD:
        raise Conflict(_("Somebody has dealt with it already."), code="dealt_with")
    if not working(project).filter(pk=by.pk).exists() and not policy.may(
        by, "work", "support_request", project_id=project.pk
    ):
        raise Invalid(_("Choose a project whose desk you work at."), code="invalid_choice", field="project")
    made = ask(
        by=by, project=project, requester=requester, title=row.subject, text=row.text or row.subject,
        source=Source.MAIL, now=now,
    )  # fmt: skip
    row.state, row.request, row.text = MailState.TAKEN, made, ""
    save(row, now=now, fields=["state", "request", "text"])
    return made


@transaction.atomic
def drop_mail(*, by: Any, mail: SupportMail, now: datetime) -> SupportMail:
    """Nobody needs it: its words are forgotten, that it came is kept. Raises Forbidden or Conflict."""
    policy.require(by, "change", mail)
    row = SupportMail.objects.select_for_update().get(pk=mail.pk)
    if row.state != MailState.HELD:
        raise Conflict(_("Somebody has dealt with it already."), code="dealt_with")
    row.state, row.reason, row.text = MailState.DROPPED, MailReason.REMOVED, ""
    save(row, now=now, fields=["state", "reason", "text"])
    audit.record(by=by, act="support_mail.removed", obj=row, now=now, after={"state": row.state})
    return row
