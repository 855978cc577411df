"""Wires the room to the outside: the words of its acts in the history."""

from django.utils.translation import gettext_noop as N_

from pmo.audit.words import register_acts

# Words under which history entries keep what is no field of the calendar; looked up when an entry is read.
KEPT = (N_("year"), N_("default"), N_("version"))


def connect() -> None:
    register_acts(
        {
            "calendar.created": N_("added the calendar"),
            "calendar.changed": N_("changed the calendar"),
            "calendar.made_default": N_("made it the company's calendar"),
            "calendar.loaded": N_("loaded the delivered years"),
            "calendar.year_imported": N_("imported a year"),
            "calendar.day_changed": N_("changed days"),
            "calendar.year_confirmed": N_("confirmed a provisional year"),
            "calendar.year_reopened": N_("marked a year as provisional"),
        }
    )
