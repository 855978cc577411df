"""PPTX, PDF and Excel: opened again, read in both languages, without money for whom it is not."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from datetime import timedelta

import pytest
from django.utils import translation
from pptx import Presentation

from metrics.reviews import exports, selectors, services
from metrics.reviews.models import Review
from tests.metrics.reviews.test_pack import measure


@pytest.fixture
def composed(world, review):
    measure(world, "3.5")
    services.compose_due(now=review.starts_at)
    services.write_note(by=world.pm, review=review, section="kpis", text="=夜班缺枪", expected=0, now=review.starts_at)
    return Review.objects.get(pk=review.pk)


def written(kind, review, user, language="zh-hans"):
    with translation.override(language):
        return exports.write(kind, exports.Document(review, selectors.page(review, user, review.starts_at)))


def slides(data):
    found = []
    for slide in Presentation(io.BytesIO(data)).slides:
        texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        texts += [
            cell.text for shape in slide.shapes if shape.has_table for row in shape.table.rows for cell in row.cells
        ]
        found.append((slide, "\n".join(texts)))
    return found


def test_the_slides_are_wide_editable_and_chinese(world, composed):
    data = written("pptx", composed, world.pmo)
    deck = Presentation(io.BytesIO(data))
    assert round(deck.slide_width / deck.slide_height, 2) == 1.78
    text = "\n".join(text for _slide, text in slides(data))
    assert "两分钟读完" in text
    assert "个指标中" in text
    assert composed.pack["watermark"][:12] in text
    charts = [shape.chart for slide, _text in slides(data) for shape in slide.shapes if shape.has_chart]
    assert charts
    assert list(charts[0].plots[0].categories) == [world.kpi.name]
    assert "Microsoft YaHei" in zipfile.ZipFile(io.BytesIO(data)).read("ppt/theme/theme1.xml").decode()


def test_the_notes_say_where_the_rows_are_and_what_was_minuted(world, composed):
    notes = [
        s.notes_slide.notes_text_frame.text
        for s, _t in slides(written("pptx", composed, world.pmo))
        if s.has_notes_slide
    ]
    assert any("/portfolio/" in text and "夜班缺枪" in text for text in notes)


def test_the_slides_speak_english_to_english_readers(world, composed):
    text = "\n".join(text for _slide, text in slides(written("pptx", composed, world.pmo, "en")))
    assert "The pack in two minutes" in text
    assert "资金" not in text


@pytest.mark.parametrize("kind", ["pptx", "xlsx"])
def test_no_file_carries_money_to_whom_it_is_not_for(world, composed, kind):
    for user, carries in ((world.pmo, True), (world.employee, False)):
        with zipfile.ZipFile(io.BytesIO(written(kind, composed, user))) as archive:
            everything = "".join(
                archive.read(name).decode("utf-8", "ignore") for name in archive.namelist() if name.endswith("xml")
            )
        assert ("预算" in everything) is carries


def test_the_workbook_has_numbers_charts_and_text_that_stays_text(world, composed):
    from python_calamine import CalamineWorkbook

    data = written("xlsx", composed, world.pmo)
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    rows = book.get_sheet_by_name(next(name for name in book.sheet_names if "指标" in name)).to_python()
    cells = [cell for row in rows for cell in row]
    assert 3.5 in cells
    assert "=夜班缺枪" in cells
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert any(name.startswith("xl/charts/chart") for name in names)
    assert "<f>" not in "".join(
        zipfile.ZipFile(io.BytesIO(data)).read(name).decode()
        for name in names
        if name.startswith("xl/worksheets/sheet")
    )


def test_the_pdf_is_set_with_chinese_type_and_links(world, composed):
    data = written("pdf", composed, world.pmo)
    assert data.startswith(b"%PDF-")
    inside = data + b"".join(
        zlib.decompressobj().decompress(part) for part in re.findall(rb"stream\r?\n(x.*?)endstream", data, re.S)
    )
    assert re.search(rb"/BaseFont\s*/[\w+-]*(CJK|YaHei|PingFang|WenQuanYi|Source-?Han)", inside)
    assert b"/URI" in inside


def test_a_file_is_offered_to_readers_and_hidden_from_others(world, composed, client):
    url = f"/reviews/{composed.pk}/pack.pptx"
    client.force_login(world.pm)
    answer = client.get(url)
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert client.get(f"/reviews/{composed.pk}/pack.exe").status_code == 404
    client.force_login(world.stranger)
    assert client.get(url).status_code == 404


def test_a_review_without_a_pack_has_no_file(world, review, client):
    client.force_login(world.pm)
    assert client.get(f"/reviews/{review.pk}/pack.xlsx").status_code == 404
    assert client.get(f"/reviews/{review.pk}/present/").status_code == 404


def test_minutes_save_themselves_and_show_both_versions_of_a_clash(world, composed, client):
    url, json = f"/reviews/{composed.pk}/minutes/kpis/", {"HTTP_ACCEPT": "application/json"}
    client.force_login(world.pm)
    assert client.post(url, {"text": "新的话", "version": "1"}, **json).json() == {"version": 2}
    clash = client.post(url, {"text": "旧的话", "version": "1"}, **json)
    assert (clash.status_code, clash.json()) == (409, {"text": "新的话", "version": 2})
    client.force_login(world.owner)
    assert client.post(url, {"text": "我写", "version": "2"}, **json).status_code == 403


def test_the_presenter_shows_every_section_and_lets_the_organiser_write(world, composed, client, settings):
    client.force_login(world.pm)
    Review.objects.filter(pk=composed.pk).update(status="held", starts_at=composed.starts_at - timedelta(days=20))
    text = client.get(f"/reviews/{composed.pk}/present/").content.decode()
    assert text.count('class="pv-slide"') == len(composed.pack["sections"]) + 2
    assert "data-pv-note" in text
    client.force_login(world.employee)
    assert "data-pv-note" not in client.get(f"/reviews/{composed.pk}/present/").content.decode()
