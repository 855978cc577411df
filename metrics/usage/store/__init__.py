"""Where single events and what each person did are kept. One small interface; `store()` gives the one in use."""

from metrics.usage.store.base import Advance, Appended, Events, Marks, Moments, Receipt, Store, month_of
from metrics.usage.store.relational import RelationalStore

__all__ = ["Advance", "Appended", "Events", "Marks", "Moments", "Receipt", "Store", "month_of", "store"]


def store() -> Store:
    """The store of this installation."""
    return RelationalStore()
