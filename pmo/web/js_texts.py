"""The words the scripts show. They travel in a JSON block of the page, in the page's language."""

from __future__ import annotations

from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _


def js_texts() -> dict[str, str]:
    return _in(get_language())


@cache
def _in(_language: str | None) -> dict[str, str]:
    """The same words for every page of a language."""
    return {
        "close": _("Close"),
        "undo": _("Undo"),
        "undone": _("Undone"),
        "cancel": _("Cancel"),
        "continue": _("Continue"),
        "typeName": _("Type “%s” to continue"),
        "saved": _("Draft saved %s"),
        "draftFound": _("You have a draft from %s."),
        "restore": _("Restore the draft"),
        "restored": _("Draft restored"),
        "discard": _("Discard it"),
        "unsaved": _("Changes on this page are not saved."),
        "offline": _("No connection since %s. What you see is from then; nothing you type is lost."),
        "online": _("The connection is back."),
        "failed": _("This part could not be loaded."),
        "failedSince": _("Data shown is from %s."),
        "forbidden": _("Your role does not allow this."),
        "gone": _("This is no longer there."),
        "busy": _("Too many requests; try again in a minute."),
        "retry": _("Try again"),
        "reference": _("Reference %s"),
        "signedOut": _("You have been signed out; sign in again in another tab and try again."),
        "noResults": _("Nothing found for “%s”"),
        "typeMore": _("Type a name, a number or an act."),
        "recent": _("Recently opened"),
        "results": _("%s results"),
        "selected": _("%s selected"),
        "zone": _("Times are shown in %s; your device is in %s."),
        "find": _("Find by name"),
        "typeToFind": _("Type to find others."),
        "asTable": _("View as table"),
        "asChart": _("View as chart"),
        "chartFailed": _("The chart could not be drawn; the table has the data."),
        "measured": _("measured"),
        "expected": _("expected"),
        "target": _("target"),
        "median": _("median"),
        "p90": _("90th percentile"),
        "forecast": _("forecast"),
        "likely80": _("80% interval"),
        "corrected": _("corrected, was %s"),
        "cases": _("cases"),
        "noteSaving": _("Saving …"),
        "noteSaved": _("Saved %s"),
        "noteKept": _("Not saved yet; kept on this device and sent again."),
        "noteTheirs": _("Somebody else wrote here meanwhile:"),
        "noteTake": _("Take theirs"),
        "noteMine": _("Keep mine"),
        "noteRefused": _("Not saved: %s"),
        "takingSaved": _("All answers are saved."),
        "takingKept": _("No connection: your answers are kept on this device and sent again."),
        "takingOpen": _("Hand in? %s questions are not answered yet."),
        "takingAll": _("Hand in? You cannot change anything afterwards."),
        "takingMinute": _("One minute left"),
        "takingOver": _("Time is up. What was saved is handed in by itself."),
    }
