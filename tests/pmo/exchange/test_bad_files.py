"""Files that are refused as a whole, each with its own precise reason; and what refusing them costs."""

from __future__ import annotations

import gc
import io
import os
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.utils.translation import override

from pmo.exchange import BadFile, Column, TableSpec, read, sandbox
from tests.pmo.exchange.books import add, book, replace, rezip, upload

SPEC = TableSpec(
    columns=(Column("name", "Name", required=True), Column("amount", "Amount", kind="decimal", required=True))
)
GOOD = book([["Name", "Amount"], ["x", 1]])


def refused(data: bytes | str, name: str = "t.xlsx", spec: TableSpec = SPEC) -> BadFile:
    with pytest.raises(BadFile) as caught:
        read(upload(data, name), spec)
    for language in ("en", "zh-hans"):
        with override(language):
            assert caught.value.message
            assert "%(" not in caught.value.message
    return caught.value


def bomb(megabytes: int) -> bytes:
    """A workbook whose sheet unpacks to `megabytes` MB of zeros."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(megabytes):
                part.write(b"0" * 1024 * 1024)
    return target.getvalue()


def lying_bomb() -> bytes:
    """The same, with a directory that claims the sheet is small."""
    data = bytearray(bomb(300))
    for marker, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        position = data.rfind(marker)
        struct.pack_into("<I", data, position + offset, 1000)
    return bytes(data)


@contextmanager
def peak_growth_below(megabytes: int) -> Iterator[None]:
    """Fails when this process's memory peaks more than `megabytes` MB above where it was."""
    status, clear = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    if not clear.exists():
        pytest.skip("needs /proc")
    gc.collect()
    clear.write_text("5")
    before = _kilobytes(status, "VmHWM")
    yield
    assert _kilobytes(status, "VmHWM") - before < megabytes * 1024


def _kilobytes(status: Path, name: str) -> int:
    return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith(name))


