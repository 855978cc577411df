from __future__ import annotations

import structlog
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.http import content_disposition_header

from pmo.files import selectors

log = structlog.get_logger(__name__)


def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The bytes, as a download that no browser will run or show as a page of this site."""
    attachment = selectors.downloadable(request.user, pk)
    if attachment is None:
        raise Http404
    try:
        file = selectors.open_file(attachment)
    except OSError as error:
        log.error("file_missing", attachment=attachment.pk, sha256=attachment.sha256)
        raise Http404 from error
    response = FileResponse(file, content_type=attachment.content_type)
    response["Content-Length"] = str(attachment.size)
    response["Content-Disposition"] = content_disposition_header(True, attachment.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
