"""A plan as a download."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.text import get_valid_filename

from projects.msproject import exporting, writing
from projects.schedule.models import Plan


def as_file(plan: Plan) -> HttpResponse:
    response = HttpResponse(writing.write(exporting.document_of(plan)), content_type="text/xml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{get_valid_filename(plan.project.key)}.xml"'
    return response
