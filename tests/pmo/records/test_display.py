"""The label of a choice: in the reader's language, and of the chosen one alone."""

import pytest
from django.utils.functional import lazy
from django.utils.translation import override

from projects.risks.choices import Category, RiskStatus, Strategy
from projects.risks.models import Risk


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_label_is_shown_in_the_language_of_the_reader(language: str) -> None:
    with override(language):
        for code, label in RiskStatus.choices:
            assert Risk(status=code).get_status_display() == str(label)  # type: ignore[attr-defined]
        for code, label in Category.choices:
            assert Risk(category=code).get_category_display() == str(label)  # type: ignore[attr-defined]


def test_what_is_no_choice_is_shown_as_it_is() -> None:
    assert Risk(strategy="").get_strategy_display() == dict(Strategy.choices).get("", "")  # type: ignore[attr-defined]
    assert Risk(strategy="unheard").get_strategy_display() == "unheard"  # type: ignore[attr-defined]


def test_no_other_label_is_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def word(code: str) -> str:
        asked.append(code)
        return code.upper()

    field = Risk._meta.get_field("status")
    choices = [(code, lazy(word, str)(code)) for code in ("a", "b", "c")]
    monkeypatch.setattr("pmo.records.models._labels", lambda _field: dict(choices))
    assert Risk(status="b")._get_FIELD_display(field) == "B"  # type: ignore[arg-type]
    assert asked == ["b"]
