"""Reading logs: what is accepted, what is refused, and with which precise reason."""

import contextlib
import gzip
import io
import os
import zlib
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.processes import readers
from metrics.processes.readers import CsvMapping, Limits, LogError

REFERENCE = Path(os.environ.get("REFERENCE_DATA", "../shared/data")) / "bpic2020" / "DomesticDeclarations.xes.gz"
SHANGHAI = ZoneInfo("Asia/Shanghai")

EVENT = (
    '<event><string key="concept:name" value="{name}"/><date key="time:timestamp" value="{time}"/>'
    '<string key="org:resource" value="王"/><string key="org:role" value="{role}"/>{more}</event>'
)


def event(name="提交", time="2024-03-01T09:00:00+08:00", role="员工", more=""):
    return EVENT.format(name=name, time=time, role=role, more=more)


def xes(*traces, head='<?xml version="1.0" encoding="UTF-8"?>', tag="log"):
    body = "".join(f'<trace><string key="concept:name" value="{n}"/>{"".join(e)}</trace>' for n, e in traces)
    return (
        f'{head}<{tag} xes.version="1.0" xmlns="http://www.xes-standard.org"><global scope="event">'
        f'<string key="concept:name" value="name"/></global>{body}</{tag}>'
    ).encode()


TWO = xes(
    ("A", [event(), event("终审", "2024-03-03T09:00:00.250Z", "主管")]),
    ("B", [event(time="2024-03-01T01:00:00")]),
)


def read(data, **options):
    return readers.read_xes(io.BytesIO(data), **options)


def refused(code, call, *args, **options):
    with pytest.raises(LogError) as caught:
        call(*args, **options)
    assert caught.value.code == code, caught.value
    return caught.value


class TestXes:
    def test_columns(self):
        table = read(TWO)
        assert table.case_ids == ("A", "B")
        assert table.activities == ("提交", "终审")
        assert table.roles == ("员工", "主管")
        assert table.case_index.tolist() == [0, 0, 1]
        assert table.activity_index.tolist() == [0, 1, 0]
        assert table.resource_index.tolist() == [0, 0, 0]
        assert (table.case_index.dtype, table.timestamp_us.dtype) == (np.int32, np.int64)
        assert table.timestamp_us[0] == datetime(2024, 3, 1, 1, tzinfo=UTC).timestamp() * 1e6
        assert table.timestamp_us[1] % 1_000_000 == 250_000

    def test_zone_of_naive_stamps(self):
        assert read(TWO).timestamp_us[2] == datetime(2024, 3, 1, 1, tzinfo=UTC).timestamp() * 1e6
        assert read(TWO, zone=SHANGHAI).timestamp_us[2] == datetime(2024, 2, 29, 17, tzinfo=UTC).timestamp() * 1e6

    def test_gzip_in_several_members_and_padding(self):
        packed = gzip.compress(TWO[:200]) + gzip.compress(TWO[200:]) + b"\0" * 512
        assert read(packed).case_ids == ("A", "B")

    def test_nested_attributes_and_lists_do_not_leak(self):
        nested = '<string key="x" value="1"><string key="concept:name" value="wrong"/></string>'
        listed = '<list key="l"><values><string key="time:timestamp" value="wrong"/></values></list>'
        table = read(xes(("A", [event(more=nested + listed)])))
        assert table.activities == ("提交",)

    def test_prefixed_root(self):
        data = (
            TWO.replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"<x:?", b"<?").replace(b"xmlns=", b"xmlns:x=")
        )
        assert len(read(data)) == 3

    def test_trace_name_may_follow_its_events_or_be_missing(self):
        data = xes().replace(
            b"</log>",
            f'<trace>{event()}<string key="concept:name" value="late"/></trace><trace>{event()}</trace></log>'.encode(),
        )
        assert read(data).case_ids == ("late", "#2")

    def test_two_traces_of_one_name_stay_two_cases(self):
        assert read(xes(("A", [event()]), ("A", [event()]), ("A", [event()]))).case_ids == ("A", "A (2)", "A (3)")

    def test_empty_traces_are_no_cases(self):
        assert read(xes(("A", []), ("B", [event()]))).case_ids == ("B",)

    def test_only_complete_events_count_when_the_log_has_phases(self):
        phases = [event(more=f'<string key="lifecycle:transition" value="{p}"/>') for p in ("start", "Complete")]
        table = read(xes(("A", phases)))
        assert (len(table), table.skipped) == (1, 1)
        assert len(read(xes(("A", phases[:1])))) == 1

    @pytest.mark.parametrize("name", ["gb2312", "GBK", "gb18030"])
    def test_chinese_encodings(self, name):
        data = TWO.decode().replace("UTF-8", name).encode("gb18030")
        assert read(data).activities == ("提交", "终审")

    def test_utf16(self):
        assert read(TWO.decode().replace("UTF-8", "UTF-16").encode("utf-16")).activities == ("提交", "终审")

    def test_progress_counts_bytes_and_events_and_may_cancel(self):
        seen = []
        packed = gzip.compress(TWO)
        read(packed, progress=lambda done, events: seen.append((done, events)))
        assert seen[-1] == (len(packed), 3)

        class CancelledError(Exception):
            pass

        def cancel(done, events):
            raise CancelledError

        with pytest.raises(CancelledError):
            read(TWO, progress=cancel)


