"""Why a file is not accepted."""

from __future__ import annotations

from pmo.records import DomainError


class TooLarge(DomainError):
    """More bytes than allowed (413)."""

    status = 413
    code = "too_large"


class WrongType(DomainError):
    """Not a format we take, or the content is not what the name says (415)."""

    status = 415
    code = "wrong_type"


class UnsafeFile(DomainError):
    """Damaged, or built to do harm: bombs, macros, document type declarations (422)."""

    code = "unsafe_file"


class StorageFull(DomainError):
    """No room to keep the file (507)."""

    status = 507
    code = "storage_full"
