"""Wires the room to the outside: imports, references in tables, and the words of its acts."""

from __future__ import annotations

from django.utils.translation import gettext_noop as N_


def connect() -> None:
    from pmo import exchange
    from pmo.audit.words import register_acts
    from pmo.exchange import references
    from pmo.orgs import people_import, selectors, unit_import

    exchange.register(unit_import.IMPORTER)
    exchange.register(people_import.IMPORTER)
    references.register("unit", selectors.ids_by_code)
    references.register("person", selectors.ids_of_people)
    register_acts(
        {
            "unit.created": N_("added the unit"),
            "unit.changed": N_("changed the unit"),
            "unit.moved": N_("moved the unit"),
            "unit.closed": N_("closed the unit"),
            "unit.reopened": N_("reopened the unit"),
        }
    )
