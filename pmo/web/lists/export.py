"""A list as a workbook: the same rows and columns, with real types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from pmo.exchange.writing import Sheet, SheetColumn, write_xlsx

if TYPE_CHECKING:
    from pmo.web.lists.page import ListPage

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_workbook(page: type[ListPage], rows: list[Any]) -> HttpResponse:
    """The rows as an .xlsx download named after the list."""
    columns = [c for c in page.columns if c.in_export]
    sheet = Sheet(
        title=str(page.title),
        columns=[SheetColumn(label=str(c.label), kind=c.kind) for c in columns],
        rows=[[c.exported(row) for c in columns] for row in rows],
    )
    response = HttpResponse(write_xlsx([sheet]), content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"{page.title}.xlsx") or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response
