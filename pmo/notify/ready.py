from pmo.web import nav

from . import selectors


def connect() -> None:
    """The number on the bell. Groups of rules come from the rooms that own the rules."""
    nav.register_counter("inbox", selectors.inbox_count)
