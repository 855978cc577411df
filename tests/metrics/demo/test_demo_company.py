"""The demo company: the stories it tells, and what waits for each log-in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone, translation

from changemgmt.champions.models import Champion
from changemgmt.comms.models import Announcement
from changemgmt.readiness.models import PulseRound
from changemgmt.training.models import Attempt, BankQuestion, Course
from metrics.dashboards import executive
from metrics.demo.build import Company, found
from metrics.demo.people import PASSWORD, PEOPLE
from metrics.health.models import DimensionRow, HealthSnapshot, ProjectHealth
from metrics.kpis.models import KpiReadingRow, Measurement
from metrics.processes.choices import LogStatus
from metrics.processes.models import EventLog, ProcessAnalysis
from metrics.reviews.models import Action, Review
from pmo.accounts.models import User
from pmo.audit.models import AuditEntry
from pmo.notify.choices import State
from pmo.notify.models import Message
from pmo.orgs.models import Unit
from pmo.web.templatetags.audit import changes
from projects.goals.models import Kpi, SignOff
from projects.portfolio import dimensions
from projects.portfolio.models import Project
from tests.conftest import NOW

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def company(django_db_setup: None, django_db_blocker: Any) -> Iterator[Company]:
    """Founded once for all tests of this file, then taken back."""
    from django.db import connection, transaction

    class Enough(Exception):
        """Ends the transaction."""

    with django_db_blocker.unblock():
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(timezone, "now", lambda: NOW)
            block = transaction.atomic()
            block.__enter__()
            # Another world had the same ids; fixtures of a module come before the one that clears for each test.
            cache.clear()
            try:
                yield found(now=NOW)
            finally:
                block.__exit__(Enough, Enough(), None)
        connection.close_if_unusable_or_obsolete()


@pytest.fixture(autouse=True)
def _open(company: Company, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test reads the company inside its own savepoint, on the company's day."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    cache.clear()


def status(key: str) -> str:
    return ProjectHealth.objects.get(project__key=key).status


def kpi(name: str) -> KpiReadingRow:
    return KpiReadingRow.objects.select_related("kpi").get(kpi__name=name)


def test_units_people_and_projects(company):
    assert 14 <= Unit.objects.count() <= 16
    assert User.objects.count() == 300
    assert Project.objects.count() == 8
    assert set(User.objects.filter(is_demo=True).values_list("username", flat=True)) == {
        "admin", "pmo", "ceo", "cfo", "coo", "pm", "owner", "it", "change", "champion", "employee", "support",
    }  # fmt: skip
    assert all(Unit.objects.exclude(code__in=["HR00"]).values_list("head", flat=True))


def test_everything_has_both_languages(company):
    for model in (Project, Unit, Kpi):
        assert not model.objects.filter(name_en="").exists(), model
    assert not User.objects.filter(name_en="").exists()
    assert not Action.objects.filter(title_en="").exists()
    text = " ".join(Project.objects.values_list("summary", flat=True)).lower()
    assert "lorem" not in text


def test_reimbursement_went_from_five_days_towards_two(company):
    reading = kpi("报销审批周期")
    assert (reading.kpi.baseline, reading.kpi.target, reading.current) == (5, 2, Decimal("3.2"))
    assert reading.progress == pytest.approx(60.0)
    assert reading.status == "risk"
    corrected = Measurement.objects.filter(kpi=reading.kpi, replaced_by__isnull=False).get()
    assert corrected.value == Decimal("4.1")
    assert corrected.replaced_by.value == Decimal("4.8")
    assert "41" in corrected.replaced_by.reason


def test_the_log_of_the_expense_system_tells_the_same_story(company):
    log = EventLog.objects.get(process__project__key="FK-01")
    assert log.status == LogStatus.READY
    result = ProcessAnalysis.objects.get(log=log).result
    months = {row["month"]: row["median"] for row in result["months"]}
    slow, fast = months["2026-03"], months["2026-10"]
    assert slow == pytest.approx(5.0, abs=0.6)
    assert fast == pytest.approx(3.8, abs=0.6)
    slowest = max(result["edges"], key=lambda edge: edge["share"])
    assert "FINAL_APPROVED" in slowest["target"]


def test_manual_reporting_goes_down_by_thirty_percent(company):
    reading = kpi("手工报表工时")
    assert reading.kpi.target_words.replace("\u2212", "-") == "-30%"
    assert reading.kpi.target == reading.kpi.baseline * Decimal("0.7") == 294
    assert reading.status == "ok"


def test_a_tightened_target_was_signed_again(company):
    rounds = SignOff.objects.filter(project__key="FK-01").order_by("goals_version")
    assert [r.status for r in rounds] == ["void", "signed"]
    assert [r.status for r in SignOff.objects.filter(project__key="MES-02").order_by("goals_version")] == [
        "void",
        "open",
    ]


def test_one_project_is_in_trouble_and_says_why(company):
    rows = {r.dimension: r for r in DimensionRow.objects.filter(project__key="HR-03")}
    assert rows["schedule"].status == "off"
    assert rows["schedule"].sentence["params"]["days"]["v"] > 20
    assert rows["value"].status == "none"
    assert kpi("薪资差错率").status == "none"
    assert status("HR-03") == "off"


def test_one_project_is_silent_for_forty_one_days(company):
    row = DimensionRow.objects.get(project__key="BI-07", dimension="silence")
    assert row.status == "off"
    assert row.sentence["params"]["age"]["v"] == 41
    people = AuditEntry.objects.filter(actor__isnull=False)
    newest = people.filter(project_id=Project.objects.get(key="BI-07").pk).latest("at")
    assert (company.today - newest.at.date()).days == 41


def test_the_rest_of_the_portfolio(company):
    assert status("MES-02") == "risk"
    assert status("FK-01") == "risk"
    assert {r.status for r in KpiReadingRow.objects.filter(kpi__goal__project__key="OA-04")} == {"done"}
    assert status("OA-04") == "ok"
    crm = ProjectHealth.objects.get(project__key="CRM-05")
    assert (crm.status, crm.declared) == ("risk", "ok")
    assert Project.objects.get(key="SRM-08").stage == "proposal"


def test_the_portfolio_compares_with_the_last_quarter(company):
    page = executive.read(company.people["ceo"], now=NOW, today=company.today)
    assert page.standing.counts == {"off": 2, "risk": 3, "none": 0, "ok": 3}
    assert page.standing.compared
    assert page.standing.better > 0
    assert page.standing.worse > 0
    assert HealthSnapshot.objects.filter(project__key="FK-01").count() > 30


@pytest.mark.parametrize(
    ("who", "kinds"),
    [
        ("ceo", {"签署", "复盘", "关口", "预算"}),
        ("cfo", {"需求", "变更申请", "关口", "放款", "收益", "收益登记"}),
        ("coo", {"需求", "复盘", "变更申请", "关口", "纪要", "公告", "问题", "干系人行动"}),
        ("owner", {"需求", "复盘", "问题", "培训"}),
        ("it", {"评估", "复盘", "干系人行动"}),
        ("change", {"复盘", "问题", "向超级用户提问", "超级用户任期", "培训", "反馈", "礼品", "感谢"}),
        ("champion", {"复盘", "待读", "干系人行动", "向超级用户提问", "培训"}),
        ("employee", {"复盘", "问卷", "待读", "就绪脉搏", "培训", "礼品", "运维支持"}),
        ("support", {"复盘", "培训", "运维支持"}),
    ],
)
def test_decisions_wait_for_those_who_decide(company, who, kinds):
    with translation.override("zh-hans"):
        waiting = dimensions.decisions_of(User.objects.get(username=who), NOW)
        assert {str(d.kind) for d in waiting} == kinds
    if who == "ceo":
        assert {p.key for p in Project.objects.filter(pk__in=[d.project_id for d in waiting])} == {
            "CT-06",
            "FK-01",
            "MES-02",
        }


@pytest.mark.parametrize("person", [p for p in PEOPLE if p.login], ids=lambda p: p.username)
def test_every_log_in_lands_on_a_day_with_something_to_do(company, person):
    client = Client()
    client.force_login(User.objects.get(username=person.username))
    text = client.get("/", headers={"Accept-Language": "en"}).content.decode()
    assert "None" not in text
    quiet = "Nothing is waiting for you today." in text
    assert quiet == (person.username == "admin")
    assert User.objects.get(username=person.username).check_password(PASSWORD)


def test_reviews_were_held_and_are_coming(company):
    held = Review.objects.filter(status="closed")
    assert held.count() == 4
    assert all(review.pack["kpis"] and review.decisions.exists() for review in held)
    # What was frozen then is not what stands now.
    before = Review.objects.filter(project__key="FK-01", status="closed").latest("starts_at")
    then = next(k for k in before.pack["kpis"] if k["name"] == "报销审批周期")
    assert Decimal(then["current"]) > Decimal("3.2")
    assert Review.objects.filter(status="planned", starts_at__gt=NOW).count() == 3
    assert Action.objects.filter(status="open", due_on__lt=company.today).exists()


def test_packs_of_the_past_know_what_had_been_reported_by_then(company):
    packs = [json.dumps(review.pack) for review in Review.objects.filter(status__in=("held", "closed"))]
    ratios = [float(value) for pack in packs for value in re.findall(r'"cpi": {[^}]*"v": "([0-9.]+)"', pack)]
    assert len(ratios) >= 3
    assert all(0.5 < ratio < 3 for ratio in ratios)


def test_people_are_told_asked_helped_and_trained(company):
    assert Course.objects.filter(state="open").count() == 6
    assert all(course.questions.count() >= 3 and course.materials.exists() for course in Course.objects.all())
    assert {"single", "multiple", "order", "text"} == set(BankQuestion.objects.values_list("kind", flat=True))
    assert Attempt.objects.filter(state="done").count() >= 1500
    assert Attempt.objects.filter(state="marking").count() == 2
    told = Announcement.objects.filter(state="published")
    assert told.values("project").distinct().count() == 5
    assert all(found.title_en and found.body_en and found.addressed for found in told)
    assert {"published", "scheduled", "submitted"} == set(Announcement.objects.values_list("state", flat=True))
    assert {"active", "nominated", "refused"} == set(Champion.objects.values_list("state", flat=True))
    assert PulseRound.objects.filter(status="closed", project__key="MES-02").count() == 3
    assert PulseRound.objects.filter(status="open").exists()


def test_nobody_gets_mail_about_the_past(company):
    assert not Message.objects.filter(due_at__lt=NOW, state=State.PENDING).exists()
    unread = Message.objects.filter(read_at__isnull=True, channel="inbox", state=State.SENT)
    assert unread.exists()
    assert not unread.filter(due_at__lt=NOW - timedelta(days=2)).exists()


def test_the_history_speaks_the_readers_language(company):
    """No field name and no code of the software stands in the Chinese history."""
    with translation.override("zh-hans"):
        told = [(entry, change) for entry in AuditEntry.objects.all() for change in changes(entry)]
    assert told
    labels = {(entry.kind, change["label"]) for entry, change in told}
    assert not {label for label in labels if re.search(r"[a-z]{3}", label[1])}
    codes = re.compile(r"[a-z]+(_[a-z]+)+")
    values = {(entry.kind, change["label"], change["after"]) for entry, change in told}
    # The beginning of a token is drawn, and may look like a code.
    assert not {value for value in values if codes.fullmatch(value[2]) and not value[2].startswith("lu_")}
    assert not AuditEntry.objects.filter(kind="plan", object_label_en="").exists()
    assert not AuditEntry.objects.filter(kind="signoff", object_label__startswith="v").exists()


def test_it_is_refused_twice_and_where_real_people_work(company, settings):
    with pytest.raises(CommandError):
        call_command("demo_company", stdout=StringIO())
    settings.LUODI_DEMO = False
    with pytest.raises(CommandError):
        call_command("demo_company", stdout=StringIO())
    with pytest.raises(CommandError):
        call_command("make_company", stdout=StringIO())


def test_log_ins_are_printed(company):
    out = StringIO()
    call_command("demo_logins", stdout=out)
    assert PASSWORD in out.getvalue()
    assert out.getvalue().count("\n") == 13
