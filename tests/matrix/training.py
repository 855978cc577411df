"""Training in the zoo, its subjects and bodies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from changemgmt.training import services
from changemgmt.training.models import (
    Attempt,
    BankQuestion,
    Certificate,
    Course,
    CourseMaterial,
    Curriculum,
    Enrolment,
    SessionSeat,
    TrainingSession,
)
from pmo.accounts.models import User
from projects.portfolio.models import Project


@dataclass
class TrainingSide:
    """One course learnt, one whose text waits for marking, one being answered; a session with one seat taken."""

    course: Course
    material: CourseMaterial
    question: BankQuestion
    curriculum: Curriculum
    session: TrainingSession
    seat: SessionSeat
    attempt: Attempt
    waiting: Attempt
    certificate: Certificate


def training_of(project: Project, manager: User, learner: User, word: str, now: datetime) -> TrainingSide:
    """Enrolled by name, so that the courses are open to nobody else."""
    course = _course(project, manager, learner, f"{word} course", now)
    question = services.add_question(
        by=manager,
        course=course,
        kind="single",
        text=f"{word} ask",
        text_en=f"{word} ask",
        options=[("a", f"{word} a"), ("b", f"{word} b")],
        right=[0],
        now=now,
    )
    material = services.add_material(
        by=manager, course=course, kind="text", title=f"{word} read", body=f"{word} text", now=now
    )
    services.open_course(by=manager, course=course, now=now)
    curriculum = services.create_curriculum(
        by=manager,
        project=project,
        title=f"{word} plan",
        learner_role="operate",
        courses=[course],
        people=[learner],
        due_on=(now + timedelta(days=30)).date(),
        now=now,
    )
    session = services.plan_session(
        by=manager,
        course=course,
        starts_at=now + timedelta(days=20),
        ends_at=now + timedelta(days=20, hours=1),
        place=f"{word} room",
        now=now,
    )
    seat = services.book(by=learner, session=session, now=now)
    _passed(course, learner, now)
    other = _course(project, manager, learner, f"{word} essay", now, text=True)
    waiting = services.begin(by=learner, enrolment=_row(other, learner), kind="final", seed=1, now=now)
    waiting = services.hand_in(by=learner, attempt=waiting, given={waiting.questions[0]["id"]: f"{word} said"}, now=now)
    third = _course(project, manager, learner, f"{word} running", now, ask=True)
    attempt = services.begin(by=learner, enrolment=_row(third, learner), kind="final", seed=1, now=now)
    certificate = Certificate.objects.get(enrolment__course=course)
    return TrainingSide(course, material, question, curriculum, session, seat, attempt, waiting, certificate)


def _course(
    project: Project,
    manager: User,
    learner: User,
    title: str,
    now: datetime,
    *,
    text: bool = False,
    ask: bool = False,
) -> Course:
    course = services.create_course(
        by=manager,
        project=project,
        title=title,
        title_en=title,
        summary=title,
        self_enrol=False,
        now=now,
    )
    if text or ask:
        options = [] if text else [("a", ""), ("b", "")]
        services.add_question(
            by=manager,
            course=course,
            kind="text" if text else "single",
            text=title,
            options=options,
            right=[] if text else [0],
            now=now,
        )
        services.open_course(by=manager, course=course, now=now)
        services.enrol_people(by=manager, course=course, people=[learner], required=False, now=now)
    return course


def _row(course: Course, learner: User) -> Enrolment:
    return Enrolment.objects.get(course=course, user=learner)


def _passed(course: Course, learner: User, now: datetime) -> None:
    attempt = services.begin(by=learner, enrolment=_row(course, learner), kind="final", seed=1, now=now)
    one = attempt.questions[0]
    services.hand_in(by=learner, attempt=attempt, given={one["id"]: one["right"]}, now=now)


def subjects(make: Any, personal: str) -> dict[str, Any]:
    """By the longest fitting beginning of the route's name; `make` is the maker of subjects."""
    course = make("training", lambda s: {"pk": s.training.course.pk})
    question = make("training", lambda s: {"pk": s.training.question.pk})
    session = make("training", lambda s: {"pk": s.training.session.pk})
    seat = make("training", lambda s: {"pk": s.training.seat.pk})
    curriculum = make("training", lambda s: {"pk": s.training.curriculum.pk})
    project = make("training", lambda s: {"key": s.project.key})
    learnt = make(personal, lambda s: {"pk": s.training.course.pk}, "employee")
    asked = make(personal, lambda s: {"pk": s.training.session.pk}, "employee")
    running = make(personal, lambda s: {"pk": s.training.attempt.pk}, "employee")
    return {
        "training:": course,
        "training:learn": learnt,
        "training:enrol": learnt,
        "training:leave": learnt,
        "training:rate": learnt,
        "training:begin": learnt,
        "training:book": asked,
        "training:give_up": asked,
        "training:invitation": asked,
        "training:attempt": make(
            "training", lambda s: {"pk": s.training.waiting.pk}, "employee", also=("training", "mark")
        ),
        "training:certificate": make(
            "training", lambda s: {"pk": s.training.certificate.pk}, "employee", also=("training", "mark")
        ),
        "training:save": running,
        "training:hand_in": running,
        "training:enrol_people": course,
        "training:mark": make("training", lambda s: {"pk": s.training.waiting.pk}),
        "training:course_new": make("project", lambda s: {"key": s.project.key}),
        "training:curriculum_new": make("project", lambda s: {"key": s.project.key}),
        "training:project": project,
        "training:missing": project,
        "training:material_remove": make("training", lambda s: {"pk": s.training.material.pk}),
        "training:question": question,
        "training:question_new": course,
        "training:session": session,
        "training:session_new": course,
        "training:roster_export": make("training", lambda s: {"pk": s.training.session.pk}, also=("training", "read")),
        "training:attendance": seat,
        "training:seat_remove": seat,
        "training:curriculum": curriculum,
    }


