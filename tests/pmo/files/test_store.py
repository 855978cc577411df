"""What is kept, what is refused, and that nothing half-written stays behind."""

from __future__ import annotations

import errno
import gzip
import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import override

from pmo import files
from pmo.accounts.models import User
from pmo.audit.models import AuditEntry
from pmo.files import blobs, services
from pmo.files.models import Attachment
from pmo.records import Conflict, DomainError
from tests.pmo.files.samples import CSV, DOCX, GOOD, JPG, LOG, PDF, PNG, WEBP, XLSX, office


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def user(db: None) -> User:
    return User.objects.create_user("li.wei", password="x", name="李伟")


Keep = Callable[..., Attachment]


@pytest.fixture
def keep(user: User, media: Path) -> Keep:
    def keep(data: bytes, name: str = "a.pdf", **more: Any) -> Attachment:
        more.setdefault("accepted", files.ALL)
        return files.store(by=user, upload=SimpleUploadedFile(name, data), now=timezone.now(), **more)

    return keep


def kept(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", GOOD)
def test_good_files_are_kept_with_their_true_type(keep: Keep, media: Path, name: str) -> None:
    data, content_type = GOOD[name]
    found = keep(data, name, project_id=7)
    assert (found.name, found.content_type, found.size) == (name, content_type, len(data))
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert files.path_of(found).read_bytes() == data
    assert len(kept(media)) == 1
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.project_id, entry.after["sha256"]) == ("attachment.stored", 7, found.sha256)


