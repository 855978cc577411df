"""Which questions to a list every actor must ask, and which one actor asks for all of them.

A filter that does nothing but `rows.filter(lookup=value)` answers with some of the rows the same person sees in the
whole list, drawn by the same code. When the whole list, read to its end, holds nothing foreign, neither does any part
of it: asking again proves nothing. That the filter works is seen by one actor, who asks everything.

This holds only where nothing else looks at the question: what does not look at it treats a part of the rows as it
treats all of them. (Repeating the address is not looking at it.) So the classes are read, and what they hand the
request to: one that overrides how the kit filters or draws or that looks at the query, and a filter with a function of
its own, is asked everything by everybody.
"""

from __future__ import annotations

import inspect
import re
import sys
from functools import cache
from typing import Any

from pmo.web.api.pages import PageNumberPagination
from pmo.web.api.params import Param
from pmo.web.api.viewsets import ApiViewSet
from pmo.web.lists import Choice, DateRange, Flag, ListPage, Ref

OURS = ("pmo.", "projects.", "changemgmt.", "metrics.", "tests.")
_LOOKS = re.compile(r"self\.params\b|query_params|\.GET\b|self\.query\b|\.asked\b|\.narrowed\b")
# What is given the request itself, not only the person or the method in it.
_HANDS_ON = re.compile(r"([\w.]*)\(\s*(?:self\.)?request\s*[,)]|[\w\]\"'],\s*self\.request\s*[,)]|context\[.request.\]")
_DRAWS_ANSWERS = {"list", "filter_queryset", "query_params", "list_params", "paginate_queryset", "dispatch", "initial"}
_DRAWS_PAGES = {
    "view", "filtered", "full_context", "_read", "_chips", "_filter_fields", "_tabs", "_under", "link", "narrowed",
    "sort", "_heads", "_page_links",
}  # fmt: skip


def _own(kind: type, kit: str) -> list[type]:
    """The classes of the product that make up `kind`, without the kit's."""
    return [c for c in kind.__mro__ if c.__module__.startswith(OURS) and not c.__module__.startswith(kit)]


def _innocent(source: str, module: str) -> bool:
    """Whether nothing in the text looks at what is asked, nor what it hands the request to."""
    if _LOOKS.search(source):
        return False
    for given in _HANDS_ON.finditer(source):
        called = given[1] or ""
        if called == "__init__" or called.endswith((".__init__", ".view")):
            continue
        function: Any = sys.modules[module]
        for name in called.split("."):
            function = getattr(function, name, None)
        function = inspect.unwrap(function) if inspect.isfunction(function) else None
        if function is None or not _innocent(_body(function), function.__module__):
            return False
    return True


def _body(function: Any) -> str:
    """The text of a function below its head."""
    return inspect.getsource(function).partition(":\n")[2]


def _looks(kinds: list[type], methods: set[str]) -> bool:
    """Whether one of the classes draws by itself or looks at what is asked; acts of their own are other addresses."""
    for kind in kinds:
        if methods & set(vars(kind)):
            return True
        source = inspect.getsource(kind)
        for act in vars(kind).values():
            if hasattr(act, "kit") and inspect.isfunction(act):
                source = source.replace(inspect.getsource(act), "")
        if not _innocent(source.partition(":\n")[2], kind.__module__):
            return True
    return False


@cache
def narrowing_parameters(view: type[ApiViewSet]) -> frozenset[str]:
    """Parameters of the list that leave rows out and do nothing else, whoever asks."""
    serializer: Any = view.serializer_class
    kinds = [*_own(view, "pmo.web.api"), *_own(serializer, "pmo.web.api")]
    if view.pagination_class is not PageNumberPagination or _looks(kinds, _DRAWS_ANSWERS):
        return frozenset()
    found = {
        name
        for name, param in view.filters.items()
        if type(param).apply is Param.apply and isinstance(param.lookup, str)
    }
    return frozenset(found | ({"search"} if view.search_fields else set()))


@cache
def narrowing_conditions(page: type[ListPage]) -> frozenset[str]:
    """The same of a page: names of filters; "q" stands for its search, which is one of the kit."""
    if _looks(_own(page, "pmo.web.lists"), _DRAWS_PAGES):
        return frozenset()
    plain = {c.name for c in page.filters if type(c) in (Choice, DateRange, Flag, Ref) and c.apply is None}
    return frozenset({"q", *plain})
