from changemgmt.training.models.assessments import Attempt, AttemptAnswer, Certificate
from changemgmt.training.models.courses import BankQuestion, Course, CourseMaterial
from changemgmt.training.models.learning import CourseRating, Curriculum, CurriculumCourse, Enrolment
from changemgmt.training.models.sessions import SessionSeat, TrainingSession

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