BAD = [
    ("a.exe", b"MZ" + b"\0" * 50, "not_accepted"),
    ("a.html", b"<script>", "not_accepted"),
    ("a.svg", b"<svg/>", "not_accepted"),
    ("a.zip", DOCX, "not_accepted"),
    ("a.docm", DOCX, "not_accepted"),
    ("a", PDF, "not_accepted"),
    ("a.pdf.exe", PDF, "not_accepted"),
    ("a.gz", gzip.compress(LOG), "not_accepted"),
    ("a.pdf", b"", "empty"),
    ("a.pdf", PNG, "content_mismatch"),
    ("a.png", PDF, "content_mismatch"),
    ("a.jpg", b"<html><script>alert(1)</script>", "content_mismatch"),
    ("a.webp", b"RIFF\0\0\0\0WAVE", "content_mismatch"),
    ("a.docx", b"PK\x03\x04garbage", "damaged"),
    ("a.docx", XLSX, "content_mismatch"),
    ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_office"),
    ("a.docx", office("word/document.xml", **{"word/vbaProject.bin": b"x"}), "macros"),
    ("a.docx", office("word/document.xml", **{"../x": b"x"}), "path_traversal"),
    ("a.docx", office("word/document.xml", **{"word/x.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>"}), "dtd_forbidden"),
    ("a.docx", office("word/document.xml", **{"word/media/x.bmp": b"\0" * 20_000_000}), "suspicious_ratio"),
    ("a.docx", DOCX[:-40], "damaged"),
    ("a.pdf", PDF[:-10], "damaged"),
    ("a.png", PNG[:-10], "damaged"),
    ("a.jpg", JPG[:-2], "damaged"),
    ("a.webp", WEBP[:-5], "damaged"),
    ("a.txt", b"\x00\x01\x02", "not_text"),
    ("a.csv", PNG, "not_text"),
    ("a.csv", b"a,b\n\xff\xff\xff", "not_text"),
    ("a.xml", b"not xml", "content_mismatch"),
    ("a.xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "dtd_forbidden"),
    ("a.xml", '<!DOCTYPE a [<!ENTITY x "y">]><a/>'.encode("utf-16"), "dtd_forbidden"),
    ("a.xml", b"<!-- " + b"x" * 70_000 + b" --><!DOCTYPE a []><a/>", "dtd_forbidden"),
    ("a.xes", b"<html/>", "not_a_log"),
    ("a.xes.gz", LOG, "content_mismatch"),
    ("a.xes.gz", b"\x1f\x8bgarbage", "damaged"),
    ("a.xes.gz", gzip.compress(b"<!DOCTYPE log []>" + LOG), "dtd_forbidden"),
    ("a.xes.gz", gzip.compress(b"no xml"), "content_mismatch"),
]


@pytest.mark.parametrize(("name", "data", "code"), BAD, ids=[f"{name}-{code}" for name, _data, code in BAD])
def test_bad_files_are_refused_precisely_and_leave_nothing(
    keep: Keep, media: Path, name: str, data: bytes, code: str
) -> None:
    with pytest.raises(DomainError) as caught:
        keep(data, name)
    assert caught.value.code == code
    for language in ("en", "zh-hans"):
        with override(language):
            assert caught.value.message
            assert "%(" not in caught.value.message
    assert kept(media) == []
    assert Attachment.objects.count() == 0
    assert AuditEntry.objects.count() == 0


def test_only_what_the_caller_takes(keep: Keep) -> None:
    with pytest.raises(files.WrongType) as caught:
        keep(LOG, "a.xes", accepted=files.DOCUMENTS)
    assert caught.value.status == 415
    assert "pdf" in caught.value.message


def test_too_large_is_refused_while_it_arrives(keep: Keep, media: Path) -> None:
    with pytest.raises(files.TooLarge) as caught:
        keep(PDF + b"x" * 3_000_000, max_bytes=2 * 1024 * 1024)
    assert caught.value.status == 413
    assert "2" in caught.value.message
    assert kept(media) == []


@pytest.mark.parametrize("step", ["write", "fsync", "rename"])
def test_a_full_disk_says_so_and_leaves_nothing(
    keep: Keep, media: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_args: Any, **_kwargs: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if step == "write":
        monkeypatch.setattr(blobs, "_copy", full)
    elif step == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(files.StorageFull) as caught:
        keep(PDF)
    monkeypatch.undo()
    assert (caught.value.status, caught.value.code) == (507, "storage_full")
    assert kept(media) == []
    assert Attachment.objects.count() == 0
    assert keep(PDF).size == len(PDF)


@pytest.mark.faults
def test_a_really_full_disk(keep: Keep, settings: Any, tmp_path: Path) -> None:
    """A file system of 1 MB in memory; needs the right to mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if (
        mount is None
        or subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "none", str(disk)], check=False).returncode
    ):
        pytest.skip("no right to mount a file system here")
    try:
        settings.MEDIA_ROOT = disk
        small = keep(PDF)
        with pytest.raises(files.StorageFull):
            keep(b"%PDF-1.4" + os.urandom(2_000_000) + b"%%EOF")
        assert [path.name for path in kept(disk)] == [small.sha256]
        assert Attachment.objects.count() == 1
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_equal_content_is_kept_once(keep: Keep, media: Path) -> None:
    first, second = keep(PDF, "a.pdf"), keep(PDF, "b.pdf")
    assert first.path == second.path
    assert len(kept(media)) == 1
    assert (first.name, second.name) == ("a.pdf", "b.pdf")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\报告.pdf", "报告.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("invoice\u202efdp.exe.pdf", "invoicefdp.exe.pdf"),
        ('<img src=x onerror="alert(1)">.pdf', "_img src=x onerror=_alert(1)__.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("  .pdf", "pdf"),
        ("", "file"),
        ("...", "file"),
    ],
)
def test_names_are_made_safe(given: str, expected: str) -> None:
    assert services.clean_name(given) == expected


def test_the_owner_is_whole_or_absent(keep: Keep) -> None:
    found = keep(PDF)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.filter(pk=found.pk).update(kind="pain_point")
    files.attach(attachment=found, kind="pain_point", object_id=3, project_id=7)
    assert files.of("pain_point", [3, 4]) == {3: [found]}
    with pytest.raises(Conflict):
        files.attach(attachment=found, kind="goal", object_id=1)


@pytest.mark.machine_clock
def test_deleting_keeps_the_history_and_shared_bytes(keep: Keep, user: User, media: Path) -> None:
    first, second = keep(PDF, "a.pdf"), keep(PDF, "b.pdf")
    files.delete(by=user, attachment=first, now=timezone.now())
    entry = AuditEntry.objects.get(act="attachment.deleted")
    assert entry.before["name"] == "a.pdf"
    assert services.sweep(now=timezone.now() + timedelta(days=2)) == 0
    assert files.path_of(second).exists()
    files.delete(by=user, attachment=second, now=timezone.now())
    # Young bytes stay: their row may belong to a transaction that is still open.
    assert services.sweep(now=timezone.now()) == 0
    assert services.sweep(now=timezone.now() + timedelta(days=2)) == 1
    assert kept(media) == []


@pytest.mark.machine_clock
def test_a_rolled_back_upload_is_swept(keep: Keep, media: Path) -> None:
    with transaction.atomic():
        keep(PDF)
        transaction.set_rollback(True)
    (media / "incoming" / "left-by-a-killed-process").write_bytes(b"x")
    assert Attachment.objects.count() == 0
    assert services.sweep(now=timezone.now() + timedelta(days=2)) == 2
    assert kept(media) == []


class Slow:
    """An upload whose bytes come in pieces, as large ones do."""

    name: str | None = "a.csv"

    def chunks(self) -> Iterator[bytes]:
        yield CSV[:5]
        yield CSV[5:]


def test_pieces_are_put_together(user: User, media: Path) -> None:
    found = files.store(by=user, upload=Slow(), now=timezone.now())
    with files.open_file(found) as file:
        assert file.read() == CSV
