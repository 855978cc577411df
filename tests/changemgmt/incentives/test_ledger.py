"""The books: append-only in the database, never below zero, recomputed, and lapsing once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from changemgmt.incentives import guard, services
from changemgmt.incentives.choices import AccountKind, Move
from changemgmt.incentives.models import PointAccount, PointBudget, PointEntry, PointTransaction
from changemgmt.incentives.selectors import books, wallets
from changemgmt.incentives.services import posting
from changemgmt.incentives.services.posting import Leg, Posting, Short
from pmo.records import Conflict, Forbidden
from tests.changemgmt.incentives.conftest import DAY, NOW, TODAY, Shop, opens, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def guarded(shop: Shop) -> Any:
    """The triggers of the migration, which tests otherwise do without."""
    run = Statements()
    guard.install(None, run)  # type: ignore[arg-type]
    yield shop
    guard.remove(None, run)  # type: ignore[arg-type]


class Statements:
    connection = connection

    def execute(self, sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.parametrize("table", guard.TABLES)
@pytest.mark.parametrize("sql", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_remove_what_was_written(guarded: Shop, table: str, sql: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(table))
    assert PointEntry.objects.exists()


def test_no_account_of_a_person_falls_below_zero_in_the_database(shop: Shop) -> None:
    shop.give(shop.ann, 5)
    with pytest.raises(IntegrityError), transaction.atomic():
        PointAccount.objects.filter(kind=AccountKind.WALLET).update(balance=-1)
    with pytest.raises(IntegrityError), transaction.atomic():
        PointAccount.objects.filter(kind=AccountKind.SOURCE).update(balance=1)


def test_an_entry_of_nothing_is_refused_by_the_database(shop: Shop) -> None:
    moved = PointTransaction.objects.get()
    one, two = PointAccount.objects.all()[:2]
    for debit, credit, points in ((one, two, 0), (one, one, 5)):
        with pytest.raises(IntegrityError), transaction.atomic():
            PointEntry.objects.create(transaction=moved, debit=debit, credit=credit, points=points)


def test_an_occasion_is_written_once(shop: Shop) -> None:
    left = PointAccount.objects.get(kind=AccountKind.BUDGET)
    wallet = posting.account(shop.budget, AccountKind.WALLET, user_id=shop.ann.pk)
    once = Posting(kind=Move.AWARD, occasion="award:x", legs=[Leg(left.pk, wallet.pk, 5)])
    posting.post(once, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        posting.post(once, now=NOW)
    assert shop.balance(shop.ann) == 5


def test_what_is_not_there_does_not_leave(shop: Shop) -> None:
    left = PointAccount.objects.get(kind=AccountKind.BUDGET)
    wallet = posting.account(shop.budget, AccountKind.WALLET, user_id=shop.ann.pk)
    with pytest.raises(Short), transaction.atomic():
        posting.post(Posting(kind=Move.AWARD, occasion="x", legs=[Leg(left.pk, wallet.pk, 1001)]), now=NOW)
    assert (shop.balance(shop.ann), shop.at(AccountKind.BUDGET)) == (0, 1000)


def test_the_audit_names_the_account_that_differs_and_fails(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.give(shop.ann, 5)
    call_command("audit_points")
    assert "every balance adds up" in capsys.readouterr().out
    PointAccount.objects.filter(kind=AccountKind.WALLET).update(balance=9)
    with pytest.raises(SystemExit) as stopped:
        call_command("audit_points")
    assert stopped.value.code == 1
    said = capsys.readouterr().err
    assert shop.ann.label in said
    assert "balance 9, computed 5" in said
    for _ in range(2):
        assert len(services.audit(now=NOW)) == 2
    assert told("points.differs", shop.world.pmo) == 1


def test_points_lapse_after_their_months_once_and_are_announced_once(shop: Shop) -> None:
    services.save_policy(by=shop.world.pmo, expire_months=3, leaver_days=30, now=NOW)
    shop.give(shop.ann, 15)
    over = TODAY.replace(year=2027, month=2)
    assert wallets.wallet(shop.ann).next_on == over
    last_day = NOW + (over - TODAY) - DAY
    assert services.warn(now=NOW + timedelta(days=50)) == 0
    assert [services.warn(now=last_day - timedelta(days=20)), services.warn(now=last_day)] == [1, 0]
    assert told("points.expiring", shop.ann) == 1
    assert services.lapse(now=last_day) == 0
    assert [services.lapse(now=last_day + DAY), services.lapse(now=last_day + DAY)] == [1, 0]
    assert (shop.balance(shop.ann), shop.at(AccountKind.EXPIRED)) == (0, 15)
    assert shop.sound()


def test_only_what_is_left_of_a_lot_lapses(shop: Shop) -> None:
    services.save_policy(by=shop.world.pmo, expire_months=3, leaver_days=30, now=NOW)
    shop.give(shop.ann, 30)
    shop.redeem(shop.ann)
    services.lapse(now=NOW + timedelta(days=100))
    assert (shop.at(AccountKind.EXPIRED), shop.at(AccountKind.HELD)) == (10, 20)
    assert shop.sound()


def test_what_a_leaver_has_is_told_to_the_head_and_lapses_after_the_days(shop: Shop) -> None:
    shop.give(shop.ann, 45)
    wish = shop.redeem(shop.ann)
    shop.ann.is_active, shop.ann.deactivated_at = False, NOW
    shop.ann.save()
    assert services.leave(now=NOW + DAY) == 0
    assert told("points.left", shop.head) == 1
    assert opens("points.left", shop.head)
    wish.refresh_from_db()
    assert (wish.state, shop.balance(shop.ann)) == ("cancelled", 45)
    assert services.leave(now=NOW + 29 * DAY) == 0
    assert [services.leave(now=NOW + 30 * DAY), services.leave(now=NOW + 31 * DAY)] == [1, 0]
    assert (shop.balance(shop.ann), shop.at(AccountKind.EXPIRED)) == (0, 45)
    assert told("points.left", shop.head) == 1
    assert shop.sound()


def test_a_budget_owes_what_people_hold_and_has_spent_what_they_redeemed(shop: Shop) -> None:
    shop.give(shop.ann, 60)
    for key in ("1", "2"):
        wish = shop.redeem(shop.ann, key)
    wish = services.approve(by=shop.world.change, redemption=wish, now=NOW)
    wish = services.hand_over(by=shop.world.change, redemption=wish, now=NOW)
    services.receive(by=shop.ann, redemption=wish, now=NOW)
    (book,) = books.books(PointBudget.objects.all())
    assert (book.given, book.left, book.wallets, book.held, book.redeemed) == (60, 940, 20, 20, 20)
    assert (book.liability, book.spend, book.used) == (Decimal("20.00"), Decimal("10.00"), 6.0)


def test_a_budget_is_never_smaller_than_what_is_given(shop: Shop) -> None:
    shop.give(shop.ann, 60)
    with pytest.raises(Conflict, match="given"):
        services.change_budget(by=shop.world.pmo, budget=shop.budget, points=59, now=NOW)
    found = services.change_budget(by=shop.world.pmo, budget=shop.budget, points=60, now=NOW)
    assert (found.points, shop.at(AccountKind.BUDGET)) == (60, 0)
    with pytest.raises(Conflict, match="given"):
        services.change_budget(by=shop.world.pmo, budget=found, points=60, value=Decimal("1.00"), now=NOW)
    assert shop.sound()


def test_budgets_are_granted_by_the_pmo_once_a_year(shop: Shop) -> None:
    with pytest.raises(Forbidden):
        services.add_budget(by=shop.world.change, year=2027, points=10, value=Decimal("0.10"), now=NOW)
    with pytest.raises(Conflict, match="exists"):
        services.add_budget(by=shop.world.pmo, year=2026, points=10, value=Decimal("0.10"), now=NOW)


def test_a_statement_adds_up_to_the_balance(shop: Shop) -> None:
    shop.give(shop.ann, 50)
    services.cancel(by=shop.ann, redemption=shop.redeem(shop.ann), now=NOW)
    shop.redeem(shop.ann, "again")
    lines = wallets.statement(wallets.wallets(shop.ann))
    assert [(one.points, one.after) for one in lines] == [(-20, 30), (20, 50), (-20, 30), (50, 50)]
    assert lines[0].after == shop.balance(shop.ann)
