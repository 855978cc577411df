"""Where single events and what each person did are kept. One small interface; `store()` gives the one in use."""

from django.conf import settings

from metrics.usage.store.base import Advance, Appended, Events, Marks, Moments, Receipt, Store, month_of
from metrics.usage.store.relational import RelationalStore

__all__ = ["Advance", "Appended", "Events", "Marks", "Moments", "Receipt", "Store", "month_of", "store"]


def store() -> Store:
    """The store of this installation: a server of its own (`USAGE_DATABASE_URL`), else the application's database."""
    if settings.USAGE_DATABASE_URL:
        from metrics.usage.store import clickhouse, clickhouse_client

        return clickhouse.ClickHouseStore(clickhouse_client.connect(settings.USAGE_DATABASE_URL))
    return RelationalStore()
