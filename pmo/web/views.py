"""Saved views of lists."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from pmo.web.models import SavedView
from pmo.web.pages import done, referrer, safe_next

CONTROL = ("page", "export")


def save_view(request: HttpRequest, key: str) -> HttpResponse:
    """Keep the conditions the person is looking at under a name of theirs; the same name replaces."""
    name = request.POST.get("name", "").strip()[:40]
    query = request.POST.get("query", "")[:1000]
    back = safe_next(request, referrer(request))
    if not name:
        return redirect(back)
    owner = int(request.user.pk or 0)
    SavedView.objects.update_or_create(user_id=owner, list_key=key[:48], name=name, defaults={"query": query})
    return done(request, _("Saved the view “%(name)s”") % {"name": name}, back)


def drop_view(request: HttpRequest, pk: int) -> HttpResponse:
    view = get_object_or_404(SavedView, pk=pk, user=request.user)
    view.delete()
    return done(request, _("Deleted the view “%(name)s”") % {"name": view.name}, referrer(request).split("?")[0])
