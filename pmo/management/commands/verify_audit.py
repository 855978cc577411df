"""Recompute the hash chain of the history and say whether it is whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pmo.audit import selectors


class Command(BaseCommand):
    help = "Recompute the hash chain of the history and say whether it is whole."

    def handle(self, *args: Any, **options: Any) -> None:
        result = selectors.verify()
        if result.broken_at is not None:
            raise CommandError(f"The history was tampered with: seal {result.broken_at} does not hold.")
        self.stdout.write(f"{result.seals} seals over {result.entries} entries hold; {result.unsealed} not sealed yet.")
