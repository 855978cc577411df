"""Background work. Messages only wake workers: the database knows what is to be done."""

from typing import Any

from celery.schedules import crontab

from pmo.embedded.state import filesystem_broker_options, read_state, socket_path

from .env import EMBEDDED, ROLE, TESTING, VAR, text

HARD_LIMIT_SECONDS = 600
SOFT_LIMIT_SECONDS = 540
# Longer than any task may run, or Redis hands a running task to a second worker.
VISIBILITY_SECONDS = 2 * HARD_LIMIT_SECONDS

# name of the task: when it runs. Each is safe to run twice and to miss: the work is found in rows.
BEAT: dict[str, float | crontab] = {
    "pmo.sweep": 30.0,
    "pmo.deliver_messages": 30.0,
    "pmo.account_mails": 60.0,
    "metrics.recompute_touched": 60.0,
    "metrics.usage_rollup": 20.0,
    # Whatever nobody was called for after counting; equal input costs a few reads.
    "metrics.adoption_sweep": crontab(minute="7-57/10"),
    "pmo.seal_audit": 60.0,
    "pmo.digest": crontab(minute="*/15"),
    "metrics.review_reminders": crontab(minute="5-59/15"),
    "metrics.review_files": crontab(hour="3", minute="15"),
    "metrics.article_reminders": crontab(minute="40", hour="*"),
    "changemgmt.feedback_admit": crontab(minute="4,34"),
    "changemgmt.feedback_chase": crontab(minute="50"),
    "changemgmt.feedback_close": crontab(minute="18,48"),
    "changemgmt.champion_questions": crontab(minute="4-54/10"),
    "changemgmt.champion_reminders": crontab(minute="38", hour="*"),
    "changemgmt.champion_terms": crontab(minute="12", hour="*"),
    "changemgmt.points_awards": crontab(minute="26", hour="*"),
    "changemgmt.points_lapse": crontab(minute="20", hour="5"),
    "changemgmt.points_audit": crontab(minute="40", hour="3"),
    "metrics.survey_rounds": crontab(minute="0-55/5"),
    "metrics.contest_weeks": crontab(minute="0-55/5"),
    "metrics.meeting_reminders": crontab(minute="8-58/10"),
    "metrics.kpi_reminders": crontab(minute="10-59/15"),
    "changemgmt.announcements_due": 60.0,
    "changemgmt.announcement_reminders": crontab(minute="12-57/15"),
    "projects.recompute_plans": crontab(minute="*/10"),
    "projects.milestone_reminders": crontab(minute="20", hour="*/4"),
    # Just after midnight, and after whatever nobody was called for.
    "projects.money_standings": crontab(minute="1-51/10"),
    "projects.labour_costs": crontab(minute="2-52/10"),
    "projects.value_standings": crontab(minute="3-53/10"),
    "projects.benefit_reminders": crontab(minute="45", hour="*/4"),
    "projects.approval_reminders": crontab(minute="25", hour="*/4"),
    "projects.gate_reminders": crontab(minute="30", hour="*/4"),
    "projects.watch_kill_criteria": crontab(hour="2", minute="50"),
    "projects.risk_reminders": crontab(minute="35", hour="*/4"),
    "changemgmt.pulse_rounds": crontab(minute="4-59/5"),
    "changemgmt.support_chase": crontab(minute="1-56/5"),
    "changemgmt.support_close": crontab(minute="33"),
    "changemgmt.support_mail": 60.0,
    "changemgmt.stakeholder_reminders": crontab(minute="50", hour="*/4"),
    "metrics.recompute_all": crontab(hour="2", minute="10"),
    "metrics.health_touched": 60.0,
    "metrics.health": crontab(hour="2", minute="40"),
    "metrics.usage_nightly": crontab(hour="1", minute="40"),
    "pmo.account_housekeeping": crontab(hour="3", minute="10"),
    "pmo.sweep_files": crontab(hour="3", minute="20"),
    # Nobody waits for an assessment whose time is up.
    "changemgmt.assessments_over": 30.0,
    "changemgmt.training_enrolments": crontab(minute="15", hour="*"),
    "changemgmt.training_reminders": crontab(minute="28", hour="*"),
    "pmo.purge_imports": crontab(hour="3", minute="30"),
    "pmo.purge_keys": crontab(hour="3", minute="40"),
}


def broker() -> tuple[str, dict[str, Any]]:
    """URL and options of the transport."""
    redis_options: dict[str, Any] = {
        "visibility_timeout": VISIBILITY_SECONDS,
        "socket_connect_timeout": 0.3,
        "socket_keepalive": True,
        # How a sender insists: hardly. A worker's own connection is kept up by the settings below.
        "max_retries": 1,
        "interval_start": 0.05,
        "interval_step": 0.05,
        "interval_max": 0.1,
    }
    if TESTING:
        return "memory://", {}
    if url := text("REDIS_URL"):
        return url, redis_options
    if EMBEDDED and (state := read_state(VAR)) and state.broker == "filesystem":
        return "filesystem://", filesystem_broker_options(VAR)
    return f"redis+socket://{socket_path(VAR)}", redis_options


def beat_entry(task: str, when: float | crontab) -> dict[str, Any]:
    # After an outage one tick is as good as many: old ones lapse instead of piling up.
    lapse = when * 2 if isinstance(when, float) else 900.0
    return {"task": task, "schedule": when, "options": {"expires": lapse}}


CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = broker()
CELERY_RESULT_BACKEND = None
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = {"visibility_timeout": VISIBILITY_SECONDS}
CELERY_VISIBILITY_TIMEOUT = VISIBILITY_SECONDS

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = HARD_LIMIT_SECONDS
CELERY_TASK_SOFT_TIME_LIMIT = SOFT_LIMIT_SECONDS
CELERY_TASK_DEFAULT_QUEUE = "luodi"
CELERY_TASK_ALWAYS_EAGER = False

# A request that cannot reach the broker goes on at once; the sweeper finds the row.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_CONNECTION_TIMEOUT = 0.3 if ROLE == "web" else 4.0
CELERY_BROKER_CONNECTION_RETRY = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None

CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10.0
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False

CELERY_ENABLE_UTC = True
CELERY_TIMEZONE = text("LUODI_TIME_ZONE", "Asia/Shanghai")
CELERY_BEAT_SCHEDULE = {name: beat_entry(name, when) for name, when in BEAT.items()}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
CELERY_BEAT_MAX_LOOP_INTERVAL = 10
