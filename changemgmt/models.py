"""Register of the package's models."""

from changemgmt.training.models import (
    Attempt,
    AttemptAnswer,
    BankQuestion,
    Certificate,
    Course,
    CourseMaterial,
    CourseRating,
    Curriculum,
    CurriculumCourse,
    Enrolment,
    SessionSeat,
    TrainingSession,
)

__all__ = [
    "Attempt",
    "AttemptAnswer",
    "BankQuestion",
    "Certificate",
    "Course",
    "CourseMaterial",
    "CourseRating",
    "Curriculum",
    "CurriculumCourse",
    "Enrolment",
    "SessionSeat",
    "TrainingSession",
]