BOMB = b"""<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "ha">%s]><log>&j;</log>""" % b"".join(
    b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9)
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]><log>&x;</log>'
PLAIN_DTD = b'<?xml version="1.0"?><!DOCTYPE log SYSTEM "http://example.com/x.dtd"><log/>'


class TestXesRefused:
    @pytest.mark.parametrize("data", [BOMB, OUTSIDE, PLAIN_DTD], ids=["entities", "outside", "dtd"])
    def test_dtd(self, data):
        assert refused("dtd_forbidden", read, data).params["line"] == 1
        refused("dtd_forbidden", read, gzip.compress(data))

    def test_malformed(self):
        error = refused("not_xml", read, b"<log>\n <trace></log>")
        assert error.params["line"] == 2
        refused("not_xml", read, b"hello, this is text")

    def test_other_xml(self):
        assert refused("not_xes", read, b"<html><body/></html>").params["value"] == "html"

    @pytest.mark.parametrize("share", [0.3, 0.6, 0.99])
    def test_truncated(self, share):
        refused("truncated", read, TWO[: int(len(TWO) * share)].decode(errors="ignore").encode())

    def test_truncated_inside_gzip(self):
        packed = gzip.compress(TWO)
        refused("truncated", read, packed[:-9])
        refused("truncated", read, packed[:40])

    def test_damaged_gzip(self):
        packed = bytearray(gzip.compress(TWO))
        packed[-6] ^= 0xFF  # the checksum
        refused("bad_gzip", read, bytes(packed))

    def test_rubbish_after_gzip(self):
        refused("bad_gzip", read, gzip.compress(TWO) + b"rubbish")

    def test_gzip_bomb(self):
        pack = zlib.compressobj(9, zlib.DEFLATED, 31)
        bomb = b"".join(pack.compress(b" " * (1 << 20)) for _ in range(64)) + pack.flush()
        assert len(bomb) < 80_000
        refused("gzip_bomb", read, bomb)

    def test_size_limits(self):
        refused("too_large", read, TWO, limits=Limits(packed_bytes=100))
        refused("too_large", read, gzip.compress(TWO), limits=Limits(unpacked_bytes=500))

    def test_counts(self):
        assert refused("too_many_events", read, TWO, limits=Limits(events=2)).params["limit"] == 2
        refused("too_many_activities", read, TWO, limits=Limits(activities=1))
        refused("name_too_long", read, xes(("A", [event("x" * 301)])))
        refused("name_too_long", read, xes(("A" * 301, [event()])))

    def test_depth(self):
        refused("too_deep", read, b"<log>" + b"<a>" * 100 + b"</a>" * 100 + b"</log>")

    @pytest.mark.parametrize(
        "stamp", ["yesterday", "2024-13-01T00:00:00", "0000-01-01", "9999-12-31T23:00:00Z", "1e400"]
    )
    def test_time_stamps(self, stamp):
        error = refused("bad_timestamp", read, xes(("A", [event(), event(time=stamp)])))
        assert (error.params["event"], error.params["value"]) == (2, stamp)

    def test_missing_attributes(self):
        refused("missing_timestamp", read, xes(("A", [event(time="")])))
        refused("missing_activity", read, xes(("A", [event(name="")])))

    @pytest.mark.parametrize("data", [b"", xes(), xes(("A", [])), gzip.compress(b"", mtime=0)])
    def test_empty(self, data):
        refused("empty", read, data)

    def test_latin_letters_without_a_declaration(self):
        error = refused(
            "wrong_encoding", read, xes(("A", [event("café crème")]), head="").decode().encode("latin-1", "ignore")
        )
        assert error.params["line"] == 1
        refused("wrong_encoding", read, b'<?xml version="1.0" encoding="klingon"?><log/>')

    @given(st.binary(max_size=300))
    def test_anything_is_read_or_refused(self, data):
        for given_bytes in (data, TWO[:150] + data, gzip.compress(data)):
            with pytest.raises(LogError):
                read(given_bytes)