def imports(make: Any) -> tuple[Any, ...]:
    """The two tables that come in."""
    bank = make(
        "training",
        lambda s: {"kind": "training_bank"},
        query=lambda s: f"course={s.training.course.pk}",
        also=("training", "import"),
    )
    roster = make(
        "training",
        lambda s: {"kind": "training_roster"},
        query=lambda s: f"session={s.training.session.pk}",
        also=("training", "import"),
    )
    return bank, roster


def api_subjects(make: Any, personal: str) -> dict[str, Any]:
    asked = make(personal, lambda s: {"pk": s.training.session.pk}, "employee")
    running = make(personal, lambda s: {"pk": s.training.attempt.pk}, "employee")
    return {
        "api:course-": make("training", lambda s: {"pk": s.training.course.pk}),
        "api:learning-": make(personal, lambda s: {"pk": s.training.course.pk}, "employee"),
        "api:training-session-": make("training", lambda s: {"pk": s.training.session.pk}),
        **{f"api:training-session-{act}": asked for act in ("book", "give-up", "invitation")},
        **{f"api:training-assessment-{act}": running for act in ("sheet", "answers", "submit")},
        "api:training-assessment-": make(
            "training", lambda s: {"pk": s.training.waiting.pk}, "employee", also=("training", "mark")
        ),
    }


def _session(side: Any) -> dict[str, Any]:
    day = (timezone.localdate() + timedelta(days=40)).isoformat()
    return {"starts_at": f"{day}T09:00:00+08:00", "ends_at": f"{day}T10:00:00+08:00", "place": "New room", "seats": 9}


BODIES: dict[str, Any] = {
    "POST api:course-people": lambda s: {"people": [s.user.pk]},
    "POST api:learning-begin": lambda s: {"kind": "final"},
    "POST api:training-session-list": lambda s: {**_session(s), "course": s.training.course.pk},
    "PUT api:training-session-detail": _session,
    "PATCH api:training-session-detail": lambda s: {"place": "Other room"},
    "POST api:training-session-cancel": lambda s: {"reason": "ill"},
    # Answers leave no entry one by one, beginning and handing in do: a value that is none keeps the sheet as it is.
    "POST api:training-assessment-answers": lambda s: {
        "question": s.training.attempt.questions[0]["id"], "value": "x", "turn": 1,
    },
    "POST api:training-assessment-submit": lambda s: {},
}  # fmt: skip
MADE: dict[str, str] = {"api:training-session-list": "training"}

PAGE_BODIES: dict[str, Any] = {
    "training:rate": lambda s: {"stars": "4"},
    "training:session_cancel": lambda s: {"reason": "?"},
}

# Nobody marks their own: on the foreign side the learner runs the course.
NAMED: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "training:mark": (frozenset({"pmo", "pm", "change"}), frozenset({"pmo"})),
}


def another(project: Project, person: User, n: int, now: datetime) -> Course:
    """One course more, learnt by somebody, with a session and a curriculum: for lists of many."""
    manager = project.manager
    course = services.create_course(by=manager, project=project, title=f"T{n}", now=now)
    services.add_question(by=manager, course=course, kind="text", text="?", now=now)
    services.open_course(by=manager, course=course, now=now)
    services.create_curriculum(
        by=manager, project=project, title=f"C{n}", learner_role="operate", courses=[course], people=[person], now=now
    )
    attempt = services.begin(by=person, enrolment=_row(course, person), kind="final", seed=n, now=now)
    services.hand_in(by=person, attempt=attempt, given={attempt.questions[0]["id"]: "x"}, now=now)
    session = services.plan_session(
        by=manager,
        course=course,
        starts_at=now + timedelta(days=5),
        ends_at=now + timedelta(days=5, hours=1),
        place="A",
        now=now,
    )
    services.book(by=person, session=session, now=now)
    return course
