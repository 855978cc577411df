"""How static files are stored."""

from collections.abc import Iterable, Iterator
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Large files of other packages; compressing them takes half a minute and few people ever load them.
LARGE = ("drf_spectacular_sidecar/", "admin/", "rest_framework/")


class QuickStaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names for everything, compressed copies only of our own files: for one machine, where start-up counts."""

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        own: list[Any] = [path for path in paths if not path.startswith(LARGE)]
        yield from super().compress_files(own)