HEAD = "单号,环节,处理时间,处理人,角色\n"
MAPPING = CsvMapping("单号", "环节", "处理时间", "处理人", "角色")
ROWS = (
    HEAD
    + "BX-1,提交,2024-03-01 09:00,王伟,员工\nBX-2,提交,2024/3/2 9:05:30,李娜,员工\nBX-1,终审,2024年3月4日 18:00,,主管\n"
)


def read_csv(data, mapping=MAPPING, **options):
    return readers.read_csv(io.BytesIO(data), mapping, **options)


class TestCsv:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_encodings_and_delimiters(self, encoding, delimiter):
        table = read_csv(ROWS.replace(",", delimiter).encode(encoding), zone=SHANGHAI)
        assert table.case_ids == ("BX-1", "BX-2")
        assert table.activities == ("提交", "终审")
        assert table.case_index.tolist() == [0, 1, 0]
        assert table.resource_index.tolist() == [0, 1, -1]
        stamps = [datetime.fromtimestamp(t / 1e6, SHANGHAI).isoformat()[:19] for t in table.timestamp_us.tolist()]
        assert stamps == ["2024-03-01T09:00:00", "2024-03-02T09:05:30", "2024-03-04T18:00:00"]

    def test_gzip(self):
        assert len(read_csv(gzip.compress(ROWS.encode()))) == 3

    def test_quotes_line_ends_and_blank_lines(self):
        data = 'case,activity,time\r\n1,"a, ""b""\r\nc",2024-01-01\r\n\r\n,,\r\n1,d,2024-01-02\r\n'
        table = read_csv(data.encode(), CsvMapping("case", "activity", "time"))
        assert table.activities == ('a, "b"\r\nc', "d")

    def test_columns_not_mapped_are_ignored(self):
        table = read_csv(ROWS.encode(), CsvMapping("单号", "环节", "处理时间"))
        assert table.roles == ()
        assert set(table.role_index.tolist()) == {-1}

    def test_life_cycle(self):
        data = b"c,a,t,p\n1,x,2024-01-01,start\n1,x,2024-01-02,complete\n"
        table = read_csv(data, CsvMapping("c", "a", "t", lifecycle="p"))
        assert (len(table), table.skipped) == (1, 1)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("2024-03-01T09:00:00Z", "2024-03-01T09:00:00+00:00"),
            ("2024-03-01T09:00:00.123456+08:00", "2024-03-01T01:00:00.123456+00:00"),
            ("2024-03-01 09:00", "2024-03-01T01:00:00+00:00"),
            ("2024-03-01", "2024-02-29T16:00:00+00:00"),
            ("2024/03/01 09:00:05", "2024-03-01T01:00:05+00:00"),
            ("2024/3/1 9:00", "2024-03-01T01:00:00+00:00"),
            ("2024.3.1", "2024-02-29T16:00:00+00:00"),
            ("2024年3月1日 9:00", "2024-03-01T01:00:00+00:00"),
            ("2024/03/01 09:00 +0100", "2024-03-01T08:00:00+00:00"),
            ("20240301", "2024-02-29T16:00:00+00:00"),
            ("202403010900", "2024-03-01T01:00:00+00:00"),
            ("20240301090005", "2024-03-01T01:00:05+00:00"),
            ("1709254800", "2024-03-01T01:00:00+00:00"),
            ("1709254800.25", "2024-03-01T01:00:00.250000+00:00"),
            ("1709254800000", "2024-03-01T01:00:00+00:00"),
            ("1709254800000000", "2024-03-01T01:00:00+00:00"),
        ],
    )
    def test_time_stamps(self, text, expected):
        found = readers.to_microseconds(text, SHANGHAI)
        assert found == round(datetime.fromisoformat(expected).timestamp() * 1e6)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "1",
            "03/04/2024",
            "2024-02-30",
            "2024/13/1",
            "12:00",
            "NaN",
            "inf",
            "9" * 400,
            "0000-01-01",
            "9999-12-31",
        ],
    )
    def test_what_is_no_time_stamp(self, text):
        with pytest.raises((ValueError, OverflowError)):
            readers.to_microseconds(text, SHANGHAI)

    @given(st.integers(-2_208_900_000_000_000, 7_258_000_000_000_000))
    def test_iso_round_trip(self, expected):
        aware = datetime(1970, 1, 1, tzinfo=UTC) + expected * datetime.resolution
        assert readers.to_microseconds(aware.isoformat(), SHANGHAI) == expected
        assert readers.to_microseconds(aware.strftime("%Y/%m/%d %H:%M:%S.%f"), UTC) == expected


