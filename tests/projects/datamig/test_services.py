"""What a data set is worth: rules, extracts, runs, and the status that follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pmo import files
from pmo.audit.models import AuditEntry
from pmo.files.models import Attachment
from pmo.jobs.models import Job
from pmo.records import Conflict, DomainError, Forbidden, Invalid
from projects.datamig import health, proof, reading, selectors, services, work
from projects.datamig.models import DataProfile, DataRule, DataSet, MigrationRun
from projects.datamig.rules import sentence
from projects.gates.choices import Met
from projects.portfolio import dimensions
from projects.portfolio.choices import Stage, TeamRole
from projects.portfolio.models import Project
from tests import factories
from tests.factories import World
from tests.projects.datamig.conftest import CUSTOMERS, Add, Read

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule(world: World, customers: DataSet) -> Callable[..., DataRule]:
    def make(kind: str, *columns: str, data_set: DataSet | None = None, **values: Any) -> DataRule:
        return services.add_rule(
            by=world.owner, data_set=data_set or customers, kind=kind, columns=list(columns), now=world.now, **values
        )

    return make


def run(world: World, data_set: DataSet, source: int, target: int, rejected: int = 0, *sums: Any) -> MigrationRun:
    made = services.record_run(
        by=world.it, data_set=data_set, kind="trial", ran_on=world.today, source_rows=source, target_rows=target,
        rejected_rows=rejected, sums=sums, now=world.now,
    )  # fmt: skip
    data_set.refresh_from_db()
    return made


def test_what_nobody_looked_at_is_unknown_and_never_green(customers: DataSet, read: Read) -> None:
    assert (customers.status, customers.sentence.plain()) == ("none", "Nobody has looked at the data yet")
    profile = read(customers)
    assert (profile.state, profile.rows, profile.bad_rows) == ("ready", 4, 0)
    assert (customers.status, customers.sentence.plain()) == ("none", "No rule says what good data are")


def test_every_rule_finds_the_rows_that_break_it(
    customers: DataSet, add: Add, rule: Callable[..., DataRule], read: Read
) -> None:
    groups = add("客户分组", name_en="Groups")
    read(groups, "code\nA\nB\n")
    made = [
        rule("complete", "tax"), rule("unique", "no"), rule("number", "limit", low=Decimal(0)),
        rule("date", "since", first_on=date(2020, 1, 1)), rule("length", "tax", low=Decimal(9), high=Decimal(9)),
        rule("option", "group", options="A\nB\n"), rule("reference", "group", other=groups, other_column="code"),
    ]  # fmt: skip
    profile = read(customers)
    # The first row below the names is row 2 of the file.
    found = {result["rule"]: result["rows"] for result in profile.results}
    assert [found[one.pk] for one in made] == [[3], [4, 5], [4], [4], [], [4], [4]]
    assert (profile.rows, profile.bad_rows) == (4, 3)
    assert customers.status == "off"
    assert customers.sentence.plain() == "2 of 4 rows break a rule: “no” occurs once"
    assert profile.columns[2] == {
        "name": "tax", "filled": 3, "distinct": 2, "kind": "text", "shortest": 9, "longest": 9,
    }  # fmt: skip


def test_rules_in_words(customers: DataSet, rule: Callable[..., DataRule]) -> None:
    words = [
        (("number", "limit"), {}, "“limit” is a number"),
        (("number", "limit"), {"low": Decimal(1), "high": Decimal(9)}, "“limit” is a number from 1 to 9"),
        (("date", "since"), {"last_on": date(2026, 1, 31)}, "“since” is a day until 31 Jan 2026"),
        (("length", "tax"), {"low": Decimal(9), "high": Decimal(18)}, "“tax” has 9 to 18 characters"),
        (("option", "group"), {"options": "A\nB"}, "“group” is one of 2 values"),
        (("unique", "no", "name"), {}, "“no + name” occurs once"),
    ]
    for arguments, values, wanted in words:
        said = sentence(rule(*arguments, **values)).plain().replace("\u00a0", " ")
        assert said.startswith(wanted.split(" 2026")[0])


def test_tolerated_faults_warn_or_pass(
    customers: DataSet, rule: Callable[..., DataRule], read: Read, run_jobs: Callable[[], Any]
) -> None:
    rule("complete", "tax", is_critical=False)
    read(customers)
    assert customers.status == "risk"
    rule("complete", "name", tolerance=Decimal(0))
    lenient = DataRule.objects.get(is_critical=False)
    services.change_rule(by=customers.owner, rule=lenient, tolerance=Decimal(25), now=customers.created_at)
    run_jobs()
    customers.refresh_from_db()
    assert (customers.status, customers.sentence.plain()) == ("ok", "All rules hold in 4 rows")


def test_a_changed_rule_is_held_against_the_kept_file_at_once(
    customers: DataSet, rule: Callable[..., DataRule], read: Read, run_jobs: Callable[[], Any]
) -> None:
    rule("complete", "name")
    read(customers)
    assert customers.status == "ok"
    rule("complete", "tax")
    customers.refresh_from_db()
    assert (customers.status, customers.sentence.plain()) == ("none", "The newest file is being read")
    run_jobs()
    customers.refresh_from_db()
    assert customers.status == "off"
    assert DataProfile.objects.count() == 1


def test_a_column_that_is_gone_is_named(customers: DataSet, rule: Callable[..., DataRule], read: Read) -> None:
    rule("complete", "vat")
    read(customers)
    assert customers.status == "off"
    assert "no column “vat”" in customers.sentence.plain()


def test_only_the_newest_file_is_kept_and_only_for_those_who_upload(
    world: World, customers: DataSet, read: Read
) -> None:
    first = read(customers)
    second = read(customers, CUSTOMERS + "C9,New,91310000C,A,1,2020-01-01\n")
    first.refresh_from_db()
    assert first.attachment is None
    assert first.rows == 4
    kept = Attachment.objects.get(kind="data_profile")
    assert kept.pk == second.attachment_id
    expert = factories.make_user(world.now, "expert", unit=world.company)
    factories.add_member(world.now, world.mine, expert, TeamRole.BUSINESS_EXPERT)
    may = {who.username: files.may_read(who, kept) for who in (world.owner, world.it, world.pm, expert, world.ceo)}
    assert may == {"owner": True, "it": True, "pm": True, "expert": False, "ceo": False}


def test_a_late_reading_of_an_older_file_leaves_the_newer_one(
    world: World, customers: DataSet, run_jobs: Callable[[], Any]
) -> None:
    first = services.upload(
        by=world.owner, data_set=customers, upload=SimpleUploadedFile("a.csv", b"a\n1\n"), now=world.now
    )
    Job.objects.update(state="failed", finished_at=world.now)
    second = services.upload(
        by=world.owner, data_set=customers, upload=SimpleUploadedFile("b.csv", b"a\n2\n"), now=world.now
    )
    Job.objects.filter(pk=first.job_id).update(state="queued", finished_at=None)
    run_jobs()
    second.refresh_from_db()
    assert (second.state, second.attachment_id is not None) == ("ready", True)


def test_no_cell_is_kept_but_in_the_file(customers: DataSet, rule: Callable[..., DataRule], read: Read) -> None:
    rule("option", "group", options="A\nB")
    profile = read(customers)
    kept = f"{profile.columns}{profile.results}{customers.reason}{list(AuditEntry.objects.values_list('after'))}"
    for cell in ("Alpha", "Gamma", "91310000A", "C3"):
        assert cell not in kept


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("no,no\n1,2\n", "Two columns are called “no”."),
        ("no,name\n", "There is no row below the names of the columns."),
        ('no,name\n1,"open\n', "quotation mark"),
    ],
)
def test_files_that_cannot_be_read_say_why_and_change_nothing_known(
    customers: DataSet, rule: Callable[..., DataRule], read: Read, content: str, said: str
) -> None:
    rule("complete", "name")
    good = read(customers)
    bad = read(customers, content)
    assert (bad.state, customers.status) == ("failed", "none")
    page = reading.profile_page(customers, selectors.history(customers)[0])
    assert said in page.problem
    good.refresh_from_db()
    assert (good.rows, good.attachment_id is not None, page.read) == (4, True, good)


@pytest.mark.parametrize(
    ("content", "name"), [(b"%PDF-1.7 %%EOF", "a.pdf"), (b"", "a.csv"), (b"MZ\x00", "a.xlsx"), (b"\x00\x01", "a.csv")]
)
def test_what_is_no_table_is_not_kept(customers: DataSet, read: Read, content: bytes, name: str) -> None:
    with pytest.raises(DomainError) as refused:
        read(customers, content, name)
    assert refused.value.field == "file"
    assert not DataProfile.objects.exists()
    assert not Attachment.objects.exists()


def test_a_workbook_is_read_like_a_csv(customers: DataSet, rule: Callable[..., DataRule], read: Read) -> None:
    rule("number", "limit", low=Decimal(1))
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for line in (["no", "limit", "since"], ["C1", 7, date(2020, 1, 31)], ["C2", 0, None], [None, None, None]):
        sheet.append(line)
    out = BytesIO()
    book.save(out)
    profile = read(customers, out.getvalue(), "customers.xlsx")
    assert (profile.rows, profile.bad_rows, profile.results[0]["rows"]) == (2, 1, [3])
    assert [column["kind"] for column in profile.columns] == ["text", "number", "date"]


def test_one_file_at_a_time(world: World, customers: DataSet) -> None:
    file = SimpleUploadedFile("a.csv", b"a\n1\n")
    services.upload(by=world.owner, data_set=customers, upload=file, now=world.now)
    with pytest.raises(Conflict, match="running"):
        services.upload(by=world.owner, data_set=customers, upload=file, now=world.now)
    # A reading that broke off is begun again.
    Job.objects.update(state="failed", finished_at=world.now)
    services.read_again(by=world.owner, data_set=customers, now=world.now)
    assert DataProfile.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("complete", {"columns": []}, "columns"),
        ("complete", {"columns": ["a", "b"]}, "columns"),
        ("number", {"low": Decimal(2), "high": Decimal(1)}, "high"),
        ("date", {"first_on": date(2026, 1, 2), "last_on": date(2026, 1, 1)}, "last_on"),
        ("length", {"low": Decimal("1.5"), "high": Decimal(2)}, "low"),
        ("length", {"low": Decimal(1)}, "high"),
        ("option", {"options": " \n"}, "options"),
        ("reference", {}, "other"),
    ],
)
def test_rules_that_say_nothing_are_refused(
    world: World, customers: DataSet, kind: str, values: dict[str, Any], field: str
) -> None:
    given = {"columns": ["a"], **values}
    with pytest.raises(Invalid) as refused:
        services.add_rule(by=world.owner, data_set=customers, kind=kind, now=world.now, **given)
    assert refused.value.field == field
    assert not DataRule.objects.exists()


def test_a_rule_refers_within_the_project_alone(world: World, customers: DataSet) -> None:
    foreign = services.add_data_set(by=world.pmo, project=world.other, name="x", source="y", now=world.now)
    for other in (foreign, customers):
        with pytest.raises(Invalid, match="foreign"):
            services.add_rule(
                by=world.owner, data_set=customers, kind="reference", columns=["a"], other=other, other_column="b",
                now=world.now,
            )  # fmt: skip


def test_a_run_reconciles_to_the_last_digit(world: World, customers: DataSet) -> None:
    good = run(world, customers, 20_000, 19_984, 16, ("balance", Decimal("1204500.2000"), Decimal("1204500.2")))
    assert selectors.reconciles(good)
    assert customers.status == "none"
    lost = run(world, customers, 20_000, 18_700, 16)
    assert (lost.number, customers.status) == (2, "off")
    assert customers.sentence.plain() == "1,284 records do not reconcile in run 2: they left and did not arrive"
    run(world, customers, 10, 10, 0, ("balance", Decimal("1.0001"), Decimal("1")))
    assert customers.sentence.plain() == "“balance” differs by 0.0001 in run 3"
    services.remove_run(by=world.it, run=MigrationRun.objects.get(number=3), reason="typed wrongly", now=world.now)
    customers.refresh_from_db()
    assert "run 2" in customers.sentence.plain()


def test_runs_that_cannot_be_are_refused(world: World, customers: DataSet) -> None:
    values = {"by": world.it, "data_set": customers, "source_rows": 1, "target_rows": 1, "now": world.now}
    with pytest.raises(Invalid) as refused:
        services.record_run(ran_on=world.today + timedelta(days=1), **values)
    assert refused.value.field == "ran_on"
    twice = (("a", Decimal(1), Decimal(1)), ("a", Decimal(2), Decimal(2)))
    with pytest.raises(Invalid) as refused:
        services.record_run(ran_on=world.today, sums=twice, **values)
    assert refused.value.field == "sums"
    with pytest.raises(Invalid):
        services.remove_run(by=world.it, run=run(world, customers, 1, 1), reason=" ", now=world.now)


def test_who_may_do_what(world: World, customers: DataSet) -> None:
    for person in (world.change, world.champion, world.ceo, world.stranger):
        with pytest.raises(Forbidden):
            services.add_rule(by=person, data_set=customers, kind="complete", columns=["a"], now=world.now)
    with pytest.raises(Forbidden):
        services.delete_data_set(by=world.it, data_set=customers, now=world.now)
    Project.objects.filter(pk=world.mine.pk).update(state="closed")
    with pytest.raises(Conflict, match="closed"):
        services.add_rule(by=world.pm, data_set=customers, kind="complete", columns=["a"], now=world.now)


def test_what_was_read_or_referred_to_stays(world: World, customers: DataSet, add: Add) -> None:
    groups = add("客户分组")
    services.add_rule(
        by=world.pm, data_set=customers, kind="reference", columns=["g"], other=groups, other_column="c", now=world.now
    )
    with pytest.raises(Conflict, match="referred"):
        services.delete_data_set(by=world.pm, data_set=groups, now=world.now)
    run(world, customers, 1, 1)
    with pytest.raises(Conflict, match="has_profiles"):
        services.delete_data_set(by=world.pm, data_set=customers, now=world.now)
    services.delete_data_set(by=world.pm, data_set=add("错的"), now=world.now)
    assert DataSet.objects.count() == 2


def test_names_and_modules_are_checked(world: World, customers: DataSet, add: Add) -> None:
    with pytest.raises(Invalid, match="taken"):
        add()
    with pytest.raises(Invalid, match="required"):
        add("x", source=" ")
    changed = services.change_data_set(by=world.owner, data_set=customers, is_critical=False, now=world.now)
    assert (changed.version, changed.is_critical) == (2, False)


def test_evidence_at_a_gate(
    world: World, customers: DataSet, add: Add, rule: Callable[..., DataRule], read: Read
) -> None:
    DataSet.objects.all().delete()
    none = proof.green(world.mine, world.today, Decimal(100))
    assert none.status == Met.NOT_AVAILABLE
    bad, good = add("客户"), add("物料")
    for one in (bad, good):
        rule("complete", "tax" if one is bad else "name", data_set=one)
        read(one)
    found = proof.green(world.mine, world.today, Decimal(100))
    assert (found.status, str(found.value_text)) == (Met.MISSED, "1 of 2")
    assert bad.code in str(found.sentence)
    assert "“tax” is filled in" in str(found.sentence)
    assert proof.green(world.mine, world.today, Decimal(50)).status == Met.MET
    services.change_data_set(by=world.pm, data_set=bad, is_critical=False, now=world.now)
    assert proof.green(world.mine, world.today, Decimal(100)).status == Met.MET


def test_health_reads_the_worst_data_set(
    world: World, customers: DataSet, rule: Callable[..., DataRule], read: Read
) -> None:
    project = Project.objects.get(pk=world.mine.pk)
    assert health.read([project], world.today)[project.pk].status == "none"
    project.stage = Stage.CHANGE
    assert health.read([project], world.today)[project.pk].status == "risk"
    rule("complete", "tax")
    read(customers)
    reading = health.read([project], world.today)[project.pk]
    assert (reading.status, reading.evidence_url, reading.owner_id) == ("off", customers.url, world.owner.pk)
    assert "D-01 Customers" in reading.sentence.plain()


def test_what_is_referred_to_is_unknown_until_it_is_shown_and_looked_at_again_when_it_changes(
    customers: DataSet, add: Add, rule: Callable[..., DataRule], read: Read, run_jobs: Callable[[], Any]
) -> None:
    groups = add("客户分组", name_en="Groups")
    rule("reference", "group", other=groups, other_column="code")
    read(customers)
    assert customers.status == "none"
    assert customers.sentence.plain() == "A rule refers to “code” of D-02 Groups, which nobody has shown yet"
    read(groups, "code\nA\nB\nX\n")
    run_jobs()
    customers.refresh_from_db()
    assert customers.status == "ok"
    read(groups, "code\nA\nB\n")
    run_jobs()
    customers.refresh_from_db()
    assert customers.status == "off"


def test_two_that_refer_to_each_other_come_to_rest(
    customers: DataSet, add: Add, rule: Callable[..., DataRule], read: Read, run_jobs: Callable[[], Any]
) -> None:
    groups = add("客户分组", name_en="Groups")
    rule("reference", "group", other=groups, other_column="code")
    rule("reference", "code", data_set=groups, other=customers, other_column="group")
    read(customers)
    read(groups, "code\nA\nB\nX\n")
    for _ in range(3):
        run_jobs()
    assert not Job.objects.unfinished().exists()
    assert list(DataSet.objects.order_by("number").values_list("status", flat=True)) == ["ok", "ok"]


def test_the_newest_run_is_the_one_that_ran_last(world: World, customers: DataSet) -> None:
    run(world, customers, 10, 9)
    late = services.record_run(
        by=world.it, data_set=customers, ran_on=world.today - timedelta(days=60), source_rows=5, target_rows=5,
        now=world.now,
    )  # fmt: skip
    customers.refresh_from_db()
    assert (late.number, customers.status) == (2, "off")


def test_more_than_left_is_said_as_such(world: World, customers: DataSet) -> None:
    run(world, customers, 10, 12)
    assert customers.sentence.plain() == "2 records too many in run 1: more arrived than left"


def test_health_is_told_when_a_data_set_turns(
    world: World, customers: DataSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(dimensions, "_listeners", [lambda ids, now: told.append(list(ids))])
    run(world, customers, 10, 9)
    services.change_data_set(by=world.owner, data_set=customers, is_critical=False, now=world.now)
    assert told == [[world.mine.pk], [world.mine.pk]]


def test_a_run_recorded_while_a_file_is_read_is_not_forgotten(
    world: World, customers: DataSet, rule: Callable[..., DataRule], read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job judges under the lock, from what is there then."""
    rule("complete", "name")
    held: list[int] = []
    plain_hold = work.hold
    monkeypatch.setattr(work, "hold", lambda pk: held.append(pk) or plain_hold(pk))
    read(customers)
    assert held == [customers.pk]
