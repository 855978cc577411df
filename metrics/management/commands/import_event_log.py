"""Bring an event log in from a file, as the upload page does."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from celery import current_app
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from metrics.processes import selectors, services
from metrics.processes.models import EventLog, Process
from pmo.accounts.models import User
from pmo.jobs import runner
from pmo.jobs.choices import State
from pmo.jobs.models import Job
from pmo.jobs.selectors import problems
from pmo.notify.clock import database_clock
from pmo.records import DomainError
from projects.portfolio.models import Project

COLUMNS = ("case", "activity", "timestamp", "resource", "role", "lifecycle")
POLL_SECONDS = 0.5


class Command(BaseCommand):
    help = "Upload an event log (XES, XES.gz, CSV) to a process, which is added if need be, and analyse it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--project", required=True, metavar="KEY", help="key of the project")
        parser.add_argument("--process", required=True, metavar="NAME", help="name of the process")
        parser.add_argument("--user", metavar="USERNAME", help="who brings it; default: the project's manager")
        parser.add_argument("--wait", action="store_true", help="analyse it here and print what was found")
        for name in COLUMNS:
            parser.add_argument(f"--{name}", default="", metavar="HEADER", help=f"CSV: column of the {name}")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            self._import(**options)

    def _import(self, *, file: Path, project: str, process: str, user: str | None, wait: bool, **options: Any) -> None:
        found = self._project(project)
        by = self._person(found, user)
        mapping = {name: options[name] for name in COLUMNS if options[name]}
        try:
            made = self._upload(file, found, process, by, mapping)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except DomainError as error:
            raise CommandError(f"{file}: {error.message}") from None
        again = " (the same file as before)" if made.known else ""
        self.stdout.write(f"log {made.log.number} of {made.log.process}{again}")
        if made.job is not None and not made.job.finished:
            if not wait and _worker_answers():
                self.stdout.write(f"job {made.job.pk} queued")
                return
            self._run(made.job)
        self._report(made.log)

    def _upload(self, path: Path, project: Project, name: str, by: User, mapping: dict[str, str]) -> services.Upload:
        process = Process.objects.filter(project=project, name=name).select_related("project").first()
        with path.open("rb") as stream:
            brought: dict[str, Any] = {"by": by, "upload": File(stream, name=path.name), "mapping": mapping or None}
            if process is None:
                return services.begin_process(project=project, name=name, now=timezone.now(), **brought)
            return services.upload_log(process=process, now=timezone.now(), **brought)

    def _project(self, key: str) -> Project:
        found = Project.objects.filter(key=key).first()
        if found is None:
            raise CommandError(f"There is no project with the key {key!r}.")
        return found

    def _person(self, project: Project, username: str | None) -> User:
        found = User.objects.filter(username=username).first() if username else project.manager
        if found is None:
            raise CommandError(
                f"There is no person {username!r}." if username else "The project has no manager; use --user."
            )
        return found

    def _run(self, job: Job) -> None:
        """Here, unless a worker was quicker; then until that worker is done."""
        runner.run_job(job.pk, clock=database_clock)
        while not Job.objects.get(pk=job.pk).finished:
            time.sleep(POLL_SECONDS)
            runner.run_job(job.pk, clock=database_clock)
        job.refresh_from_db()
        if job.state != State.DONE:
            reasons = "; ".join(p["detail"] for p in problems(job)) or str(job.get_state_display())
            raise CommandError(f"The log was not analysed: {reasons}")

    def _report(self, log: EventLog) -> None:
        fresh = selectors.with_states([EventLog.objects.get(pk=log.pk)])[0]
        analysis = selectors.analysis_of(fresh)
        if analysis is None:
            raise CommandError("; ".join(fresh.problems) or f"The log has no analysis: {fresh.state}.")
        data = analysis.result
        cycle = data["cycle"]
        self.stdout.write(f"{data['cases']:,} cases, {data['events']:,} events, {data['activities']} activities")
        self.stdout.write(
            f"days: mean {cycle['mean']:.3f}, median {cycle['median']:.3f}, 90th percentile {cycle['p90']:.2f}"
        )


def _worker_answers() -> bool:
    try:
        return bool(current_app.control.inspect(timeout=1.0).ping())
    except Exception:  # any broker error means: nobody there
        return False
