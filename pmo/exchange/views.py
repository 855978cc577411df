"""Upload → report → import, for every registered kind."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pmo.exchange import importers, selectors, services, template
from pmo.exchange.forms import UploadForm
from pmo.exchange.importers import ImportContext, Importer
from pmo.exchange.models import ImportBatch
from pmo.exchange.specs import Column
from pmo.exchange.writing import Sheet, as_download, write_xlsx
from pmo.records import DomainError
from pmo.web.pages import done, render, visible_or_404


def _importer(kind: str) -> Importer:
    importer = importers.get(kind)
    if importer is None:
        raise Http404
    return importer


def upload(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose a file; the answer to it is the report."""
    importer = _importer(kind)
    context = importer.context(request.user, request.GET.dict())
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                found = services.check_file(
                    by=request.user,
                    importer=importer,
                    context=context,
                    upload=form.cleaned_data["file"],
                    now=timezone.now(),
                )
            except DomainError as error:
                status = error.status
                form.add_error("file", error.message)
            else:
                return redirect("exchange:batch", pk=found.pk)
    shown = {
        **_frame(importer, context),
        "form": form,
        "columns": [(column, template.guide(column)) for column in importer.spec_for(context).columns],
        "recent": selectors.recent(request.user, kind, context),
    }
    return render(request, "pmo/exchange/upload.html", shown, status=status)


def template_xlsx(request: HttpRequest, kind: str) -> HttpResponse:
    importer = _importer(kind)
    context = importer.context(request.user, request.GET.dict())
    spec = importer.spec_for(context)
    title = str(spec.sheet or importer.title)
    return as_download(template.build(spec, title, importer.rows_for(context)), f"{title}.xlsx")


def _frame(importer: Importer, context: ImportContext) -> dict[str, Any]:
    return {
        "importer": importer,
        "target": context,
        "place": context.title or importer.spec_for(context).sheet or importer.title,
        "upload_url": importers.import_url(importer.kind, **context.params),
        "template_url": importers.template_url(importer.kind, **context.params),
    }


def _open(request: HttpRequest, pk: int) -> tuple[ImportBatch, Importer, ImportContext]:
    """The person's own batch, while they still hold the right it was made under."""
    found = visible_or_404(ImportBatch.objects.select_related("by", "file"), request.user, pk=pk)
    importer = _importer(found.kind)
    return found, importer, importer.context(request.user, found.context)


def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The report of a checked file, or what its import did."""
    found, importer, context = _open(request, pk)
    return _report(request, found, importer, context)


def _report(
    request: HttpRequest,
    found: ImportBatch,
    importer: Importer,
    context: ImportContext,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    report = selectors.report(found, importer, context, timezone.now())
    page = Paginator(report.errors, selectors.ERRORS_PER_PAGE).get_page(request.GET.get("page"))
    shown = {**_frame(importer, context), "report": report, "batch": found, "page": page, "refused": refused}
    return render(request, "pmo/exchange/batch.html", shown, status=status)


def commit(request: HttpRequest, pk: int) -> HttpResponse:
    found, importer, context = _open(request, pk)
    try:
        found = services.commit(by=request.user, batch=found, importer=importer, context=context, now=timezone.now())
    except DomainError as error:
        found.refresh_from_db()
        return _report(request, found, importer, context, error.message, error.status)
    rows = found.outcome.get("created", 0) + found.outcome.get("updated", 0)
    text = ngettext("%(count)s row imported", "%(count)s rows imported", rows) % {"count": rows}
    return done(request, text, reverse("exchange:batch", args=[pk]))


def undo(request: HttpRequest, pk: int) -> HttpResponse:
    found, importer, context = _open(request, pk)
    try:
        services.undo(by=request.user, batch=found, importer=importer, context=context, now=timezone.now())
    except DomainError as error:
        found.refresh_from_db()
        return _report(request, found, importer, context, error.message, error.status)
    return done(request, _("Import undone"), reverse("exchange:batch", args=[pk]))


def discard(request: HttpRequest, pk: int) -> HttpResponse:
    found, importer, context = _open(request, pk)
    try:
        services.discard(by=request.user, batch=found, now=timezone.now())
    except DomainError as error:
        found.refresh_from_db()
        return _report(request, found, importer, context, error.message, error.status)
    return done(request, _("File discarded; nothing was imported"), importers.import_url(found.kind, **found.context))


def errors_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as a workbook, to correct the file beside it."""
    found, importer, context = _open(request, pk)
    rows = selectors.error_rows(found, importer.spec_for(context))
    columns = [
        Column("sheet", _("Sheet"), width=16),
        Column("row", _("Row"), kind="integer"),
        Column("column", _("Column"), width=24),
        Column("value", _("Value"), width=24),
        Column("text", _("What is wrong"), width=60),
    ]
    table = [[e.sheet, e.row, f"{e.letter} {e.column}".strip(), e.value, e.text] for e in rows]
    title = _("Rows to correct")
    return as_download(write_xlsx([Sheet(title, columns, table)]), f"{title}.xlsx")
