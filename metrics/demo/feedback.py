"""What people of the demo company said over eleven weeks: two hundred things, three talks, a board."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

from changemgmt.feedback import services
from changemgmt.feedback.choices import REASONS
from changemgmt.feedback.models import Feedback, FeedbackVote
from metrics.demo.clock import Timed, moment, workday
from metrics.demo.feedback_texts import ANSWERS, BOARD, DECISIONS, MEETINGS, SAID, Told
from pmo.accounts.models import User
from pmo.notify.models import Message
from projects.portfolio.audience import staff
from projects.portfolio.models import Project

if TYPE_CHECKING:
    from metrics.demo.build import Company

TAPPED, DAYS = 170, 76
WHERE = {"MES-02": ("STP", "WLD", "PNT", "ASM", "LOG"), "FK-01": ("FSS", "FIN", "SAL", "PUR"),
         "HR-03": ("HRD", "ASM", "WLD", "LOG")}  # fmt: skip
# Who answers within how many days, and how much is left lying: assembly is slow, as in the other stories.
SLOW = {"ASM": (5, 0.16), "PNT": (4, 0.1), "SAL": (3, 0.05)}
LEVELS = ("named", "named", "confidential", "anonymous", "anonymous")
CHASED = (30, 16, 9, 4, 0)
TAKEN_BACK, DOUBLES = 2, 5


def events(company: Company) -> Iterator[Timed]:
    """Everything in the order it happened."""
    teller = _Teller(company)
    for number, story in enumerate(BOARD):
        yield from teller.board(story, number)
    for number in range(TAPPED):
        yield from teller.tapped(number)
    for talk in MEETINGS:
        yield from teller.talk(*talk)
    yield Timed(teller.at(company.today, 17, "sorted"), teller.sort_out)
    for ago in CHASED:
        yield Timed(teller.at(company.today - timedelta(days=ago), 18, "chase"), _chase)


def _chase(at: datetime) -> None:
    services.chase(today=at.date(), now=at)


class _Teller:
    """Keeps the dice and who is who; the same every time."""

    def __init__(self, company: Company) -> None:
        self.company, self.chance = company, Random(20)  # noqa: S311 - stories, not secrets
        self.staff: dict[str, list[User]] = {}

    def at(self, on: date, hour: int, of: str) -> datetime:
        return moment(self.company.now, on, hour, of)

    def people(self, unit: str) -> list[User]:
        if unit not in self.staff:
            rows = User.objects.filter(unit=self.company.units[unit], is_active=True).exclude(role_grants__isnull=False)
            self.staff[unit] = list(rows.order_by("username").select_related("unit"))
        return self.staff[unit]

    def day(self, ago: int) -> date:
        return workday(self.company.today - timedelta(days=max(ago, 0)))

    # --- told on the board ------------------------------------------------------------------------------------------

    def board(self, story: Told, number: int) -> Iterator[Timed]:
        item: dict[str, Any] = {}
        said = self.day(story.ago)
        code = f"board{number}"
        values = {"text": story.text, "level": story.level}
        give = partial(
            self._give, item, story.project, story.unit, story.kind, story.reason, values, number, story.author
        )
        yield Timed(self.at(said, 9, code), give)
        answered = self.day(story.ago - story.wait)
        if story.level == "anonymous":
            answered = max(answered, said + timedelta(days=1))
            yield Timed(self.at(said + timedelta(days=1), 8, code), _admit)
        yield Timed(self.at(answered, 10, code), partial(self._triage, item, story))
        yield Timed(self.at(answered, 11, code), partial(self._answer, item, story.answer))
        yield Timed(self.at(answered + timedelta(days=1), 12, code), partial(self._vote, item, story, number))
        if story.decision:
            on = self.day(story.ago - story.decided)
            yield Timed(self.at(max(on, answered), 14, code), partial(self._decide, item, story.decision, *story.why))
        if story.done:
            on = self.day(story.ago - story.done)
            yield Timed(self.at(on, 15, code), partial(self._fulfil, item, story.outcome))
        if story.done or story.decision in ("later", "wont"):
            on = self.day(story.ago - max(story.done, story.decided)) + timedelta(days=1)
            yield Timed(self.at(on, 17, code), partial(self._close, item))

    # --- two taps ---------------------------------------------------------------------------------------------------

    def tapped(self, number: int) -> Iterator[Timed]:
        chance = self.chance
        item: dict[str, Any] = {}
        code = f"tap{number}"
        project, kind, reason, text = SAID[number % len(SAID)] if number < 2 * len(SAID) else (*self._drawn(), "")
        if number >= len(SAID):
            text = ""
            reason = reason if reason != "other" else chance.choice(REASONS[kind])
        unit = chance.choice(WHERE[project])
        ago = 1 + int((DAYS - 1) * chance.random() ** 1.15)
        said = self.day(ago)
        level = chance.choice(LEVELS)
        give = partial(self._give, item, project, unit, kind, reason, {"text": text, "level": level}, number, "")
        yield Timed(self.at(said, 8 + number % 9, code), give)
        if level == "anonymous":
            yield Timed(self.at(said + timedelta(days=1), 8, code), _admit)
        slowest, lost = SLOW.get(unit, (2, 0.02))
        waits = chance.randint(1, slowest)
        answered = said + timedelta(days=waits + (2 if (said + timedelta(days=waits)).weekday() > 4 else 0))
        if chance.random() < lost or answered >= self.company.today:
            return
        yield Timed(self.at(answered, 10, code), partial(self._answer, item, chance.choice(ANSWERS)))
        if ago > 20 and chance.random() < 0.45:
            decision, why, why_en = chance.choice(DECISIONS)
            decided = self.day(ago - 12)
            yield Timed(self.at(decided, 13, code), partial(self._decide, item, decision, why, why_en))
            if decision in ("later", "wont"):
                yield Timed(self.at(decided + timedelta(days=1), 17, code), partial(self._close, item))

    def _drawn(self) -> tuple[str, str, str]:
        kind = self.chance.choice(("stuck", "stuck", "idea", "good"))
        return self.chance.choice(tuple(WHERE)), kind, self.chance.choice(REASONS[kind])

    # --- talks ------------------------------------------------------------------------------------------------------

    def talk(
        self,
        key: str,
        unit: str,
        by: str,
        ago: int,
        title: str,
        notes: str,
        lines: tuple[tuple[int, str], ...],
        told: str,
    ) -> Iterator[Timed]:
        def hold(at: datetime) -> None:
            project = Project.objects.get(key=key)
            person = self.company.people["pmo"] if by == "change" else self.company.people[by]
            meeting = services.hold_meeting(by=person, title=title, held_on=at.date(), notes=notes, project=project,
                                            unit=self.company.units[unit], now=at)  # fmt: skip
            made = services.take_lines(by=person, meeting=meeting, chosen=dict(lines), now=at)
            for item in made:
                services.answer(by=person, item=item, text=ANSWERS[(item.meeting_line or 0) % len(ANSWERS)], today=at.date(),
                                now=at)  # fmt: skip
                if told:
                    later = at + timedelta(days=9)
                    services.decide(by=person, item=item, decision="later", reason="先解决夜班带教。", today=later.date(),
                                    reason_en="Coaching on nights comes first.", now=later)  # fmt: skip
                    services.close(by=person, item=item, told_how=told, today=later.date(), now=later)

        yield Timed(self.at(self.day(ago), 16, title), hold)

    # --- the last days ----------------------------------------------------------------------------------------------

    def sort_out(self, at: datetime) -> None:
        """Of what nobody has answered some has an owner, some is said twice, two were taken back."""
        new = Feedback.objects.filter(state="new", admitted=True).select_related("project__manager", "author")
        rows = list(new.order_by("received_on", "project__key", "unit__code", "reason", "title"))
        known = [row for row in rows if row.author is not None]
        for row in known[-TAKEN_BACK:]:
            services.withdraw(by=row.author, item=row, now=at)
        left = [(row, row.project) for row in rows if row not in known[-TAKEN_BACK:]]
        doubles = 0
        for number, (row, project) in enumerate(left):
            if project is None:
                continue
            same = Feedback.objects.filter(project=project, kind=row.kind, reason=row.reason, state="answered")
            into = same.order_by("received_on", "unit__code").first()
            if into is not None and doubles < DOUBLES and number % 2:
                services.merge(by=project.manager, item=row, into=into, today=at.date(), now=at)
                doubles += 1
            elif number % 3 == 0:
                services.triage(by=project.manager, item=row, title=row.title, title_en=row.title_en,
                                owner=project.manager, now=at)  # fmt: skip

    # --- acts -------------------------------------------------------------------------------------------------------

    def _give(self, item: dict[str, Any], key: str, unit: str, kind: str, reason: str, values: dict[str, Any],
              number: int, author: str, at: datetime) -> None:  # fmt: skip
        crowd = self.people(unit)
        by = self.company.people[author] if author else crowd[(number * 7) % len(crowd)]
        item["project"] = Project.objects.select_related("manager").get(key=key)
        item["row"] = services.give(by=by, kind=kind, reason=reason, project=item["project"], vouched=True,
                                    unit=self.company.units[unit], today=at.date(), now=at, **values).item  # fmt: skip

    def _triage(self, item: dict[str, Any], story: Told, at: datetime) -> None:
        services.triage(by=item["project"].manager, item=item["row"], title=story.title[0], title_en=story.title[1],
                        owner=item["project"].manager, on_board=True, now=at)  # fmt: skip

    def _answer(self, item: dict[str, Any], text: str, at: datetime) -> None:
        services.answer(by=item["project"].manager, item=item["row"], text=text, today=at.date(), now=at)

    def _vote(self, item: dict[str, Any], story: Told, number: int, at: datetime) -> None:
        """Many at once, as each of them would: people of the units the project concerns, never the author."""
        row = item["row"]
        crowd = list(staff(item["project"]).exclude(pk=row.author_id or 0).values_list("pk", flat=True))
        voters = {crowd[(number * 11 + place) % len(crowd)] for place in range(story.votes)}
        FeedbackVote.objects.bulk_create(FeedbackVote(feedback=row, user_id=pk) for pk in sorted(voters))

    def _decide(self, item: dict[str, Any], decision: str, why: str, why_en: str, at: datetime) -> None:
        services.decide(by=item["project"].manager, item=item["row"], decision=decision, reason=why, reason_en=why_en,
                        today=at.date(), now=at)  # fmt: skip

    def _fulfil(self, item: dict[str, Any], outcome: tuple[str, str], at: datetime) -> None:
        services.fulfil(by=item["project"].manager, item=item["row"], outcome=outcome[0], outcome_en=outcome[1],
                        today=at.date(), now=at)  # fmt: skip

    def _close(self, item: dict[str, Any], at: datetime) -> None:
        """By itself, once the message has arrived."""
        for rule in ("feedback.decided", "feedback.fulfilled"):
            Message.objects.of_occasion(rule, item["row"]).update(state="sent", sent_at=at, read_at=at)
        services.close(by=None, item=item["row"], today=at.date(), now=at)


def _admit(at: datetime) -> None:
    services.admit(today=at.date(), now=at)
