"""Compare the messages that should have gone out with those that did."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pmo.notify import ledger


class Command(BaseCommand):
    help = "Compare the messages that should have gone out with those that did; fails when anything is amiss."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=100, help="how far to look back (default: 100)")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        report = ledger.verify(since=now - timedelta(days=options["days"]), now=now)
        for state, count in report.rows.items():
            self.stdout.write(f"{state:<16} {count:>7}")
        for anomaly in report.anomalies:
            self.stdout.write(f"{anomaly.code}: {anomaly.detail}")
        if report.anomalies:
            raise CommandError(f"{len(report.anomalies)} anomalies.")
        self.stdout.write(f"{report.expected} expected occasions, all accounted for; no anomalies.")
