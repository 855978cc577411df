"""Register of the package's models."""

from changemgmt.feedback.models import (
    Feedback,
    FeedbackMeeting,
    FeedbackNote,
    FeedbackPicture,
    FeedbackVote,
    FeedbackWatch,
)

__all__ = [
    "Feedback",
    "FeedbackMeeting",
    "FeedbackNote",
    "FeedbackPicture",
    "FeedbackVote",
    "FeedbackWatch",
]
