"""Deliver usage events to Luodi in batches of 500, sent again until they are answered. Needs only the standard library.

    client = UsageClient("https://luodi.example.com", token="lu_…")
    client.add("H0011", "report")
    client.flush()

An event gets its id when it is added, so that whatever is sent twice is counted once. Events that were refused are
returned by `flush` with the reason; keep a log of them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
import urllib.error
import urllib.request
import uuid
from datetime import UTC, datetime
from typing import Any

BATCH = 500
TRIES = 6


class UsageClient:
    """`secret` (`lus_…`) signs the requests, for sources that ask for it."""

    def __init__(self, address: str, token: str, secret: str = "", pause: float = 1.0) -> None:
        self.url = f"{address.rstrip('/')}/api/v1/usage/events/"
        self.token, self.secret, self.pause = token, secret, pause
        self.queue: list[dict[str, Any]] = []

    def add(self, person: str, feature: str = "", kind: str = "action", at: datetime | None = None) -> None:
        """Somebody did something; without a feature they signed in."""
        event = {
            "event_id": str(uuid.uuid4()),
            "person": person,
            "kind": kind if feature else "login",
            "occurred_at": (at or datetime.now(UTC)).isoformat(),
        }
        self.queue.append({**event, "feature": feature} if feature else event)

    def flush(self) -> list[dict[str, Any]]:
        """Send everything. Returns what was refused: {"event": …, "code": …, "detail": …}."""
        refused = []
        while self.queue:
            batch = self.queue[:BATCH]
            answer = self._send(json.dumps(batch).encode())
            del self.queue[: len(batch)]
            refused += [
                {"event": batch[r["index"]], "code": r["code"], "detail": r["detail"]} for r in answer["rejected"]
            ]
        return refused

    def _send(self, body: bytes) -> Any:
        for attempt in range(TRIES):
            request = urllib.request.Request(self.url, body, self._headers(body), method="POST")  # noqa: S310
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                if error.code != 429 and error.code < 500:
                    raise
                wait = float(error.headers.get("Retry-After") or 0)
            except urllib.error.URLError:
                wait = 0.0
            time.sleep(max(wait, self.pause * 2**attempt))
        raise ConnectionError(f"{self.url} did not answer; what is not delivered is still in the queue")

    def _headers(self, body: bytes) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if self.secret:
            now = str(int(time.time()))
            signed = hmac.new(self.secret.encode(), f"{now}.".encode() + body, hashlib.sha256).hexdigest()
            headers |= {"Luodi-Timestamp": now, "Luodi-Signature": f"v1={signed}"}
        return headers
