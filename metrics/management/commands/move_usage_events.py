"""manage.py move_usage_events: copy usage events into the database USAGE_DATABASE_URL names."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from metrics.usage.store import clickhouse, moving, store


class Command(BaseCommand):
    help = "Copy usage events into the database USAGE_DATABASE_URL names. Safe to run again; nothing is deleted."

    def handle(self, *args: Any, **options: Any) -> None:
        target = store()
        if not isinstance(target, clickhouse.ClickHouseStore):
            raise CommandError("USAGE_DATABASE_URL names no other database.")
        moved = moving.move(target)
        self.stdout.write(f"{moved.events:,} events, {moved.keys:,} keys, {moved.days:,} days of persons and features")
