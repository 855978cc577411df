"""A photo that is too large is told beside its field, before anything is sent: what was typed stays."""

from __future__ import annotations

import pytest

from pmo.files.pictures import MAX_BYTES
from tests.e2e.conftest import PHONE, Open

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("path", ["/feedback/new/?kind=idea&write=1", "/support/new/"])
def test_what_was_typed_stays(path: str, open_as: Open) -> None:
    page = open_as("employee", size=PHONE)
    page.goto(path)
    form = page.page
    form.fill("#id_text", "三号机扫不出来")
    large = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8" + bytes(MAX_BYTES)}
    form.set_input_files("[name=photo]", [large])  # type: ignore[list-item]
    before = form.url
    form.locator("main form[method=post] button.pri").last.click()
    assert form.url == before
    assert form.input_value("#id_text") == "三号机扫不出来"
    assert "12 MB" in str(form.evaluate("document.querySelector('[name=photo]').validationMessage"))
    form.set_input_files("[name=photo]", [])
    assert form.evaluate("document.querySelector('[name=photo]').validationMessage") == ""
