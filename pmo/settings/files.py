"""Static files, uploads and where they are kept."""

from pathlib import Path

from .base import ASSETS_DIST, DEBUG
from .env import BASE_DIR, PRODUCTION, TESTING, VAR, number, text

__all__ = [
    "FILE_UPLOAD_DIRECTORY_PERMISSIONS",
    "FILE_UPLOAD_MAX_MEMORY_SIZE",
    "FILE_UPLOAD_PERMISSIONS",
    "FILE_UPLOAD_TEMP_DIR",
    "LUODI_MAX_UPLOAD_BYTES",
    "MEDIA_ROOT",
    "MEDIA_URL",
    "STATICFILES_DIRS",
    "STATIC_ROOT",
    "STATIC_URL",
    "STORAGES",
    "WHITENOISE_AUTOREFRESH",
    "WHITENOISE_KEEP_ONLY_HASHED_FILES",
    "WHITENOISE_MANIFEST_STRICT",
    "WHITENOISE_USE_FINDERS",
]

STATIC_URL = "/static/"
STATIC_ROOT = Path(text("LUODI_STATIC_ROOT") or VAR / "static")
# The built bundle is not in the repository, so it may not be there yet.
_FOLDERS = (("dist", ASSETS_DIST), ("assets", BASE_DIR / "static" / "assets"))
STATICFILES_DIRS = [(prefix, folder) for prefix, folder in _FOLDERS if folder.is_dir()]

# Uploads are never served by address: pages check who asks and stream the file.
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(text("LUODI_MEDIA_ROOT") or VAR / "media")

_plain = TESTING or DEBUG
_hashed = (
    "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if PRODUCTION
    else "pmo.settings.static.QuickStaticStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if _plain else _hashed,
    },
}
WHITENOISE_USE_FINDERS = _plain
WHITENOISE_AUTOREFRESH = _plain
WHITENOISE_MANIFEST_STRICT = PRODUCTION
WHITENOISE_KEEP_ONLY_HASHED_FILES = PRODUCTION
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

LUODI_MAX_UPLOAD_BYTES = number("LUODI_MAX_UPLOAD_MB", 25) * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_TEMP_DIR = VAR / "tmp"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
