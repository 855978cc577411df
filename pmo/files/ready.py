from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from pmo.audit.words import register_acts


def connect() -> None:
    register_acts(
        {
            "attachment.stored": N_("uploaded the file"),
            "attachment.deleted": N_("deleted the file"),
        }
    )
