from celery import shared_task

from pmo.jobs import runner, services
from pmo.notify.clock import database_clock


@shared_task(name="pmo.run_job")
def run_job(job_id: int) -> str:
    return runner.run_job(job_id, clock=database_clock) or ""


@shared_task(name="pmo.sweep")
def sweep() -> int:
    return services.sweep(now=database_clock())
