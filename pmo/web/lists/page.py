"""The list page itself: from the URL to rows, chips, tabs and pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import Promise

from pmo.access import policy
from pmo.records.counting import counts
from pmo.web import finding
from pmo.web.lists.columns import Column
from pmo.web.lists.export import as_workbook
from pmo.web.lists.filters import Filter, Ref
from pmo.web.lists.rows import options
from pmo.web.models import SavedView
from pmo.web.pages import render

CONTROL = ("page", "sort", "export", "q", "cols")
PAGE_SIZE = 50
EXPORT_LIMIT = 20_000


@dataclass(frozen=True)
class SavedTab:
    """A view every reader gets: a name and the conditions behind it."""

    name: str
    label: str | Promise
    query: Mapping[str, str | Sequence[str]] = field(default_factory=dict)

    def encoded(self) -> str:
        made = QueryDict(mutable=True)
        for key, value in self.query.items():
            made.setlist(key, [value] if isinstance(value, str) else list(value))
        return made.urlencode()


@dataclass(frozen=True)
class Empty:
    """What an empty list says: why, and the next useful act."""

    title: str | Promise
    text: str | Promise = ""
    action: str | Promise = ""
    action_url: str = ""


class ListPage:
    """Subclass, set the class attributes, and route `Sub.view`."""

    kind: ClassVar[str]
    key: ClassVar[str]
    title: ClassVar[str | Promise]
    template: ClassVar[str] = "components/list_page.html"
    columns: ClassVar[Sequence[Column]]
    filters: ClassVar[Sequence[Filter]] = ()
    views: ClassVar[Sequence[SavedTab]] = ()
    search: ClassVar[Sequence[str]] = ()
    default_sort: ClassVar[str] = ""
    empty: ClassVar[Empty]
    nav: ClassVar[str] = ""
    panel: ClassVar[bool] = False
    # Find the page's rows by key first and read them afterwards: for wide rows of many tables, where sorting them all
    # costs more than one query more.
    keys_first: ClassVar[bool] = False
    # How many rows there are under the present conditions, on all pages.
    found: int = 0

    def __init__(self, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        self.kwargs = kwargs
        self.query = request.GET
        self.asked = [(f, v) for f in self.filters if (v := f.read(self.query)) is not None]

    # ---- to be given or extended by subclasses
    def queryset(self) -> QuerySet[Any]:
        """The visible rows before any filter."""
        raise LookupError(self.key)

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Last touch on the rows of one page (attach readings in bulk)."""
        return rows

    def context(self) -> dict[str, Any]:
        """More for the template: page actions, a sum line, breadcrumbs."""
        return {}

    def sum_line(self, rows: QuerySet[Any]) -> str:
        return ""

    def numbers(self, rows: QuerySet[Any]) -> tuple[int, list[int]]:
        """How many rows there are, and how many under each of `views` (one query)."""
        total, *tabs = counts([rows, *(self._under(tab) for tab in self.views)])
        return total, tabs

    # ---- the machine
    @classmethod
    def view(cls, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page = cls(request, **kwargs)
        if request.GET.get("export") == "xlsx":
            policy.require(request.user, "export", cls.kind)
            rows = page.prepare(list(page.filtered()[:EXPORT_LIMIT]))
            return as_workbook(cls, rows)
        return render(request, cls.template, page.full_context(), partial="list")

    def filtered(self) -> QuerySet[Any]:
        rows = self.queryset()
        for condition, value in self.asked:
            rows = condition.narrow(rows, value, self.request)
        words = self.query.get("q", "").strip()[:100].replace("\x00", "")
        if words and self.search:
            where = Q()
            for path in self.search:
                where |= Q(**{f"{path}__icontains": words})
            rows = rows.filter(where)
        return self._ordered(rows)

    def _ordered(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        wanted = self.sort
        descending, name = wanted.startswith("-"), wanted.lstrip("-")
        column = next((c for c in self.columns if c.name == name and c.sort), None)
        if column is None:
            return rows
        sign = "-" if descending else ""
        fields = [
            f"-{f}" if sign and not f.startswith("-") else f.lstrip("-") if sign else f for f in column.order_fields
        ]
        return rows.order_by(*fields, "pk")

    @property
    def narrowed(self) -> bool:
        """Whether the reader asked for less than everything."""
        return bool(self.asked or self.query.get("q"))

    @property
    def sort(self) -> str:
        wanted = self.query.get("sort", "")
        known = {c.name for c in self.columns if c.sort}
        return wanted if wanted.lstrip("-") in known else self.default_sort

    def shown_columns(self) -> list[Column]:
        chosen = set(self.query.getlist("cols"))
        return [c for c in self.columns if c.in_page and (not c.optional or c.name in chosen)]

    def link(self, **changes: str | list[str] | None) -> str:
        """The present URL with parameters changed (None removes); always back on the first page."""
        made = self.query.copy()
        made.pop("page", None)
        made.pop("export", None)
        for key, value in changes.items():
            made.pop(key, None)
            if value is not None:
                made.setlist(key, value if isinstance(value, list) else [value])
        return f"?{made.urlencode()}"

    def full_context(self) -> dict[str, Any]:
        rows = self.filtered()
        pages = Paginator(rows, PAGE_SIZE)
        pages.count, of_tabs = self.numbers(rows)
        self.found = pages.count
        page = pages.get_page(self.query.get("page"))
        found = self.prepare(self._read(page.object_list))
        page.object_list = found
        return {
            "list": self,
            "title": self.title,
            "page": page,
            "rows": found,
            "columns": self.shown_columns(),
            "optional_columns": [(c, c.name in self.query.getlist("cols")) for c in self.columns if c.optional],
            "heads": self._heads(),
            "chips": self._chips(),
            "filter_fields": self._filter_fields(),
            "tabs": self._tabs(of_tabs),
            "narrowed": self.narrowed,
            "total": self.queryset().count() if self.narrowed and not found else page.paginator.count,
            "sum_line": self.sum_line(rows),
            "can_export": policy.may(self.request.user, "export", self.kind),
            "export_url": self.link(export="xlsx"),
            "page_links": self._page_links(page),
            "q": self.query.get("q", ""),
            "nav": self.nav,
            **self.context(),
        }

    def _read(self, rows: Any) -> list[Any]:
        if not self.keys_first:
            return list(rows)
        keys = list(rows.values_list("pk", flat=True))
        found = self.queryset().in_bulk(keys)
        return [found[key] for key in keys if key in found]

    def _heads(self) -> list[dict[str, Any]]:
        current = self.sort
        heads = []
        for column in self.shown_columns():
            active = current.lstrip("-") == column.name and bool(column.sort)
            down = active and current.startswith("-")
            target = column.name if not active or down else f"-{column.name}"
            heads.append({"column": column, "active": active, "down": down, "url": self.link(sort=target)})
        return heads

    def _chips(self) -> list[dict[str, Any]]:
        made = []
        for condition, value in self.asked:
            drop = dict.fromkeys(condition.params())
            shown = condition.shown(value, self.request)
            made.append({"label": condition.label, "value": shown, "remove_url": self.link(**drop)})
        return made

    def _filter_fields(self) -> list[dict[str, Any]]:
        asked = {f.name: v for f, v in self.asked}
        here = finding.current()
        made = []
        for f in self.filters:
            known = f"{self.key}.{f.name}" if isinstance(f, Ref) and here is not None else ""
            if isinstance(f, Ref) and here is not None and here.field == known:
                here.answer = f.found(self.request, here.words)
            made.append(
                {
                    "filter": f,
                    "widget": f.widget,
                    "options": options(f.options(self.request), asked.get(f.name)),
                    "value": asked.get(f.name),
                    "params": [(p, self.query.get(p, "")) for p in f.params()],
                    "find": known,
                    "page": here.page if here is not None else "",
                }
            )
        return made

    def _tabs(self, counted: Sequence[int]) -> list[dict[str, Any]]:
        here = self._conditions(self.query)
        tabs = [
            {
                "label": tab.label,
                "url": f"?{tab.encoded()}",
                "current": self._conditions(QueryDict(tab.encoded())) == here,
                "count": count,
                "id": None,
            }
            for tab, count in zip(self.views, counted, strict=True)
        ]
        for saved in SavedView.objects.filter(user_id=int(self.request.user.pk or 0), list_key=self.key):
            current = self._conditions(QueryDict(saved.query)) == here
            tabs.append(
                {"label": saved.name, "url": f"?{saved.query}", "current": current, "count": None, "id": saved.pk}
            )
        return tabs

    def _under(self, tab: SavedTab) -> QuerySet[Any]:
        query = QueryDict(tab.encoded())
        rows = self.queryset()
        for condition in self.filters:
            value = condition.read(query)
            if value is not None:
                rows = condition.narrow(rows, value, self.request)
        return rows

    @staticmethod
    def _conditions(query: QueryDict) -> dict[str, list[str]]:
        return {k: sorted(v) for k, v in query.lists() if k not in ("page", "sort", "cols") and any(v)}

    def _page_links(self, page: Page[Any]) -> dict[str, str]:
        base = self.query.copy()

        def at(number: int) -> str:
            base["page"] = str(number)
            return f"?{base.urlencode()}"

        links = {}
        if page.has_previous():
            links["previous"] = at(page.previous_page_number())
        if page.has_next():
            links["next"] = at(page.next_page_number())
        return links
