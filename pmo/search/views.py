from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse

from pmo.search import selectors
from pmo.web.pages import render, wants_fragment


def search(request: HttpRequest) -> HttpResponse:
    """The page; for the palette the same groups as JSON (`Accept: application/json`) or as a fragment."""
    query = selectors.clean(request.GET.get("q", ""))
    as_json = request.accepts("application/json") and not request.accepts("text/html")
    brief = as_json or wants_fragment(request)
    per_group = selectors.PER_GROUP if brief else selectors.PER_GROUP_ON_PAGE
    groups = selectors.find(request.user, query, per_group=per_group)
    if as_json:
        response: HttpResponse = JsonResponse({"q": query, "groups": [_group(group) for group in groups]})
    else:
        shown = {"query": query, "groups": groups, "too_short": bool(query) and not selectors.long_enough(query)}
        response = render(request, "pmo/search/results.html", shown, partial="results")
    response["Vary"] = "Accept, HX-Request, Cookie, Accept-Language"
    response["Cache-Control"] = "private, no-store"
    return response


def _group(group: selectors.Group) -> dict[str, object]:
    hits = [{"title": h.title, "sub": h.sub, "url": h.url, "icon": h.icon, "status": h.status} for h in group.hits]
    return {"kind": group.kind, "label": group.label, "hits": hits}
