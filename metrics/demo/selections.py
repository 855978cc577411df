"""What the projects of the demo company are worth and need next year, and which of them the executives chose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from metrics.demo.clock import Timed, moment, workday
from pmo.access import scopes as access
from pmo.jobs import runner
from pmo.notify.clock import standing
from projects.portfolio.models import Project
from projects.selection import services
from projects.selection.models import Criterion, Scenario, line_key

if TYPE_CHECKING:
    from metrics.demo.build import Company


@dataclass(frozen=True)
class CriterionStory:
    name: str
    name_en: str
    weight: int
    scale: str
    scale_en: str


CRITERIA = (
    CriterionStory(
        "战略契合", "Fit with strategy", 4,
        "与战略无关\n间接支持\n支持一个战略主题\n年度重点之一\n没有它战略落不了地",
        "Nothing to do with it\nSupports it indirectly\nSupports one theme\nOne of the year's priorities\nWithout it the strategy fails",
    ),
    CriterionStory(
        "省时省钱", "Time and money saved", 3,
        "看不出\n每年不到 20 万\n每年 20–60 万\n每年 60–150 万\n每年 150 万以上",
        "None to be seen\nBelow 200 k a year\n200–600 k a year\n600 k–1.5 M a year\nAbove 1.5 M a year",
    ),
    CriterionStory(
        "合规与风控", "Compliance and control", 2,
        "无影响\n少量手工控制\n关闭一般缺陷\n关闭审计问题\n法规要求",
        "No effect\nA few manual controls\nCloses a weakness\nCloses an audit finding\nRequired by law",
    ),
    CriterionStory(
        "推广难度（高分易）", "Ease of roll-out", 1,
        "全员改变习惯\n多个部门大改\n一个部门大改\n小范围调整\n几乎无感",
        "Everybody changes habits\nSeveral units change much\nOne unit changes much\nSmall adjustments\nHardly noticed",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Story:
    """Levels in the order of CRITERIA; WSJF parts value, urgency, risk reduction, size; money in 10,000 CNY.

    cost    of next year and the year after
    days    per quarter of next year, by role
    load    by unit
    """

    key: str
    levels: tuple[int, ...]
    wsjf: tuple[int, int, int, int]
    risk: int
    benefit: int
    cost: tuple[int, int]
    days: dict[str, tuple[int, int, int, int]]
    load: dict[str, int]
    force: str = "none"
    why: tuple[str, str] = ("", "")
    needs: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


STORIES = (
    Story(
        "FK-01", (4, 4, 4, 2), (13, 8, 8, 5), 2, 186, (60, 20),
        {"it_engineer": (30, 20, 10, 10), "trainer": (20, 10, 0, 0)}, {"FIN": 3, "FSS": 4},
        "must", ("已签目标并在推广，停下损失更大。", "Goals are signed and the roll-out is under way: stopping costs more."),
    ),
    Story(
        "MES-02", (5, 5, 2, 1), (20, 13, 5, 13), 4, 320, (280, 90),
        {"it_engineer": (60, 60, 50, 30), "data": (40, 40, 30, 20), "trainer": (10, 30, 30, 10)},
        {"ASM": 6, "WLD": 5, "LOG": 2},
    ),
    Story(
        "HR-03", (3, 3, 3, 2), (8, 5, 5, 8), 3, 75, (120, 30),
        {"it_engineer": (30, 40, 30, 10), "tester": (10, 30, 20, 0)}, {"HRD": 5, "FIN": 1},
    ),
    Story("OA-04", (2, 2, 2, 4), (3, 1, 2, 2), 1, 30, (20, 10), {"it_engineer": (5, 5, 5, 5)}, {"PMO": 1}),
    Story(
        "CRM-05", (4, 3, 1, 2), (13, 8, 1, 8), 3, 140, (150, 40),
        {"it_engineer": (40, 40, 30, 20), "trainer": (10, 20, 20, 0)}, {"SAL": 6},
    ),
    Story(
        "CT-06", (3, 3, 5, 3), (8, 13, 13, 5), 2, 60, (70, 20),
        {"it_engineer": (20, 30, 20, 0), "tester": (10, 10, 0, 0)}, {"LEG": 4, "SAL": 2, "PUR": 2},
    ),
    Story(
        "BI-07", (4, 2, 2, 4), (8, 3, 3, 5), 2, 45, (90, 30),
        {"data": (30, 30, 20, 10), "it_engineer": (10, 10, 10, 0)}, {"FIN": 1, "PMO": 1}, needs=("FK-01",),
    ),
    Story(
        "SRM-08", (3, 4, 3, 2), (8, 5, 5, 8), 4, 110, (160, 60),
        {"it_engineer": (30, 50, 50, 20), "data": (10, 20, 20, 10)}, {"PUR": 6, "LOG": 3, "FIN": 2},
    ),
)  # fmt: skip

WAN = 10_000
CAPACITY = {"it_engineer": (150, 170, 150, 90), "data": (70, 70, 60, 40)}
BASE_LOAD = {"FIN": 6, "SAL": 7, "LOG": 5, "PUR": 7}


def events(company: Company) -> Iterator[Timed]:
    play = _Play(company)
    for ago, name, act in (
        (60, "criteria", play.judge_by),
        # Before one of the projects fell silent; the youngest was proposed later.
        (52, "assess", play.assess),
        (20, "youngest", play.assess),
        (9, "scenarios", play.write),
        (6, "adopt", play.adopt),
    ):
        at = moment(company.now, workday(company.today - timedelta(days=ago)), 10, f"selection{name}")
        yield Timed(at, act)


class _Play:
    def __init__(self, company: Company) -> None:
        self.c, self.pmo = company, company.people["pmo"]
        self.criteria: list[Criterion] = []
        self.scenarios: list[Scenario] = []
        self.assessed: set[str] = set()
        self.year = company.today.year + 1
        self.quarters = [date(self.year, month, 1) for month in (1, 4, 7, 10)]

    def judge_by(self, now: datetime) -> None:
        access.forget(self.pmo)
        self.criteria = [
            services.add_criterion(
                by=self.pmo, portfolio=self.c.portfolio, now=now, name=row.name, name_en=row.name_en,
                weight=row.weight, scale=row.scale, scale_en=row.scale_en,
            )
            for row in CRITERIA
        ]  # fmt: skip

    def assess(self, now: datetime) -> None:
        projects = {project.key: project for project in Project.objects.select_related("portfolio")}
        for row in STORIES:
            if row.key not in projects or row.key in self.assessed:
                continue
            self.assessed.add(row.key)
            value, urgency, reduction, size = row.wsjf
            services.assess(
                by=self.pmo,
                project=projects[row.key],
                now=now,
                levels={c.pk: level for c, level in zip(self.criteria, row.levels, strict=True)},
                business_value=value,
                time_criticality=urgency,
                risk_reduction=reduction,
                job_size=size,
                risk=row.risk,
                benefit=Decimal(row.benefit * WAN),
                lines=self._lines(row.cost, row.days, row.load),
                needs=[projects[key] for key in row.needs],
                force=row.force,
                force_reason=" ".join(filter(None, row.why)),
            )

    def _lines(
        self, money: tuple[int, ...], days: dict[str, tuple[int, int, int, int]], load: dict[str, int]
    ) -> dict[tuple[Any, ...], Decimal]:
        found = {
            line_key("year", self.year + n, "", None, None): Decimal(amount * WAN) for n, amount in enumerate(money)
        }
        for role, amounts in days.items():
            for quarter, amount in zip(self.quarters, amounts, strict=True):
                if amount:
                    found[line_key("role", None, role, quarter, None)] = Decimal(amount)
        for code, points in load.items():
            found[line_key("unit", None, "", None, self.c.units[code].pk)] = Decimal(points)
        return found

    def write(self, now: datetime) -> None:
        """What the budget proposal allows, a fifth less, and every wish at once, which cannot be kept."""
        base = self._lines((620,), CAPACITY, BASE_LOAD)
        cut = self._lines((496,), CAPACITY, BASE_LOAD)
        for name, name_en, objective, budget, limits, note in (
            (
                "预算草案",
                "Budget proposal",
                "score",
                860,
                base,
                "财务部十月的预算草案；人力按现有编制。Finance's proposal of October; people as they are today.",
            ),
            ("压缩两成", "A fifth less", "score", 690, cut, "如果明年收入低于预期。If revenue falls short next year."),
            (
                "只看钱",
                "Money alone",
                "benefit",
                860,
                base,
                "同样的约束，按预期年收益。The same limits, by expected benefit.",
            ),
        ):
            made = services.add_scenario(
                by=self.pmo, portfolio=self.c.portfolio, now=now, name=name, name_en=name_en, objective=objective,
                budget=Decimal(budget * WAN), limits=limits, note=note,
            )  # fmt: skip
            self.scenarios.append(made)
        for scenario in self.scenarios[:2]:
            services.start_scenario(by=self.pmo, scenario=scenario, now=now)
        runner.run_pending(clock=standing(now))

    def adopt(self, now: datetime) -> None:
        first = Scenario.objects.select_related("portfolio").get(pk=self.scenarios[0].pk)
        ceo = self.c.people["ceo"]
        access.forget(ceo)
        reason = "预算和人力都守得住，分数最高。It keeps budget and people, with the highest score."
        services.adopt_scenario(by=ceo, scenario=first, reason=reason, now=now)
