from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test.utils import override_settings
from django.utils import translation

from tests.matrix.zoo import Zoo, standing_zoo


@pytest.fixture(scope="module")
def zoo(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zoo]:
    with (
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
        translation.override("en"),
        django_db_blocker.unblock(),
        standing_zoo() as made,
    ):
        yield made
