"""A month and a half at three support desks: what was asked, answered, late, one incident, releases, hyper-care."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

from changemgmt.support import services
from changemgmt.support.models import KnownError, SupportCategory, SupportRelease, SupportRequest
from metrics.demo.clock import ZONE, Timed, moment, workday
from metrics.demo.support_texts import ANSWERS, ASKED, CANNED, CATEGORIES, ERRORS, RELEASES
from pmo import calendars
from pmo.accounts.models import User
from projects.portfolio.audience import staff
from projects.portfolio.models import Project

if TYPE_CHECKING:
    from metrics.demo.build import Company

# project: how many a week, oldest first (they fall as people get used to it), and since how many days a desk.
WEEKS = {"FK-01": (34, 27, 22, 17, 13, 9), "MES-02": (12, 14, 11, 9, 8, 7), "OA-04": (9, 6, 4, 2, 2, 1)}
OPENED = 60
RATINGS = (5, 4, 5, None, 4, 3, None, 5, 2, None)


def events(company: Company) -> Iterator[Timed]:
    """Everything in the order it happened."""
    for number, key in enumerate(WEEKS):
        teller = _Teller(company, key, 40 + number)
        yield Timed(teller.at(OPENED, 8, key), teller.open)
        monday = company.today.weekday()
        yield Timed(teller.at(monday, 7, key), teller.bring)
        yield from teller.released()
        yield Timed(teller.at(monday, 8, f"care{key}"), teller.care)
        yield Timed(teller.at(0, 17, f"live{key}"), teller.live)


class _Teller:
    """Tells the desk of one project; the same every time."""

    def __init__(self, company: Company, key: str, seed: int) -> None:
        self.company, self.key, self.chance = company, key, Random(seed)  # noqa: S311 - stories, not secrets
        self.agent = company.people["support"]

    def at(self, ago: int, hour: int, of: str) -> datetime:
        return moment(self.company.now, workday(self.company.today - timedelta(days=ago)), hour, of)

    @property
    def project(self) -> Project:
        return Project.objects.select_related("manager", "support_setting").get(key=self.key)

    def crowd(self) -> list[User]:
        rows = staff(self.project).filter(role_grants__isnull=True).exclude(username="employee")
        return list(rows.select_related("unit").order_by("username"))

    # --- the desk ---------------------------------------------------------------------------------------------------

    def open(self, at: datetime) -> None:
        project = self.project
        given: dict[str, Any] = {"by": self.agent, "project": project, "now": at}
        services.open_desk(lead=self.agent, **given)
        team = services.save_team(
            values={"name": "一线支持", "name_en": "First line", "lead": self.agent,
                    "members": [self.agent, project.manager]}, **given
        )  # fmt: skip
        for name, name_en, least in CATEGORIES[self.key]:
            services.save_category(
                values={"name": name, "name_en": name_en, "default_priority": least, "team": team}, **given
            )
        for title, title_en, text, text_en in CANNED:
            values = {"title": title, "title_en": title_en, "text": text, "text_en": text_en}
            services.save_canned(values=values, **given)

    def bring(self, at: datetime) -> None:
        """Closed requests of the weeks before: most in time, a few not."""
        crowd, categories = self.crowd(), self.categories()
        monday = at.astimezone(ZONE).date() - timedelta(days=at.astimezone(ZONE).weekday())
        weeks = WEEKS[self.key]
        past = []
        for back, count in enumerate(weeks):
            first = monday - timedelta(weeks=len(weeks) - back)
            past += [self._past(first, n, crowd, categories, at) for n in range(count)]
        services.bring_over(by=self.agent, project=self.project, past=past, now=at)

    def _past(
        self, monday: date, n: int, crowd: list[User], categories: list[SupportCategory], now: datetime
    ) -> services.Past:
        chance = self.chance
        title, number = ASKED[self.key][chance.randrange(len(ASKED[self.key]))]
        day = monday + timedelta(days=n % 5)
        if not calendars.is_workday(day):
            day = calendars.add_workdays(day, -1)
        asked = datetime(day.year, day.month, day.day, 9 + n % 7, (n * 7) % 60, tzinfo=ZONE)
        answered = asked + timedelta(minutes=chance.choice((6, 12, 18, 25, 40, 55)))
        slow = chance.random() < 0.07
        solved = answered + (timedelta(days=6) if slow else timedelta(minutes=chance.choice((20, 45, 90))))
        return services.Past(
            requester=chance.choice(crowd), title=title, text=title, category=categories[number], opened_at=asked,
            answered_at=answered, resolved_at=min(solved, now), assignee=self.agent, rating=chance.choice(RATINGS),
            source=chance.choice(("form", "form", "phone", "mail", "code")),
        )  # fmt: skip

    def categories(self) -> list[SupportCategory]:
        return list(SupportCategory.objects.filter(project__key=self.key).order_by("pk"))

    # --- releases ---------------------------------------------------------------------------------------------------

    def released(self) -> Iterator[Timed]:
        rows = RELEASES.get(self.key, ())
        yield Timed(self.at(45, 9, f"errors{self.key}"), self._errors)
        for name, _planned, out, _notes, _english in rows:
            if out is not None:
                yield Timed(self.at(out, 19, name), partial(self._out, name))

    def _errors(self, at: datetime) -> None:
        given: dict[str, Any] = {"by": self.agent, "project": self.project, "now": at}
        releases = [
            services.plan_release(
                name=name, planned_on=workday(self.company.today - timedelta(days=planned)), notes=notes,
                notes_en=english, **given
            )
            for name, planned, _out, notes, english in RELEASES.get(self.key, ())
        ]  # fmt: skip
        for title, title_en, workaround, workaround_en, state, number in ERRORS.get(self.key, ()):
            services.note_error(
                title=title, title_en=title_en, workaround=workaround, workaround_en=workaround_en, state=state,
                release=releases[number] if number is not None else None, **given
            )  # fmt: skip

    def _out(self, name: str, at: datetime) -> None:
        row = SupportRelease.objects.get(project__key=self.key, name=name)
        services.release(by=self.agent, release=row, today=at.astimezone(ZONE).date(), now=at)

    # --- hyper-care -------------------------------------------------------------------------------------------------

    def care(self, at: datetime) -> None:
        """OA's ended by its criteria, FK-01's could; of MES-02 too few use it yet."""
        project, today = self.project, at.astimezone(ZONE).date()
        usual = ("contacts", Decimal(8), 2), ("open_p1", Decimal(0), 1), ("within", Decimal(85), 1)
        more = {"FK-01": ("backlog", Decimal(25), 1), "MES-02": ("adoption", Decimal(80), 1)}
        wanted = (*usual, more[self.key]) if self.key in more else usual
        row = services.begin(
            by=project.manager, project=project, started_on=today - timedelta(days=35), criteria=wanted,
            today=today, now=at,
        )  # fmt: skip
        if self.key == "OA-04":
            services.end(by=project.manager, care=row, today=today, now=at)

    # --- the last days ----------------------------------------------------------------------------------------------

    def live(self, at: datetime) -> None:
        """What is open now, in every state."""
        crowd, categories = self.crowd(), self.categories()
        wanted = {"FK-01": 12, "MES-02": 8, "OA-04": 2}[self.key]
        rows = [self._asked(n, crowd, categories) for n in range(wanted)]
        for n, row in enumerate(rows):
            self._handled(n, row)
        if self.key == "FK-01":
            self._double(rows[5], crowd[3])
        if self.key == "MES-02":
            self._incident(crowd, categories)
        if self.key == "FK-01":
            self._named(categories)

    def _asked(self, n: int, crowd: list[User], categories: list[SupportCategory]) -> SupportRequest:
        title, number = ASKED[self.key][(n * 5) % len(ASKED[self.key])]
        return services.ask(
            by=crowd[(n * 17) % len(crowd)], project=self.project, text=title, category=categories[number],
            vouched=True, source=("form", "mail", "code")[n % 3], impact="team" if n % 4 == 1 else "one",
            now=self.at(2 if n == 1 or n % 6 in (2, 4) else 0, 9 + n % 5, f"{self.key}{n}"),
        )  # fmt: skip

    def _handled(self, n: int, row: SupportRequest) -> None:
        """One at FK-01 and one at MES-02 are late; the others are where work leaves them."""
        if n and n % 6 == 0:
            return
        later = min(row.opened_at + timedelta(minutes=25), self.company.now - timedelta(minutes=4))
        given: dict[str, Any] = {"by": self.agent, "row": row, "now": later}
        text = ANSWERS[n % len(ANSWERS)]
        if n == 1 and self.key != "OA-04":
            services.assign(assignee=self.agent, **given)
        elif n % 6 == 2:
            services.answer(text="请发一张完整页面的截图，我们马上看。", wait=True, **given)
        elif n % 6 == 3:
            services.answer(text="已报给供应商，今天给您回复。", **given)
            services.wait_supplier(reason="等供应商补丁", **given)
        elif n % 6 == 4:
            services.resolve(solution=text, **given)
        else:
            services.answer(text=text, **given)

    def _double(self, row: SupportRequest, by: User) -> None:
        """Somebody else asks the same: both go on as one."""
        at = max(row.opened_at, self.company.now - timedelta(minutes=3))
        other = services.ask(by=by, project=self.project, text=row.text, category=row.category, vouched=True, now=at)
        services.merge(by=self.agent, row=other, into=row, now=at)

    def _incident(self, crowd: list[User], categories: list[SupportCategory]) -> None:
        """The scanners of a workshop: one incident, four requests that are parts of it."""
        at = self.at(0, 14, "incident") - timedelta(minutes=12)
        whole = services.ask(
            by=self.company.people["champion"], project=self.project, text="总装车间全部扫码枪连不上", vouched=True,
            category=categories[0], impact="many", urgency="normal", now=at,
        )  # fmt: skip
        services.sort(by=self.agent, row=whole, category=categories[0], impact="many", urgency="normal",
                      is_incident=True, now=at + timedelta(minutes=1))  # fmt: skip
        whole.refresh_from_db()
        for n in range(4):
            part = services.ask(by=crowd[n * 9 % len(crowd)], project=self.project, text="扫码枪扫不了，一直转圈",
                                category=categories[0], vouched=True, now=at + timedelta(minutes=2))  # fmt: skip
            services.link_incident(by=self.agent, row=part, incident=whole, now=at + timedelta(minutes=3))
        services.answer(
            by=self.agent, row=whole, text="网络组正在更换交换机，预计一小时恢复。", now=at + timedelta(minutes=4)
        )

    def _named(self, categories: list[SupportCategory]) -> None:
        """What Li Na asked: one solved that waits for her word, one open with a known error."""
        employee, error = self.company.people["employee"], KnownError.objects.filter(project__key=self.key).first()
        at = self.at(1, 10, "lina")
        row = services.ask(by=employee, project=self.project, text="月结报表导出后是乱码\nExcel 打开全是问号", vouched=True,
                           category=categories[4], now=at)  # fmt: skip
        services.answer(by=self.agent, row=row, text=ANSWERS[4], now=at + timedelta(minutes=9))
        services.link(by=self.agent, row=row, known_error=error, now=at + timedelta(minutes=10))
        done = services.ask(by=employee, project=self.project, text="看不到自己部门的费用报表", vouched=True,
                            category=categories[4], now=at + timedelta(minutes=30))  # fmt: skip
        services.resolve(by=self.agent, row=done, solution=ANSWERS[1], now=at + timedelta(minutes=50))
