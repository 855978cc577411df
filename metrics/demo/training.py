"""Training of the demo company: six courses; three are learnt, one workshop lags, certificates expire, texts wait."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np

from changemgmt.training import questions as asked
from changemgmt.training import services
from changemgmt.training.choices import AttemptKind, AttemptState, SeatState
from changemgmt.training.models import (
    Attempt,
    AttemptAnswer,
    Certificate,
    Course,
    CourseRating,
    Enrolment,
    SessionSeat,
)
from changemgmt.training.standing import add_months
from metrics.demo.clock import ZONE, Timed, moment, workday
from metrics.demo.training_texts import STORIES, CourseStory
from projects.portfolio.models import Project

if TYPE_CHECKING:
    from metrics.demo.build import Company

MONTH = 31
# Whose learning the stories tell themselves.
SPARED = ("employee", "champion", "support")
NOTES = ("多给几道练习题", "讲得清楚", "希望有视频", "节奏再慢一点", "")


def events(company: Company) -> Iterator[Timed]:
    for story in STORIES:
        on = workday(company.today - timedelta(days=story.ago))
        yield Timed(moment(company.now, on, 9, story.code), partial(_make, company, story))
    end = workday(company.today - timedelta(days=1))
    yield Timed(moment(company.now, end, 17, "training"), partial(_learn, company))
    yield Timed(company.now - timedelta(minutes=20), partial(_recent, company))


def _make(company: Company, story: CourseStory, now: datetime) -> None:
    by, project = company.people[story.by], Project.objects.get(key=story.project)
    course = services.create_course(
        by=by,
        project=project,
        title=story.title,
        title_en=story.title_en,
        summary=story.summary,
        summary_en=story.summary_en,
        owner=company.people[story.owner],
        minutes=story.minutes,
        needs_attendance=story.attendance,
        pretest=story.before is not None,
        drawn=story.drawn,
        time_limit=story.limit,
        pass_mark=70,
        valid_months=story.valid,
        now=now,
    )
    for title, title_en, body, body_en in story.texts:
        text = {"title": title, "title_en": title_en, "body": body, "body_en": body_en, "minutes": 5}
        services.add_material(by=by, course=course, kind="text", now=now, **text)
    for kind, zh, en, options, right, (note, note_en) in story.bank:
        points = 5 if kind == "text" else 1
        services.add_question(
            by=by, course=course, kind=kind, text=zh, text_en=en, options=options, right=right, points=points,
            note=note, note_en=note_en, now=now,
        )  # fmt: skip
    services.open_course(by=by, course=course, now=now)
    services.create_curriculum(
        by=by,
        project=project,
        title=story.curriculum[0],
        title_en=story.curriculum[1],
        learner_role=story.learner_role,
        courses=[course],
        units=[company.units[code] for code in story.units],
        people=[company.people[name] for name in story.people],
        roles=list(story.roles),
        due_on=workday(company.today + timedelta(days=story.due)),
        now=now,
    )
    for days, place, seats in story.sessions:
        starts = datetime.combine(_open_day(company.today + timedelta(days=days)), time(9, 30), tzinfo=ZONE)
        services.plan_session(
            by=by,
            course=course,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=max(story.minutes, 60)),
            place=place,
            seats=seats,
            now=now,
        )


def _open_day(on: Any) -> Any:
    """The same day, or the Monday after it."""
    return on + timedelta(days=7 - on.weekday()) if on.weekday() > 4 else on


def _learn(company: Company, now: datetime) -> None:
    """What people did since each course opened: the rows the services write, for hundreds of people at once."""
    for story in STORIES:
        course = Course.objects.select_related("project").get(title=story.title, project__key=story.project)
        random = Random(story.code)  # noqa: S311 - the same company every time
        rows = list(Enrolment.objects.filter(course=course).select_related("user").order_by("pk"))
        lagging = {company.units[code].pk: share for code, share in story.lagging.items()}
        spared = (
            {company.people[name].pk for name in SPARED} if story.code in ("fk_admin", "mes", "mes_lead") else set()
        )
        # Whoever the other stories name has learnt what everybody must.
        sure = {person.pk for person in company.people.values()} if story.code in ("oa", "fk", "fk_approve") else set()
        passing, trying = [], []
        for row in rows:
            share = lagging.get(row.user.unit_id or 0, story.passed)
            lucky = random.random() < share or row.user_id in sure
            if row.user_id not in spared and lucky:
                passing.append(row)
            elif random.random() < 0.5 and row.user_id not in spared:
                trying.append(row)
        _Class(company, story, course, random).play(passing, trying)


class _Class:
    """Everybody who learnt one course."""

    def __init__(self, company: Company, story: CourseStory, course: Course, random: Random) -> None:
        self.c, self.s, self.course, self.random = company, story, course, random
        self.rng = np.random.default_rng(sum(map(ord, story.code)))
        self.bank = [row for row in course.questions.all() if row.kind != "text"]
        self.attempts: list[Attempt] = []
        self.answers: list[tuple[Attempt, AttemptAnswer]] = []
        # Spread over the weeks after it opened, all of them before yesterday.
        self.first = company.today - timedelta(days=story.ago - 2)
        self.days = max(2, min(MONTH, story.ago - 4))

    def play(self, passing: Sequence[Enrolment], trying: Sequence[Enrolment]) -> None:
        for row in passing:
            self._person(row, passes=True)
        for row in trying:
            self._person(row, passes=False)
        Attempt.objects.bulk_create(self.attempts, batch_size=500)
        for attempt, answer in self.answers:
            answer.attempt_id = attempt.pk
        AttemptAnswer.objects.bulk_create([answer for _attempt, answer in self.answers], batch_size=2000)
        self._seats([*passing, *trying])
        self._certify(passing)
        self._rate(passing)
        fields = ["score", "score_before", "attended_on", "passed_on", "valid_until"]
        Enrolment.objects.bulk_update([*passing, *trying], fields, batch_size=500)

    def _person(self, row: Enrolment, *, passes: bool) -> None:
        on = workday(self.first + timedelta(days=self.random.randrange(self.days)))
        at = datetime.combine(on, time(self.random.randrange(8, 17), self.random.randrange(60)), tzinfo=ZONE)
        if self.s.before is not None:
            made = self._attempt(row, AttemptKind.BEFORE, 1, at - timedelta(days=1), self.s.before)
            row.score_before = made.score
        if self.s.attendance:
            row.attended_on = on
        number, target = 1, self.s.after if passes else 45
        if passes and self.random.random() < 0.45:
            self._attempt(row, AttemptKind.FINAL, 1, at, 48, below=70)
            number = 2
        made = self._attempt(
            row,
            AttemptKind.FINAL,
            number,
            at + timedelta(hours=number),
            target,
            **({"least": 70} if passes else {"below": 70}),
        )
        row.score = made.score

    def _attempt(
        self, row: Enrolment, kind: str, number: int, at: datetime, mean: float, least: float = 0, below: float = 101
    ) -> Attempt:
        count = self.s.drawn or len(self.bank)
        drawn = self.rng.permutation(len(self.bank))[:count]
        frozen = [asked.freeze(self.bank[n], self.rng) for n in drawn]
        right = round(len(frozen) * min(1.0, max(0.0, self.random.gauss(mean, 14) / 100)))
        while 100 * right / len(frozen) < least:
            right += 1
        while 100 * right / len(frozen) >= below:
            right -= 1
        score = Decimal(str(round(100 * right / len(frozen), 2)))
        ended = at + timedelta(minutes=self.random.randrange(4, 14))
        made = Attempt(
            enrolment=row,
            user=row.user,
            kind=kind,
            number=number,
            state=AttemptState.DONE,
            begun_at=at,
            ends_at=at + timedelta(minutes=self.s.limit) if self.s.limit else None,
            handed_in_at=ended,
            questions=frozen,
            pass_mark=self.course.pass_mark,
            score=score,
            passed=score >= self.course.pass_mark,
            created_at=at,
            updated_at=ended,
        )
        self.attempts.append(made)
        for place, question in enumerate(frozen):
            value = _value(question, right=place < right)
            points = question["points"] if place < right else 0
            self.answers.append(
                (made, AttemptAnswer(question=question["id"], value=value, saved_at=ended, points=points))
            )
        return made

    def _seats(self, rows: Sequence[Enrolment]) -> None:
        """Whoever attended sat in one of the sessions held by then."""
        held = list(self.course.sessions.filter(ends_at__lt=self.c.now).order_by("starts_at"))
        if not held or not self.s.attendance:
            return
        free = {session.pk: session.seats for session in held}
        seats = []
        for row in rows:
            session = next((one for one in held if free[one.pk] > 0), held[-1])
            free[session.pk] -= 1
            row.attended_on = session.starts_at.astimezone(ZONE).date()
            at = session.starts_at
            seats.append(
                SessionSeat(
                    session=session, user=row.user, state=SeatState.BOOKED, asked_at=at - timedelta(days=3),
                    attended=True, by_code=self.random.random() < 0.8, created_at=at, updated_at=at,
                )
            )  # fmt: skip
        SessionSeat.objects.bulk_create(seats, batch_size=500)
        for session in held:
            session.seats = max(session.seats, session.places.count())
            session.save(update_fields=["seats"])

    def _certify(self, rows: Sequence[Enrolment]) -> None:
        proofs = {one.enrolment_id: one for one in self.attempts if one.passed and one.kind == AttemptKind.FINAL}
        made = []
        for row in rows:
            proof = proofs[row.pk]
            on = (proof.handed_in_at or self.c.now).astimezone(ZONE).date()
            row.passed_on = max(on, row.attended_on) if row.attended_on else on
            row.valid_until = add_months(row.passed_on, self.s.valid) if self.s.valid else None
            made.append(
                Certificate(
                    enrolment=row, attempt=proof, number=f"{self.s.project}-{row.pk:06d}-01", issued_on=row.passed_on,
                    expires_on=row.valid_until,
                )
            )  # fmt: skip
        Certificate.objects.bulk_create(made, batch_size=500)

    def _rate(self, rows: Sequence[Enrolment]) -> None:
        said = [row for row in rows if self.random.random() < 0.4]
        CourseRating.objects.bulk_create(
            CourseRating(
                enrolment=row,
                stars=min(5, max(1, round(self.random.gauss(4.1, 0.8)))),
                note=self.random.choice(NOTES),
                rated_on=row.passed_on or self.c.today,
            )
            for row in said
        )


def _value(question: dict[str, Any], *, right: bool) -> Any:
    """An answer that earns everything, or nothing."""
    count = len(question["options"])
    if question["kind"] == "order":
        places = {option: place for place, option in enumerate(question["right"], 1)}
        given = [places[n] for n in range(count)]
        return given if right else given[::-1]
    if right:
        return question["right"]
    return [next(n for n in range(count) if n not in question["right"])]


def _recent(company: Company, now: datetime) -> None:
    """Of the last days: two texts wait for marking, seats of the coming sessions are taken, one list is full."""
    admin = Course.objects.select_related("project").get(title="费控系统配置")
    for name in ("it", "fanlin"):
        person = company.people[name]
        row = Enrolment.objects.select_related("course__project").get(course=admin, user=person)
        if row.attempts.exists():
            row.attempts.all().delete()
            row.certificates.all().delete()
            Enrolment.objects.filter(pk=row.pk).update(score=None, passed_on=None, valid_until=None)
            row.refresh_from_db()
        at = now - timedelta(days=1, hours=3 if name == "it" else 2)
        attempt = services.begin(by=person, enrolment=row, kind="final", seed=7, now=at)
        given = {one["id"]: _answer(one) for one in attempt.questions}
        services.hand_in(by=person, attempt=attempt, given=given, now=at + timedelta(minutes=30))
    coming = list(admin.sessions.filter(starts_at__gt=now))
    for name in ("employee", "support", "zhoulan"):
        services.book(by=company.people[name], session=coming[0], now=now)
    mes = Course.objects.get(title="MES 报工与异常上报")
    rows = Enrolment.objects.filter(course=mes, passed_on=None, user__unit=company.units["ASM"]).select_related("user")
    late = [row.user for row in rows.order_by("pk")]
    for session in mes.sessions.filter(starts_at__gt=now).order_by("starts_at")[:1]:
        services.add_participants(by=company.people["change"], session=session, people=late[:11], now=now)
    services.enrol_all(now=now)
    services.remind(now=now)


def _answer(question: dict[str, Any]) -> Any:
    if question["kind"] == "text":
        return "先看代理人和节点设置，再查节点日志，看是否有超时；确认后通知业务并记录原因。"
    return _value(question, right=True)
