"""Pages of lists: {"count", "next", "previous", "results"}; always two queries."""

from __future__ import annotations

from typing import Any

from django.core.paginator import EmptyPage, Paginator
from rest_framework import pagination
from rest_framework.request import Request

from pmo.web.api import words
from pmo.web.api.problems import Problem

PAGE_SIZE = 50
MAX_PAGE_SIZE = 200


class PageNumberPagination(pagination.PageNumberPagination):
    """Reads `page` and `page_size` from the parameters the view has checked already."""

    page_size = PAGE_SIZE
    page_size_query_param = "page_size"
    max_page_size = MAX_PAGE_SIZE

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        params: dict[str, Any] = getattr(view, "params", {})
        number = params.get("page") or 1
        paginator = Paginator(queryset, params.get("page_size") or self.page_size)
        try:
            self.page = paginator.page(number)
        except EmptyPage:
            text = str(words.PARAMETER["page_not_found"]) % {"page": number, "last": paginator.num_pages}
            error = {"pointer": "", "parameter": "page", "code": "page_not_found", "detail": text}
            raise Problem(404, "not_found", text, errors=[error]) from None
        return list(self.page)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["count", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "minimum": 0, "examples": [123], "description": "Rows you may see"},
                "next": {**link, "description": "Address of the next page"},
                "previous": {**link, "description": "Address of the page before"},
                "results": schema,
            },
        }
