"""Build a company of a given size in bulk, for measuring."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from metrics.demo.scale import Size, make
from pmo.accounts.backends import demo_allowed
from projects.portfolio.models import Project


class Command(BaseCommand):
    help = "Build a company of a given size on an empty database, with everything computed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--projects", type=int, default=1000)
        parser.add_argument("--kpis", type=int, default=5000)
        parser.add_argument("--measurements", type=int, default=260_000)
        parser.add_argument("--people", type=int, default=2000)
        parser.add_argument("--seed", type=int, default=7)

    def handle(self, *args: Any, **options: Any) -> None:
        if not demo_allowed():
            raise CommandError("A made-up company is refused where real people work.")
        if Project.objects.exists():
            raise CommandError("There are projects already; this needs an empty database.")
        size = Size(*(options[name] for name in ("projects", "kpis", "measurements", "people")))
        if min(size.projects, size.kpis) < 1 or size.measurements < 0:
            raise CommandError("At least one project and one KPI, and no fewer than 0 measurements.")
        begun = time.monotonic()
        make(size=size, now=timezone.now(), seed=options["seed"], say=lambda text: self._say(text, begun))
        # After so many rows at once the database plans badly until it has counted them.
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # It takes as long as it takes: the limit is for what people wait for.
                cursor.execute("SET statement_timeout = 0")
            cursor.execute("ANALYZE")
            if connection.vendor == "postgresql":
                cursor.execute("RESET statement_timeout")

    def _say(self, text: str, begun: float) -> None:
        self.stdout.write(f"{time.monotonic() - begun:6.1f} s  {text}")
