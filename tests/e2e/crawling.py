"""Every page a person can reach by links, one address per route."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from tests.e2e.watching import Watched

# Answers that are no pages: downloads, pieces of pages, and leaving.
NO_PAGE = re.compile(r"^(api:(?!docs)|files:|account_logout|notify:open|jobs:fragment|exchange:(template|errors))")
DOWNLOAD = re.compile(r"\.(xlsx|ics|csv)$|[?&]export=")
STARTS = ("/", "/decisions/", "/portfolio/", "/gallery/", "/me/settings/", "/tokens/", "/jobs/", "/inbox/preferences/")


def reachable(page: Watched, limit: int = 140) -> dict[str, str]:
    """{route: first address met}, walking links breadth first."""
    found: dict[str, str] = {}
    queue = list(STARTS)
    seen = set(queue)
    while queue and len(found) < limit:
        path = queue.pop(0)
        name = _route(path)
        if name is None or name in found:
            continue
        answer = page.page.request.get(f"{page.origin}{path}", max_redirects=0)
        if answer.status != 200 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        found[name] = path
        for link in re.findall(r'href="(/[^"#]*)', answer.text()):
            target = link.replace("&amp;", "&")
            if target not in seen and not DOWNLOAD.search(target):
                seen.add(target)
                queue.append(target)
    return found


def _route(path: str) -> str | None:
    try:
        name: str = resolve(urlsplit(path).path).view_name
    except Resolver404:
        return None
    return None if NO_PAGE.match(name) else name
