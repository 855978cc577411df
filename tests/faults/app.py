"""The product's Celery application as the fault tests run it: the same code, with short leases and its own work.

Started as `celery -A tests.faults.app worker|beat`. Thirty seconds of lease would only make the tests slow: what is
tested is that nothing is lost or doubled while leases run out, not how long they are.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import django
from celery import shared_task
from django.utils.translation import gettext_noop as N_

django.setup()

from pmo import audit, jobs, texts  # noqa: E402
from pmo.accounts.models import User  # noqa: E402
from pmo.celery import app  # noqa: E402
from pmo.jobs import heartbeat, runner  # noqa: E402
from pmo.jobs import services as job_services  # noqa: E402
from pmo.jobs import tasks as job_tasks  # noqa: E402,F401
from pmo.notify import delivery, services  # noqa: E402
from pmo.notify import tasks as notify_tasks  # noqa: E402,F401

LEASE = timedelta(seconds=3)
PERIOD_SECONDS = 3
MANY = 50

delivery.LEASE = heartbeat.LEASE = runner.LEASE = LEASE
heartbeat.BEAT_SECONDS = 0.5
runner.BACKOFF = (timedelta(seconds=1),)
# Kills hit the same work more often here than in years of service.
delivery.MAX_ATTEMPTS = job_services.MAX_ATTEMPTS = runner.MAX_ATTEMPTS = MANY
job_services.SETTLED = timedelta(seconds=2)
job_services.CALL_AGAIN = timedelta(seconds=4)

app.conf.beat_schedule = {
    name: {"task": name, "schedule": 1.0, "options": {"expires": 5.0}}
    for name in ("pmo.sweep", "pmo.deliver_messages", "faults.remind")
}
app.conf.beat_max_loop_interval = 1

texts.register("faults.note", N_("Message %(n)s"))


@jobs.handler("faults.work", label=N_("Process analysis"))
def work(run: jobs.JobRun) -> jobs.JobResult:
    """Works for a while, then writes a row that nothing keeps from being written twice."""
    for step in range(6):
        time.sleep(run.params["seconds"] / 6)
        run.progress(step * 15)

    def write() -> jobs.JobResult:
        audit.record(by=None, act="faults.effect", obj=run.job, now=run.now)
        time.sleep(0.05)  # a moment between effect and mark, for the kills to hit
        return jobs.JobResult()

    return run.commit(write)


@shared_task(name="faults.remind")
def remind() -> int:
    """A reminder by rule: promised by every tick of every beat, once per person and period."""
    now = datetime.now(UTC)
    period = str(int(now.timestamp()) // PERIOD_SECONDS)
    people = User.objects.filter(username__startswith="reminded")
    return services.promise_many(
        services.Promise(
            rule="faults.remind",
            subject=person,
            period=period,
            to=person,
            text=texts.Sentence("faults.note", {"n": period}),
            url="/",
            at=now,
        )
        for person in people
    )
