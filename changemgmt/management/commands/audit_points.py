from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from changemgmt.incentives.models import PointEntry
from changemgmt.incentives.selectors import books


class Command(BaseCommand):
    help = "Recompute every balance of points from the entries; exit code 1 and the accounts when something differs."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = books.audit()
        for one in faults:
            self.stderr.write(f"{one.label} (#{one.account_id}): {one.what} {one.stored}, computed {one.computed}")
        if faults:
            sys.exit(1)
        self.stdout.write(f"{PointEntry.objects.count()} entries, every balance adds up")
