from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pmo import audit
from pmo.files import blobs, formats
from pmo.files.models import Attachment
from pmo.records import Conflict

MAX_BYTES = 50 * 1024 * 1024
MAX_LOG_BYTES = 200 * 1024 * 1024
KEEP_UNREFERENCED = timedelta(days=1)

_FILE = ("name", "content_type", "size", "sha256")
_FACTS = (*_FILE, "kind", "object_id")
# Control characters, and the marks that make "gpj.exe" read as "exe.jpg".
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_RESERVED = re.compile(r'[<>:"/\\|?*]')


def clean_name(name: str | None) -> str:
    """A file name that is safe to show, to send in a header and to save on any system. Keeps the ending."""
    last = re.split(r"[/\\]", name or "")[-1]
    shown = _RESERVED.sub("_", _UNPRINTABLE.sub("", unicodedata.normalize("NFC", last))).strip(" .")
    if not shown:
        return "file"
    found = formats.by_name(shown)
    ending = next((e for e in (found.endings if found else ()) if shown.lower().endswith(f".{e}")), "")
    if len(shown) <= 120 or not ending:
        return shown[:120]
    return f"{shown[: 119 - len(ending)]}.{ending}"


@transaction.atomic
def store(
    *,
    by: Any,
    upload: blobs.Upload,
    now: datetime,
    project_id: int | None = None,
    kind: str = "",
    object_id: int | None = None,
    accepted: frozenset[str] = formats.DOCUMENTS,
    max_bytes: int = MAX_BYTES,
) -> Attachment:
    """Check and keep an uploaded file. The caller has checked that `by` may add files to the object.

    Raises TooLarge, WrongType, UnsafeFile or StorageFull; then nothing is kept.
    """
    name = clean_name(upload.name)
    found: list[formats.Format] = []

    def check(file: BinaryIO) -> None:
        found.append(formats.identify(name, file, accepted))

    blob = blobs.write(upload, max_bytes=max_bytes, check=check)
    attachment = Attachment.objects.create(
        kind=kind,
        object_id=object_id,
        project_id=project_id,
        name=name,
        content_type=found[0].content_type,
        format=found[0].code,
        size=blob.size,
        sha256=blob.sha256,
        path=blob.path,
        uploaded_by=by,
        uploaded_at=now,
    )
    _record(by, "attachment.stored", attachment, now, after=audit.snapshot(attachment, _FACTS))
    return attachment


@transaction.atomic
def attach(*, attachment: Attachment, kind: str, object_id: int, project_id: int | None = None) -> Attachment:
    """Give a file that nobody owns yet to the object saved after it. Raises Conflict when it has another owner."""
    done = Attachment.objects.filter(pk=attachment.pk, kind="").update(
        kind=kind, object_id=object_id, project_id=project_id
    )
    if not done:
        raise Conflict(_("The file belongs to something else already."), code="already_attached")
    attachment.kind, attachment.object_id, attachment.project_id = kind, object_id, project_id
    return attachment


@transaction.atomic
def delete(*, by: Any, attachment: Attachment, now: datetime) -> None:
    """Remove the file from its object; the history keeps what it was, that of the object from where it went. The caller
    has checked that `by` may."""
    _record(by, "attachment.deleted", attachment, now, before=audit.snapshot(attachment, _FILE))
    attachment.delete()


def sweep(*, now: datetime) -> int:
    """Remove bytes no row refers to: deleted files, and uploads whose transaction was rolled back."""

    def known(hashes: set[str]) -> set[str]:
        return set(Attachment.objects.filter(sha256__in=hashes).values_list("sha256", flat=True))

    gone = 0
    for path in blobs.unreferenced(now=now, known=known, age=KEEP_UNREFERENCED):
        path.unlink(missing_ok=True)
        gone += 1
    return gone


def _record(by: Any, act: str, attachment: Attachment, now: datetime, **facts: dict[str, Any]) -> None:
    audit.record(by=by, act=act, obj=attachment, now=now, project_id=attachment.project_id, **facts)
