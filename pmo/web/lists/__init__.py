"""Declarative list pages: columns, filters as chips, saved views, sorting, paging, export. The URL is the state."""

from pmo.web.lists.columns import Column
from pmo.web.lists.filters import Choice, DateRange, Filter, Flag, Ref
from pmo.web.lists.page import Empty, ListPage, SavedTab
from pmo.web.lists.rows import EMPTY, faint, linked, subline

__all__ = [
    "EMPTY",
    "Choice",
    "Column",
    "DateRange",
    "Empty",
    "Filter",
    "Flag",
    "ListPage",
    "Ref",
    "SavedTab",
    "faint",
    "linked",
    "subline",
]
