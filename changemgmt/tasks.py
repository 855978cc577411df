"""Register of the package's background tasks."""

from changemgmt.champions.tasks import (
    champion_questions,
    champion_reminders,
    champion_terms,
)
from changemgmt.comms.tasks import (
    announcement_reminders,
    announcements_due,
)
from changemgmt.feedback.tasks import (
    feedback_admit,
    feedback_chase,
    feedback_close,
)
from changemgmt.incentives.tasks import (
    points_audit,
    points_awards,
    points_lapse,
)
from changemgmt.readiness.tasks import (
    pulse_rounds,
    stakeholder_reminders,
)
from changemgmt.support.tasks import (
    support_chase,
    support_close,
    support_mail,
)
from changemgmt.training.tasks import (
    assessments_over,
    training_enrolments,
    training_reminders,
)

__all__ = [
    "announcement_reminders",
    "announcements_due",
    "assessments_over",
    "champion_questions",
    "champion_reminders",
    "champion_terms",
    "feedback_admit",
    "feedback_chase",
    "feedback_close",
    "points_audit",
    "points_awards",
    "points_lapse",
    "pulse_rounds",
    "stakeholder_reminders",
    "support_chase",
    "support_close",
    "support_mail",
    "training_enrolments",
    "training_reminders",
]