BOMB = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">%s]><sst>&j;</sst>""" % b"".join(
    b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % (c, *[c - 1] * 10) for c in range(ord("b"), ord("k"))
)
XXE = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst>&x;</sst>'
SHARED = "xl/sharedStrings.xml"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"Name,Amount\nx,1\n", "content_mismatch"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 100, "content_mismatch"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_office"),
        (b"PK\x03\x04" + b"\0" * 200, "damaged"),
        (GOOD[: len(GOOD) // 2], "damaged"),
        (GOOD[:-30], "damaged"),
        (GOOD[:200] + b"\xff" * 300 + GOOD[500:], "damaged"),
        (rezip(GOOD, lambda parts: parts.pop("xl/workbook.xml")), "content_mismatch"),
        (rezip(GOOD, lambda parts: parts.pop("xl/worksheets/sheet1.xml")), "damaged"),
        (
            rezip(GOOD, lambda parts: parts.update({"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row><c"})),
            "damaged",
        ),
        (rezip(GOOD, add("xl/vbaProject.bin", b"macro")), "macros"),
        (rezip(GOOD, add("xl/externalLinks/externalLink1.xml", b"<externalLink/>")), "external_links"),
        (rezip(GOOD, add("xl/connections.xml", b"<connections/>")), "external_links"),
        (rezip(GOOD, add("xl/embeddings/oleObject1.bin", b"x")), "external_links"),
        (rezip(GOOD, add("../../etc/cron.d/x", b"x")), "path_traversal"),
        (rezip(GOOD, add("/etc/x", b"x")), "path_traversal"),
        (rezip(GOOD, add("C:\\x", b"x")), "path_traversal"),
        (rezip(GOOD, lambda parts: parts.update({f"x/{n}": b"" for n in range(1_001)})), "too_many_parts"),
        (rezip(GOOD, add(SHARED, BOMB)), "dtd_forbidden"),
        (rezip(GOOD, add(SHARED, XXE)), "dtd_forbidden"),
        (rezip(GOOD, add(SHARED, XXE.decode().encode("utf-16"))), "dtd_forbidden"),
        (rezip(GOOD, add(SHARED, b"<!--" + b"x" * 70_000 + b"-->" + BOMB)), "dtd_forbidden"),
        (book([]), "empty"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refused_workbooks(data: bytes, code: str) -> None:
    assert refused(data).code == code


@pytest.mark.parametrize("name", ["t.xlsm", "t.xls", "t.xlsb", "t.ods", "t.exe", "t", "t.csv.exe"])
def test_other_endings_are_not_accepted(name: str) -> None:
    assert refused(GOOD, name).code == "not_accepted"


def test_a_workbook_that_needs_a_password() -> None:
    data = bytearray(GOOD)
    position = -1
    while (position := data.find(b"PK\x01\x02", position + 1)) >= 0:
        data[position + 8] |= 1
    assert refused(bytes(data)).code == "encrypted"


@pytest.mark.parametrize(
    ("make", "codes"),
    [
        (lambda: bomb(456), {"suspicious_ratio"}),
        (lambda: bomb(80), {"suspicious_ratio"}),
        (lambda: bomb(600), {"unpacks_too_large"}),
    ],
)
def test_bombs_are_refused_by_their_directory_at_once(make: Callable[[], bytes], codes: set[str]) -> None:
    data = make()
    with peak_growth_below(20):
        assert refused(data).code in codes


def test_a_bomb_with_a_false_directory_dies_in_the_child_alone() -> None:
    data = lying_bomb()
    with peak_growth_below(20):
        assert refused(data).code in {"damaged", "too_complex"}


def test_cells_at_the_far_ends_of_a_sheet_do_not_take_the_server_down() -> None:
    def touch(made: object, page: object) -> None:
        page.write(1_048_575, 100, "end")  # type: ignore[attr-defined]

    data = book([["Name", "Amount"], ["x", 1]], touch=touch)
    with peak_growth_below(20):
        assert refused(data).code == "too_complex"


def test_a_cell_far_right_is_too_many_columns() -> None:
    def touch(made: object, page: object) -> None:
        page.write(0, 16_383, "far")  # type: ignore[attr-defined]

    assert refused(book([["Name", "Amount"]], touch=touch)).code == "too_many_columns"


def test_a_child_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sleeper = tmp_path / "sleeper.py"
    sleeper.write_text("while True: pass")
    monkeypatch.setattr(sandbox, "CHILD", sleeper)
    monkeypatch.setattr(sandbox, "WALL_SECONDS", 1)
    assert refused(GOOD).code == "too_complex"


def test_the_child_stays_under_its_memory_limit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The limits are set by the child itself before it opens anything."""
    probe = tmp_path / "probe.py"
    source = sandbox.CHILD.read_text(encoding="utf-8").replace("_read(request, output)", "bytearray(700 * 1024 * 1024)")
    probe.write_text(source, encoding="utf-8")
    monkeypatch.setattr(sandbox, "CHILD", probe)
    assert refused(GOOD).code == "too_complex"


def test_too_many_rows_says_how_many() -> None:
    spec = TableSpec(columns=SPEC.columns, max_rows=100)
    rows = [["Name", "Amount"], *[["x", 1] for _ in range(500)]]
    for data, name in ((book(rows), "t.xlsx"), ("\n".join("x,1" if n else "Name,Amount" for n in range(501)), "t.csv")):
        error = refused(data, name, spec)
        assert error.code == "too_many_rows"
        assert error.params == {"count": 500, "limit": 100}
    exactly = read(upload(book(rows[:101])), spec)
    assert len(exactly.rows) == 100


@pytest.mark.parametrize(
    ("rows", "code", "says"),
    [
        ([["Nome", "Wert"], ["x", 1]], "no_header", "10"),
        ([["Name"], ["x"]], "columns_missing", "Amount"),
        ([["Name", "Amount", "Name"], ["x", 1, "y"]], "column_twice", "Name"),
    ],
)
def test_header_faults(rows: list[list[object]], code: str, says: str) -> None:
    error = refused(book(rows))
    assert error.code == code
    assert says in error.message


def test_a_merged_header_is_refused_with_its_cells() -> None:
    def touch(made: object, page: object) -> None:
        page.merge_range(0, 0, 0, 1, "Name")  # type: ignore[attr-defined]
        page.write(0, 2, "Amount")  # type: ignore[attr-defined]
        page.write_row(1, 0, ["x", "y", 1])  # type: ignore[attr-defined]

    error = refused(book([], touch=touch))
    assert error.code == "merged_header"
    assert "A1:B1" in error.message


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        ("Name,Amount\n甲,1\n".encode("shift-jis", "replace") + b"\x81\x00\x00\xff", "encoding"),
        (b"Name,Amount\n\xff\xfe\xff,1\n", "encoding"),
        (b"\xff\xfe" + b"N\x00a\x00\x00\xd8\x01\x00", "encoding"),
        (b"Name,Amount\nx\x00y,1\n", "encoding"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "encoding"),
        (b'Name,Amount\n"never closed,1\nx,2\n', "malformed_csv"),
        (b'Name,Amount\n"a"b,1\n', "malformed_csv"),
        (b"Name,Amount\n" + b"x" * 200_000 + b",1\n", "malformed_csv"),
        (b"x;y\n1;2\n", "no_header"),
    ],
)
def test_refused_csv(data: bytes, code: str) -> None:
    assert refused(data, "t.csv").code == code


def test_files_above_twenty_megabytes_are_not_read() -> None:
    error = refused(b"Name,Amount\n" + b"x,1\n" * 6_000_000, "t.csv")
    assert error.code == "too_large"
    assert "20" in error.message


def test_nothing_is_left_in_the_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    read(upload(GOOD), SPEC)
    for data in (lying_bomb(), GOOD[:-30], rezip(GOOD, replace("xl/workbook.xml", b"rId1", b"rId9"))):
        with pytest.raises(BadFile):
            read(upload(data, "t.xlsx"), SPEC)
    assert os.listdir(tmp_path) == []
