from __future__ import annotations

from django.utils.translation import gettext_noop as N_

from pmo.audit.words import register_acts


def connect() -> None:
    register_acts(
        {
            "import.committed": N_("imported the file"),
            "import.undone": N_("undid the import"),
            "import.discarded": N_("discarded the file without importing it"),
        }
    )