class TestCsvRefused:
    def test_columns(self):
        error = refused("missing_column", read_csv, ROWS.encode(), CsvMapping("单号", "步骤", "处理时间"))
        assert error.params == {"column": "步骤", "field": "activity"}
        refused("duplicate_column", read_csv, b"a,a,t\n1,2,2024-01-01\n", CsvMapping("a", "a", "t"))

    def test_every_bad_row_is_named(self):
        bad = ROWS + "BX-3,提交,soon,王,员工\n,提交,2024-03-01,王,员工\nBX-4\n"
        error = refused("bad_timestamp", read_csv, bad.encode())
        assert error.params == {"column": 3, "value": "soon", "row": 5}
        assert [(e.code, e.params["row"]) for e in error.more] == [("missing_value", 6), ("bad_row", 7)]

    def test_list_of_bad_rows_is_bounded(self):
        bad = HEAD + "BX,提交,soon,王,员工\n" * 500
        assert len(refused("bad_timestamp", read_csv, bad.encode(), limits=Limits(listed_errors=20)).more) == 20

    def test_counts(self):
        assert refused("too_many_events", read_csv, ROWS.encode(), limits=Limits(events=2)).params["row"] == 4

    @pytest.mark.parametrize("data", [b"", b"\n\n", HEAD.encode(), b"\xef\xbb\xbf"])
    def test_empty(self, data):
        refused("empty", read_csv, data)

    def test_western_letters_are_not_taken_for_chinese(self):
        data = "case,activity,time\n1,Prüfung größer,2024-01-01\n2,café crème,2024-01-01\n".encode("latin-1")
        refused("wrong_encoding", read_csv, data, CsvMapping("case", "activity", "time"))
        table = read_csv(data, CsvMapping("case", "activity", "time"), encoding="latin-1")
        assert table.activities[0] == "Prüfung größer"

    def test_bytes_that_are_no_text(self):
        refused("wrong_encoding", read_csv, b"a,b,c\n1,\xff\xfe\xff\x80,2\n")
        refused("wrong_encoding", read_csv, b"c,a,t\n1,a\0b,2024-01-01\n" + b"x" * 10, CsvMapping("c", "a", "t"))
        refused("wrong_encoding", read_csv, ROWS.encode(), encoding="klingon")
        refused("wrong_encoding", read_csv, ROWS.encode("gb18030"), encoding="utf-8")

    def test_open_quote(self):
        refused("bad_csv", read_csv, (HEAD + 'BX,"提交,2024-01-01,a,b\n').encode())

    def test_endless_line(self):
        refused("line_too_long", read_csv, HEAD.encode() + b"x" * (3 << 20))

    def test_gzip_bomb(self):
        refused("gzip_bomb", read_csv, gzip.compress(b"a,b,c\n" * (4 << 20), 9))

    @given(st.binary(max_size=200))
    def test_anything_is_read_or_refused(self, data):
        for piece in (data, HEAD.encode() + data):
            with contextlib.suppress(LogError):
                assert len(read_csv(piece)) > 0


