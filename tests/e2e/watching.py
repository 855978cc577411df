"""A page that remembers everything that went wrong in it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, Response

# Told by the browser itself where a policy stopped something.
_LISTEN = """
window.__refused = [];
document.addEventListener('securitypolicyviolation', (e) =>
  window.__refused.push(`${e.violatedDirective}: ${e.blockedURI} ${e.sourceFile || ''}:${e.lineNumber || ''}`));
"""


def until(page: Page, test: str, arg: Any = None) -> None:
    """Until the function holds in the page. Playwright's own waiting evaluates text, which the policy refuses."""
    for _try in range(200):
        if page.evaluate(test, arg):
            return
        page.wait_for_timeout(50)
    raise AssertionError(test)


class Watched:
    """Scripts that failed, refusals of the policy, dialogs and requests to other hosts, since the last `take`."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin
        self._found: list[str] = []
        page.add_init_script(_LISTEN)
        page.on("console", lambda m: self._note("console", m.text) if m.type == "error" else None)
        page.on("pageerror", lambda error: self._note("script", str(error)))
        page.on("dialog", self._dialog)
        page.on("request", lambda request: self._request(request.url))

    def goto(self, path: str) -> Response | None:
        return self.page.goto(path if path.startswith("http") else f"{self.origin}{path}", wait_until="load")

    def settle(self) -> None:
        """Until scripts ran, pieces are loaded and charts drawn."""
        until(self.page, "() => document.readyState === 'complete' && !document.querySelector('.htmx-request')")
        self.page.wait_for_timeout(120)

    def take(self) -> list[str]:
        """What went wrong since last time."""
        refused: list[str] = self.page.evaluate("window.__refused ? window.__refused.splice(0) : []")
        found = [*self._found, *[f"policy: {text}" for text in refused]]
        self._found = []
        return found

    def overflow(self) -> int:
        """Pixels the page is wider than the window."""
        wide: int = self.page.evaluate(
            "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - window.innerWidth"
        )
        return wide

    def _note(self, kind: str, text: str) -> None:
        self._found.append(f"{kind}: {text}")

    def _request(self, url: str) -> None:
        if not url.startswith((self.origin, "data:", "blob:", "about:")):
            self._note("request", url)

    def _dialog(self, dialog: Any) -> None:
        if dialog.type != "beforeunload":
            self._note("dialog", dialog.message)
        dialog.accept()
