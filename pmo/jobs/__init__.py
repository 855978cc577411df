"""Long work as rows: started with its cause, run by a worker, watched by its owner.

from pmo import jobs

@jobs.handler("processes.analyse", label=N_("Process analysis"))
def analyse(run: jobs.JobRun) -> jobs.JobResult:
    log = read(run.params["log_id"])                    # read and compute outside of any transaction
    run.progress(60, texts.Sentence("…"))               # raises when the owner cancelled
    return run.commit(lambda: store(log))               # effect and "done" in one transaction
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pmo.jobs.registry import Cancelled, JobResult, handler

if TYPE_CHECKING:
    from pmo.jobs.models import Job
    from pmo.jobs.runner import JobRun

__all__ = ["Cancelled", "JobResult", "JobRun", "handler", "start"]


def start(**kwargs: Any) -> Job:
    """See `pmo.jobs.services.start`; importable before the models are loaded."""
    from pmo.jobs import services

    return services.start(**kwargs)


def __getattr__(name: str) -> Any:
    # For annotations in rooms that are imported before the models are.
    if name == "JobRun":
        from pmo.jobs.runner import JobRun

        return JobRun
    raise AttributeError(name)
