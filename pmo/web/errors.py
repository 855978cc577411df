"""Refusals and broken requests as pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pmo.records.errors import DomainError, Forbidden
from pmo.web.pages import referrer


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """What stands in the way, for acts that have no form to say it beside: 403, 409, 412 or 422."""
    template = "403.html" if isinstance(error, Forbidden) else "409.html"
    context = {"message": error.message, "back": referrer(request)}
    return render(request, template, context, status=error.status)
