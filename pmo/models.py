"""Register of the platform's models."""

from pmo.access.models import RoleGrant
from pmo.accounts.models import AccountMail, LoginFailure, User
from pmo.audit.models import AuditEntry, AuditSeal
from pmo.calendars.models import CalendarDay, CalendarYear, WorkCalendar
from pmo.exchange.models import ImportBatch
from pmo.files.models import Attachment
from pmo.idempotency.models import KeyedRequest
from pmo.jobs.models import Job
from pmo.notify.models import Message, Preference
from pmo.orgs.models import Unit
from pmo.tokens.models import ApiToken
from pmo.web.models import SavedView

__all__ = [
    "AccountMail",
    "ApiToken",
    "Attachment",
    "AuditEntry",
    "AuditSeal",
    "CalendarDay",
    "CalendarYear",
    "ImportBatch",
    "Job",
    "KeyedRequest",
    "LoginFailure",
    "Message",
    "Preference",
    "RoleGrant",
    "SavedView",
    "Unit",
    "User",
    "WorkCalendar",
]
