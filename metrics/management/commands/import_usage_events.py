"""Bring usage events in from a file, as the upload page does."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from metrics.usage import services
from metrics.usage.models import UsageSystem, UsageUpload
from pmo.accounts.models import User
from pmo.jobs import runner
from pmo.jobs.models import Job
from pmo.jobs.selectors import problems
from pmo.notify.clock import database_clock
from pmo.records import DomainError


class Command(BaseCommand):
    help = "Upload usage events (CSV, JSON lines) of a system, read them here and say what became of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--system", required=True, metavar="CODE", help="code of the system")
        parser.add_argument("--user", metavar="USERNAME", help="who brings them; default: the project's manager")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            self._import(**options)

    def _import(self, *, file: Path, system: str, user: str | None, **_options: Any) -> None:
        found = UsageSystem.objects.select_related("project__manager").filter(code=system).first()
        if found is None:
            raise CommandError(f"There is no system with the code {system!r}.")
        by = User.objects.filter(username=user).first() if user else found.project.manager
        if by is None:
            raise CommandError(f"There is no person {user!r}." if user else "The project has no manager; use --user.")
        try:
            with file.open("rb") as stream:
                made = services.upload_events(
                    by=by, system=found, upload=File(stream, name=file.name), now=timezone.now()
                )
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except DomainError as error:
            raise CommandError(f"{file}: {error.message}") from None
        runner.run_job(made.job_id or 0, clock=database_clock)
        self._report(made)

    def _report(self, made: UsageUpload) -> None:
        made.refresh_from_db()
        if made.status != "done":
            job = Job.objects.get(pk=made.job_id or 0)
            reasons = "; ".join(problem["detail"] for problem in problems(job)) or str(job.get_state_display())
            raise CommandError(f"The file was not read to its end: {reasons}")
        self.stdout.write(
            f"{made.rows:,} lines: {made.accepted or 0:,} taken, {made.duplicates or 0:,} known already, "
            f"{made.refused or 0:,} refused, {made.unknown or 0:,} of unknown people"
        )
