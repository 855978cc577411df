"""Register of the package's background tasks."""

from changemgmt.feedback.tasks import feedback_admit, feedback_chase, feedback_close

__all__ = [
    "feedback_admit",
    "feedback_chase",
    "feedback_close",
]
