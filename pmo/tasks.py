"""Register of the platform's background tasks."""

from pmo.accounts.tasks import forget_old_account_rows, send_account_mails
from pmo.audit.tasks import seal_audit
from pmo.exchange.tasks import purge_imports
from pmo.files.tasks import sweep_files
from pmo.idempotency.tasks import purge_keys
from pmo.jobs.tasks import run_job, sweep
from pmo.notify.tasks import deliver_messages, digest

__all__ = [
    "deliver_messages",
    "digest",
    "forget_old_account_rows",
    "purge_imports",
    "purge_keys",
    "run_job",
    "seal_audit",
    "send_account_mails",
    "sweep",
    "sweep_files",
]
