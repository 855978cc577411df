from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test.utils import override_settings
from django.utils import translation

from tests.matrix.zoo import Zoo, standing_zoo


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("matrix")


@pytest.fixture(scope="module")
def zoo(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zoo]:
    """Built once per module and process; every cell rolls back to it."""
    media: Path = tmp_path_factory.mktemp("media")
    with (
        override_settings(MEDIA_ROOT=media),
        translation.override("en"),
        django_db_blocker.unblock(),
        standing_zoo() as made,
    ):
        yield made


@pytest.fixture
def _django_db_helper(zoo: Zoo) -> None:
    """Instead of pytest-django's transaction per test: the mark asks for tables, the zoo holds the transaction."""
