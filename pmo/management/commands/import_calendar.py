"""Read years of holidays from JSON files into a calendar."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from pmo import calendars
from pmo.calendars import reading, selectors, services
from pmo.records.errors import Conflict, DomainError


class Command(BaseCommand):
    help = "Import years of holidays and adjusted working days from JSON files (all of them or none)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="FILE", help="JSON file, or a folder of them")
        parser.add_argument("--calendar", metavar="CODE", help="code of the calendar; default: the company's")
        parser.add_argument("--note", default="", help="source, kept with each version")

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["calendar"]
        calendar = selectors.by_code(code) if code else calendars.default()
        if calendar is None:
            raise CommandError(f"There is no calendar with the code {code!r}.")
        with transaction.atomic():
            for path in self._files(options["paths"]):
                self._import(calendar, path, options["note"])

    def _files(self, paths: list[Path]) -> list[Path]:
        found: list[Path] = []
        for path in paths:
            found += sorted(path.glob("*.json")) if path.is_dir() else [path]
        if not found:
            raise CommandError("There is no JSON file here.")
        return found

    def _import(self, calendar: Any, path: Path, note: str) -> None:
        try:
            data = reading.read_file(path)
            made = services.import_year(by=None, calendar=calendar, data=data, note=note, now=timezone.now())
        except Conflict:
            self.stdout.write(f"{path.name}: {data.year} unchanged")
            return
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None
        except DomainError as error:
            raise CommandError(f"{path}: {error.message}") from None
        state = "provisional" if made.provisional else "final"
        self.stdout.write(f"{path.name}: {made.year} version {made.number}, {len(data.days)} days, {state}")