class TestPreview:
    def test_guess(self):
        stream = io.BytesIO(ROWS.encode("gb18030"))
        preview = readers.csv_preview(stream)
        assert preview.headers == ("单号", "环节", "处理时间", "处理人", "角色")
        assert preview.guess == {
            "case": "单号",
            "activity": "环节",
            "timestamp": "处理时间",
            "resource": "处理人",
            "role": "角色",
        }
        assert (preview.encoding, preview.delimiter, len(preview.rows)) == ("gb18030", ",", 3)
        assert stream.tell() == 0

    @pytest.mark.parametrize(
        "head",
        [
            "Case ID,Activity,Complete Timestamp",
            "case:concept:name,concept:name,time:timestamp",
            "case_id,task,created_at",
        ],
    )
    def test_english_headers(self, head):
        preview = readers.csv_preview(io.BytesIO(f"{head}\n1,a,2024-01-01\n".encode()))
        assert preview.guess == dict(zip(("case", "activity", "timestamp"), head.split(","), strict=True))

    def test_time_column_is_found_by_its_values(self):
        preview = readers.csv_preview(io.BytesIO(b"case,activity,when it was\n1,a,2024-01-01\n2,b,2024-01-02\n"))
        assert preview.guess["timestamp"] == "when it was"

    def test_long_file_is_not_parsed(self):
        data = HEAD + "BX-1,提交,2024-03-01 09:00,王伟,员工\n" * 10_000
        assert len(readers.csv_preview(io.BytesIO(data.encode()), rows=5).rows) == 5


class TestSniff:
    @pytest.mark.parametrize(
        ("head", "name", "kind"),
        [
            (TWO, "log.xes", "xes"),
            (TWO, "log.csv", "xes"),
            (b"\xef\xbb\xbf  <log/>", "x", "xes"),
            ("<log/>".encode("utf-16"), "x", "xes"),
            (gzip.compress(TWO), "log.xes.gz", "xes.gz"),
            (gzip.compress(TWO), "log", "xes.gz"),
            (ROWS.encode(), "LOG.CSV", "csv"),
            (gzip.compress(ROWS.encode()), "log.csv.gz", "csv.gz"),
            (b"hello", "log.xes", "xes"),
        ],
    )
    def test_kinds(self, head, name, kind):
        assert readers.sniff(head[:4096], name) == kind

    @pytest.mark.parametrize(
        ("head", "name", "code"),
        [
            (b"", "a.xes", "empty"),
            (b"PK\x03\x04 workbook", "a.csv", "unknown_type"),
            (b"%PDF-1.7", "a.xes", "unknown_type"),
            (b"hello", "a.docx", "unknown_type"),
            (TWO, "a.xes.gz", "not_gzip"),
            (b"\x1f\x8bno gzip at all", "a.gz", "bad_gzip"),
        ],
    )
    def test_refused(self, head, name, code):
        assert refused(code, readers.sniff, head, name).params.get("filename", name) == name

    def test_read_log(self):
        assert len(readers.read_log(io.BytesIO(TWO), "x.xes")) == 3
        assert len(readers.read_log(io.BytesIO(ROWS.encode()), "x.csv")) == 3
        refused("missing_column", readers.read_log, io.BytesIO(b"foo,bar\n1,2\n"), "x.csv")


@pytest.mark.reference
def test_reference_log():
    if not REFERENCE.exists():
        pytest.skip("reference data not present")
    with REFERENCE.open("rb") as stream:
        table = readers.read_log(stream, REFERENCE.name)
    assert (len(table.case_ids), len(table), len(table.activities), table.skipped) == (10_357, 55_628, 14, 0)
    assert table.case_ids[0] == "declaration86791"
    assert set(table.resources) == {"STAFF MEMBER", "SYSTEM"}
