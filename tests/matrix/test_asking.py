"""Only filters that can do nothing but leave rows out are asked once for all actors."""

from __future__ import annotations

from typing import Any

import pytest

from pmo.web.api.params import Flag as FlagParam
from pmo.web.lists import Flag, ListPage
from projects.risks.api import RiskViewSet
from projects.risks.views.issues import Issues
from tests.matrix import asking, test_api, test_pages


def _with_the_question(request: Any) -> str:
    return str(request.GET.get("kind", ""))


def _for_the_person(request: Any) -> str:
    return str(request.user)


class Overridden(Issues):
    def filtered(self) -> Any:
        return super().filtered()


class Looking(Issues):
    def queryset(self) -> Any:
        return super().queryset() if self.query.get("kind") else super().queryset().none()


class HandingOn(Issues):
    def context(self) -> dict[str, Any]:
        return {"here": _with_the_question(self.request)}


class Passing(Issues):
    def context(self) -> dict[str, Any]:
        return {"here": _for_the_person(self.request)}


class LookingAnswers(RiskViewSet):
    def visible(self, user: Any) -> Any:
        return super().visible(user) if self.params.get("project") else self.model._default_manager.all()


@pytest.mark.parametrize("page", [Overridden, Looking, HandingOn])
def test_a_page_that_looks_at_the_question_is_asked_everything(page: type[ListPage]) -> None:
    assert asking.narrowing_conditions(page) == frozenset()


def test_a_page_that_only_knows_who_asks_is_not() -> None:
    assert asking.narrowing_conditions(Passing) == asking.narrowing_conditions(Issues) != frozenset()


def test_a_filter_with_a_function_of_its_own_is_asked_by_everybody() -> None:
    class Marked(Issues):
        filters = (*Issues.filters, Flag("marked", "Marked", apply=lambda rows, _value, _request: rows))

    assert "marked" not in asking.narrowing_conditions(Marked)


def test_so_are_answers_of_the_interface() -> None:
    class Marked(RiskViewSet):
        filters = {**RiskViewSet.filters, "marked": FlagParam(lambda rows, _user, _value: rows)}

    assert "marked" not in asking.narrowing_parameters(Marked)
    assert asking.narrowing_parameters(RiskViewSet) >= {"search"}
    assert asking.narrowing_parameters(LookingAnswers) == frozenset()


def test_most_lists_are_plain() -> None:
    """Otherwise everybody would ask everything, and nobody would notice but by the clock."""
    pages = [page for route in test_pages.LISTS if (page := test_pages._list_of(route))]
    views = [view for route in test_api.LISTS if (view := test_api._view(route)) and view.filters]
    assert sum(bool(asking.narrowing_conditions(page)) for page in pages) > len(pages) * 0.7
    assert sum(bool(asking.narrowing_parameters(view)) for view in views) > len(views) * 0.7
