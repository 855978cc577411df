from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from django.urls import reverse

from pmo.files import blobs, guards
from pmo.files.models import Attachment


def downloadable(user: Any, pk: int) -> Attachment | None:
    """The file if `user` may read it; None for what is foreign and for what does not exist alike."""
    attachment = Attachment.objects.filter(pk=pk).first()
    return attachment if attachment is not None and guards.may_read(user, attachment) else None


def of(kind: str, object_ids: Iterable[int]) -> dict[int, list[Attachment]]:
    """Files by the id of their owner, in one query. The caller has already checked that the owners are visible."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    for attachment in Attachment.objects.filter(kind=kind, object_id__in=list(object_ids)).order_by("id"):
        found[attachment.object_id or 0].append(attachment)
    return dict(found)


def path_of(attachment: Attachment) -> Path:
    return blobs.full_path(attachment.path)


def open_file(attachment: Attachment) -> BinaryIO:
    return path_of(attachment).open("rb")


def url_of(attachment: Attachment) -> str:
    return reverse("files:download", args=[attachment.pk])
