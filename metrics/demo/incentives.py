"""Twelve weeks of points: what people did earns them, colleagues thank each other, gifts go out of the stock.

Told at the end, week by week, when everything it is computed from is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zlib import crc32

from changemgmt.incentives import services
from changemgmt.incentives.choices import AccountKind, Cause
from changemgmt.incentives.models import Gift, PointAccount, Recognition, Redemption
from metrics.demo.clock import ZONE, Timed, moment, workday
from metrics.demo.incentives_texts import GIFTS, THANKS
from pmo.accounts.models import User
from pmo.records import Conflict
from projects.portfolio.models import Project

if TYPE_CHECKING:
    from metrics.demo.build import Company

WEEKS = 12
THANKED = 62
MES = "MES-02"
# name, English, cause, points, cap, period, days between, of which project
RULES: tuple[tuple[str, str, str, int, int | None, str, int, str], ...] = (
    ("通过考核", "Pass an assessment", Cause.ASSESSMENT, 30, 90, "quarter", 0, ""),
    ("有用的反馈", "Useful feedback", Cause.FEEDBACK, 20, 60, "month", 0, ""),
    ("超级用户帮助同事", "Help colleagues as a champion", Cause.CHAMPION, 5, 20, "month", 1, ""),
    ("车间周目标达成", "Reach the weekly target", Cause.TARGET, 40, None, "month", 0, MES),
    ("MES 超级用户驻线", "Champion at the line", Cause.CHAMPION, 8, 32, "month", 1, MES),
)
# Which person of the list asks for which gift, how many days ago, and how far it has come.
WISHES = (
    (0, 0, 60, "done"), (1, 1, 57, "done"), (2, 3, 52, "done"), (3, 0, 50, "refused"), (4, 4, 45, "done"),
    (5, 2, 44, "done"), (6, 1, 40, "cancelled"), (7, 5, 38, "done"), (8, 0, 33, "done"), (9, 3, 31, "done"),
    (10, 2, 26, "done"), (11, 6, 24, "silent"), (12, 1, 22, "refused"), (13, 4, 18, "done"), (14, 0, 15, "done"),
    (15, 2, 12, "approved"), (16, 5, 10, "handed"), (17, 1, 8, "handed"), (18, 0, 7, "approved"),
    (19, 3, 5, "asked"), (20, 2, 4, "asked"), (21, 1, 3, "asked"), (22, 0, 2, "asked"), (23, 4, 1, "asked"),
)  # fmt: skip
REFUSED = ("本批次尺码已发完，请改选其他礼品", "该礼品用于新线开通活动，暂缓发放")


def events(company: Company) -> Iterator[Timed]:
    yield Timed(company.now, lambda now: Story(company).tell())


@dataclass
class Story:
    company: Company

    def tell(self) -> None:
        people = self.company.people
        self.change, self.pmo = people["change"], people["pmo"]
        self.staff = list(User.objects.filter(is_active=True, unit__isnull=False).select_related("unit").order_by("pk"))
        self._begin(self._at(7 * WEEKS, 8, "begin"))
        thanks = sorted(self._thanks(), key=lambda one: one[0])
        for week in range(WEEKS, 0, -1):
            until = self._at(7 * (week - 1), 8, f"sweep{week}")
            while thanks and thanks[0][0] <= until:
                self._thank(*thanks.pop(0))
            services.sweep(now=until, tell=week == 1)
            if week == WEEKS - 3:
                # The trial with points of three months is over.
                services.save_policy(by=self.pmo, expire_months=12, leaver_days=30, now=until)
            if week in (7, 3):
                self._share(until)
        self._wishes()
        self._reports()
        now = self.company.now - timedelta(minutes=3)
        services.receive_silent(now=now)
        services.warn(now=now)
        services.lapse(now=now)

    def _at(self, ago: int, hour: int, of: str) -> datetime:
        return moment(self.company.now, workday(self.company.today - timedelta(days=ago)), hour, f"points{of}")

    def _begin(self, now: datetime) -> None:
        by, project = self.change, Project.objects.select_related("portfolio").get(key=MES)
        for year in sorted({now.astimezone(ZONE).year, self.company.today.year}):
            at = now if year == now.astimezone(ZONE).year else datetime.combine(
                self.company.today.replace(month=1, day=1), time(0, 5), tzinfo=ZONE)  # fmt: skip
            at = min(at, self.company.now - timedelta(minutes=5))
            services.add_budget(by=self.pmo, year=year, points=20_000, value=Decimal("0.50"), now=at)
            services.add_budget(by=self.pmo, project=project, year=year, points=2_400, value=Decimal("0.50"), now=at)
        services.save_policy(by=self.pmo, expire_months=3, leaver_days=30, now=now)
        on = now.astimezone(ZONE).date()
        for name, name_en, cause, points, cap, period, wait, key in RULES:
            services.add_rule(
                by=by, project=project if key else None, name=name, name_en=name_en, cause=cause, points=points,
                cap=cap, period=period, cool_down_days=wait, from_on=on, now=now,
            )  # fmt: skip
        self.thanks_rule = services.add_rule(
            by=by, name="同事认可", name_en="Recognised by a colleague", cause=Cause.RECOGNITION, points=10, cap=60,
            period="month", allowance=30, pair_limit=2, from_on=on, now=now,
        )  # fmt: skip
        self.gifts = [
            services.add_gift(by=by, name=one.name, name_en=one.name_en, text=one.text, text_en=one.text_en,
                              price=one.price, stock=one.stock, limit=one.limit, picture=one.picture(), now=now)
            for one in GIFTS
        ]  # fmt: skip

    def _thanks(self) -> Iterator[tuple[datetime, User, User, str]]:
        """Who thanks whom: mostly within the unit, some across; a few are thanked by many."""
        named = [self.company.people[one] for one in ("employee", "champion", "pm", "it", "owner", "support")]
        for number in range(THANKED):
            draw = crc32(f"thanks{number}".encode())
            giver = self.staff[draw % len(self.staff)]
            if number % 6 == 0:
                giver = named[number // 6 % len(named)]
            near = [one for one in self.staff if one.unit_id == giver.unit_id and one.pk != giver.pk]
            across = [one for one in named if one.pk != giver.pk]
            to = across[draw // 7 % len(across)] if number % 5 == 0 or not near else near[draw // 11 % len(near)]
            ago = (number * 83 // THANKED * 5 + draw % 9) % 83
            yield self._at(ago, 9 + draw % 8, f"thanks{number}"), giver, to, THANKS[number % len(THANKS)]

    def _thank(self, at: datetime, giver: User, to: User, text: str) -> None:
        try:
            services.recognise(by=giver, to=to, text=text, key=f"{at:%y%m%d}{giver.pk}{to.pk}", now=at)
        except Conflict:
            # Too often the same two, or back on the same day: as it would be refused on the page.
            return

    def _share(self, now: datetime) -> None:
        for pot in PointAccount.objects.filter(kind=AccountKind.POT, balance__gte=40).select_related("unit__head"):
            people = sum(one.unit_id == pot.unit_id for one in self.staff)
            # Stamping saves up; a pot with less than a point for each waits.
            if pot.unit is not None and pot.unit.code != "STP" and pot.balance >= people:
                services.share_out(by=pot.unit.head or self.change, pot=pot, now=now)

    def _wishes(self) -> None:
        rich = list(
            PointAccount.objects.filter(kind=AccountKind.WALLET, balance__gte=30, user__is_active=True)
            .exclude(user__username__in=("change", "pmo"))
            .order_by("pk").values_list("user_id", flat=True).distinct()
        )  # fmt: skip
        named = [self.company.people[one].pk for one in ("employee", "champion")]
        rich = [pk for pk in dict.fromkeys(rich) if pk not in named]
        rich[16:16], rich[3:3] = named[:1], named[1:]
        users = User.objects.in_bulk(rich)
        cheap = [gift for gift in self.gifts if gift.price <= 60]
        for person, gift, ago, state in WISHES:
            if person < len(rich):
                self._wish(users[rich[person]], cheap[gift % len(cheap)], ago, state)

    def _wish(self, user: User, gift: Gift, ago: int, state: str) -> None:
        at = self._at(ago, 12, f"wish{user.pk}")
        try:
            made = services.redeem(by=user, gift=gift, key=f"demo{ago}", now=at)
        except Conflict:
            # Too dear: a lunch it is.
            made = services.redeem(by=user, gift=self.gifts[1], key=f"demo{ago}", now=at)
        later = timedelta(hours=20)
        steps: dict[str, Any] = {
            "cancelled": lambda: services.cancel(by=user, redemption=made, now=at + later),
            "refused": lambda: services.refuse(
                by=self.change, redemption=made, reason=REFUSED[user.pk % 2], now=at + later
            ),
        }
        if state in steps:
            steps[state]()
        elif state != "asked":
            self._onward(made, user, at + later, state)

    def _onward(self, made: Redemption, user: User, at: datetime, state: str) -> None:
        latest = self.company.now - timedelta(minutes=5)
        made = services.approve(by=self.change, redemption=made, now=min(at, latest))
        if state == "approved":
            return
        handed = min(at + timedelta(days=1), latest)
        made = services.hand_over(by=self.change, redemption=made, place="行政前台", now=handed)
        if state == "done":
            services.receive(by=user, redemption=made, now=min(handed + timedelta(days=1), latest))

    def _reports(self) -> None:
        """One is waiting to be looked at, one was taken down."""
        found = list(Recognition.objects.filter(withdrawn_at__isnull=True).order_by("-created_at", "-pk")[:9])
        keeper = self.company.people["change"].pk
        fit = [one for one in found if keeper not in (one.giver_id, one.receiver_id)]
        for number, one in enumerate(fit[3:5]):
            by = next(person for person in self.staff if person.pk not in (one.giver_id, one.receiver_id, keeper))
            at = max(one.created_at, self._at(2 - number, 15, f"report{number}"))
            made = services.report(by=by, recognition=one, text="看起来是互相凑数的", now=at)
            if number:
                services.withdraw(by=self.change, recognition=made, reason="本人说明并非其所做", now=at)
