"""The history in words a reader knows: labels instead of field names, words instead of codes."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from openpyxl import load_workbook

from pmo.access.roles import Role
from pmo.access.services import grant_role
from pmo.audit.models import AuditEntry
from pmo.web.templatetags.audit import changes
from tests.factories import World


def told(kind: str, before: dict[str, Any], after: dict[str, Any], language: str = "zh-hans") -> list[tuple[str, ...]]:
    with translation.override(language):
        rows = changes(AuditEntry(kind=kind, before=before, after=after))
        return [(row["label"], row["before"], row["after"]) for row in rows]


@pytest.mark.parametrize(
    ("kind", "after", "expected"),
    [
        ("user", {"role": "executive"}, ("角色", "", "高管")),
        ("project", {"role": "business_expert"}, ("角色", "", "业务专家")),
        ("action", {"title_en": "Check"}, ("行动（英文）", "", "Check")),
        ("reviewrule", {"agenda": "x"}, ("议程", "", "x")),
        ("signoff", {"budget committed": "7600000.00"}, ("投入预算", "", "7,600,000")),
        ("user", {"employee_no": "0012345"}, ("工号", "", "0012345")),
        ("stakeholder", {"roles": ["business_owner", "employee"]}, ("角色", "", "业务负责人、普通员工")),
    ],
)
def test_names_and_codes_are_words(kind: str, after: dict[str, Any], expected: tuple[str, ...]) -> None:
    assert told(kind, {}, after) == [expected]


def test_what_is_new_has_no_before_and_what_it_lacks_is_not_said() -> None:
    assert told("action", {}, {"title": "核对", "result": ""}, "en") == [("action", "", "核对")]
    assert told("action", {"result": ""}, {"result": "好"}, "en") == [("what came of it", "none", "好")]
    entry = AuditEntry(kind="action", act="action.given", after={"title": "核对"})
    drawn = render_to_string("components/history.html", {"entries": [entry]})
    assert "核对" in drawn
    assert "<del>" not in drawn


def test_the_exported_history_is_in_words_too(world: World, client_of: Any) -> None:
    grant_role(by=world.pmo, to=world.employee, role=Role.CHAMPION, now=world.now)
    type(world.pmo).objects.filter(pk=world.pmo.pk).update(language="zh-hans")
    answer = client_of(world.pmo).get("/history/?export=xlsx")
    rows = load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
    cells = {str(cell) for row in rows for cell in row if cell}
    assert "角色：超级用户" in cells
    assert not any("{" in cell for cell in cells)
