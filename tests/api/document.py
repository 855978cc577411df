"""Making the OpenAPI document of whatever is mounted, with every complaint of the generator."""

from __future__ import annotations

import json
from typing import Any

from drf_spectacular.drainage import GENERATOR_STATS

from pmo.web.api import docs
from pmo.web.api.render import dumps


def make() -> tuple[dict[str, Any], list[str]]:
    """A fresh document, as a client reads it, and the warnings and errors of its generation."""
    docs.openapi.cache_clear()
    GENERATOR_STATS.reset()
    with GENERATOR_STATS.silence():
        document = json.loads(dumps(docs.openapi()))
    complaints = [*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache]
    docs.openapi.cache_clear()
    return document, complaints
