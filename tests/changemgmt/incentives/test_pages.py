"""Every page once as it is meant, and once refused."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from changemgmt.incentives import services
from changemgmt.incentives.choices import AccountKind
from changemgmt.incentives.models import Gift, PointAccount, PointBudget, PointRule, Recognition, Redemption
from pmo.web.finding import HEADER
from tests.changemgmt.incentives.conftest import NOW, TODAY, Shop, client_of

pytestmark = pytest.mark.django_db


def get(user: Any, route: str, /, *args: Any, **query: Any) -> Any:
    return client_of(user).get(reverse(f"incentives:{route}", args=args), query)


def post(user: Any, route: str, /, *args: Any, **data: Any) -> Any:
    return client_of(user).post(reverse(f"incentives:{route}", args=args), data)


def text(response: Any) -> str:
    return str(response.content.decode())


@pytest.fixture
def rich(shop: Shop) -> Shop:
    shop.help(3)
    shop.help(2)
    shop.help(1)
    services.sweep(now=NOW)
    return shop


def test_my_points_say_what_i_have_where_from_and_why_not(rich: Shop) -> None:
    PointRule.objects.filter(pk=rich.rule.pk).update(cap=30)
    rich.help(0)
    services.sweep(now=NOW)
    page = text(get(rich.ann, "mine"))
    assert "You have <b>30 points</b>; one gift is within reach." in page
    assert "The most of this period was reached" in page
    assert "showed how" in page
    assert "Logging in, opening and clicking earn nothing" in page
    assert "Redemptions" not in page
    assert "Redemptions" in text(get(rich.world.change, "mine"))


def test_gifts_say_what_is_missing_and_the_catalogue_puts_what_i_can_have_first(rich: Shop) -> None:
    services.add_gift(by=rich.world.change, name="音箱", name_en="Speaker", price=90, stock=1, now=NOW)
    services.add_gift(by=rich.world.change, name="伞", name_en="Umbrella", price=1, stock=0, now=NOW)
    page = text(get(rich.ann, "gifts"))
    assert page.index("Mug") < page.index("Speaker") < page.index("Umbrella")
    assert "60 points missing" in page
    assert "Out of stock" in page


def test_a_gift_is_redeemed_from_its_page(rich: Shop) -> None:
    assert "Redeem for 20 points" in text(get(rich.ann, "gift", rich.gift.pk))
    answer = post(rich.ann, "redeem", rich.gift.pk, key="once")
    made = Redemption.objects.get()
    assert answer.url == made.url
    assert post(rich.ann, "redeem", rich.gift.pk, key="once").url == made.url
    assert "Asked for" in text(get(rich.ann, "redemptions"))
    assert "You can still cancel it" in text(get(rich.ann, "redemption", made.pk))
    assert get(rich.bob, "redemption", made.pk).status_code == 404
    assert post(rich.ann, "cancel", made.pk).status_code == 302
    assert rich.balance(rich.ann) == 30


def test_too_few_points_are_said_on_the_page_of_the_gift(shop: Shop) -> None:
    answer = client_of(shop.bob).post(reverse("incentives:redeem", args=[shop.gift.pk]), {"key": "x"}, follow=True)
    assert "You have 0 of the 20 points it costs." in text(answer)
    assert not Redemption.objects.exists()


def test_a_gift_that_is_not_offered_is_nobodys_business(shop: Shop) -> None:
    Gift.objects.update(active=False)
    assert get(shop.ann, "gift", shop.gift.pk).status_code == 404
    assert get(shop.world.change, "gift", shop.gift.pk).status_code == 200


def test_the_way_of_a_gift_through_the_pages(rich: Shop) -> None:
    wish, change = rich.redeem(rich.ann), rich.world.change
    assert "Mug" in text(get(change, "redemption_list"))
    assert get(rich.ann, "redemption_list").status_code == 403
    assert post(rich.ann, "approve", wish.pk).status_code == 403
    assert post(change, "approve", wish.pk, version=wish.version).status_code == 302
    assert "It is handed over" in text(get(change, "redemption", wish.pk))
    post(change, "hand_over", wish.pk, place="front desk")
    assert "Has “Mug” come?" in text(get(rich.ann, "mine"))
    post(rich.ann, "not_received", wish.pk)
    post(change, "hand_over", wish.pk)
    post(rich.ann, "received", wish.pk)
    wish.refresh_from_db()
    assert wish.state == "done"


def test_refusing_asks_why(rich: Shop) -> None:
    wish = rich.redeem(rich.ann)
    assert post(rich.world.change, "refuse", wish.pk, reason="").status_code == 422
    post(rich.world.change, "refuse", wish.pk, reason="broken")
    assert "broken" in text(get(rich.ann, "redemption", wish.pk))
    assert post(rich.ann, "refuse", wish.pk, reason="x").status_code == 403


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PNG")
    return SimpleUploadedFile("mug.png", out.getvalue(), "image/png")


def test_gifts_are_kept_by_those_who_may(shop: Shop) -> None:
    given = {"name": "包", "name_en": "Bag", "price": 40, "stock": 5, "active": "on", "picture": picture()}
    assert post(shop.ann, "gift_new", **given).status_code == 403
    given["picture"] = picture()
    assert post(shop.world.change, "gift_new", **given).status_code == 302
    made = Gift.objects.get(name="包")
    shown = client_of(shop.ann).get(made.picture.url)
    assert shown["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(shown.content)).size == (40, 30)
    assert "Out of stock" in text(get(shop.world.change, "gift_list"))
    post(shop.world.change, "gift_edit", made.pk, name="包", price=45, active="on", version=made.version, stock=999)
    post(shop.world.change, "gift_stock", made.pk, change=-2)
    made.refresh_from_db()
    assert (made.price, made.stock) == (45, 3)
    assert post(shop.world.change, "gift_stock", made.pk, change=-9).status_code == 422
    where = made.picture.url
    post(shop.world.change, "picture_remove", made.pk)
    assert client_of(shop.ann).get(where).status_code == 404
    assert get(shop.ann, "gift_list").status_code == 403
    assert get(shop.ann, "gift_edit", made.pk).status_code == 403


def test_what_is_no_picture_is_refused(shop: Shop) -> None:
    bad = SimpleUploadedFile("x.png", b"<svg onload=alert(1)>", "image/png")
    answer = post(shop.world.change, "gift_new", name="包", price=40, stock=5, picture=bad)
    assert answer.status_code == 422
    assert not Gift.objects.filter(name="包").exists()


def test_twenty_megabytes_are_refused_before_they_are_read(shop: Shop) -> None:
    """The body is never touched: reading it would raise."""

    class Unread(io.BytesIO):
        def read(self, *args: Any) -> bytes:
            raise AssertionError("the upload was read")

    for where in (reverse("incentives:gift_new"), reverse("incentives:gift_edit", args=[shop.gift.pk])):
        answer = client_of(shop.world.change).generic(
            "POST", where, b"", "multipart/form-data; boundary=x",
            **{"wsgi.input": Unread(), "CONTENT_LENGTH": str(20 * 2**20)},  # type: ignore[arg-type]
        )  # fmt: skip
        assert answer.status_code == 413
    assert Gift.objects.count() == 1


def test_a_colleague_is_thanked_from_the_page(shop: Shop) -> None:
    assert "You can thank <b>3 colleagues</b>" in text(get(shop.ann, "thank"))
    answer = post(shop.ann, "thank", receiver=shop.bob.pk, text="stayed late to help me", key="k")
    assert answer.url == reverse("incentives:wall")
    assert "stayed late to help me" in text(get(shop.world.employee, "wall"))
    assert "stayed late" not in text(get(shop.world.stranger, "wall"))
    assert "stayed late" in text(get(shop.bob, "wall", of="received"))
    assert "stayed late" in text(get(shop.ann, "wall", of="given"))
    assert post(shop.ann, "thank", receiver=shop.ann.pk, text="I am great, really", key="k2").status_code == 422
    assert post(shop.ann, "thank", receiver=shop.bob.pk, text="", key="k3").status_code == 422


def test_a_recognition_is_reported_and_taken_down(shop: Shop) -> None:
    made = shop.thank(shop.ann, shop.bob)
    assert get(shop.world.stranger, "recognition", made.pk).status_code == 404
    assert post(shop.world.employee, "report", made.pk, report="").status_code == 422
    post(shop.world.employee, "report", made.pk, report="not true")
    assert "not true" in text(get(shop.world.change, "wall"))
    assert "not true" not in text(get(shop.world.employee, "recognition", made.pk))
    assert post(shop.world.employee, "withdraw", made.pk, reason="x").status_code == 403
    assert post(shop.world.employee, "keep", made.pk).status_code == 403
    post(shop.world.change, "keep", made.pk)
    assert post(shop.world.change, "withdraw", made.pk, reason="").status_code == 422
    post(shop.world.change, "withdraw", made.pk, reason="false")
    assert not Recognition.objects.get().shown
    assert get(shop.world.employee, "recognition", made.pk).status_code == 404


def test_units_are_ranked_and_names_only_if_wished(rich: Shop) -> None:
    page = text(get(rich.bob, "ranking"))
    assert "leads this quarter" in page
    assert "Withheld, with fewer than five people:" in page
    assert rich.ann.label not in page
    post(rich.ann, "show_me", on="1")
    assert rich.ann.label in text(get(rich.bob, "ranking"))
    post(rich.ann, "show_me", on="0")
    assert rich.ann.label not in text(get(rich.bob, "ranking"))


def test_a_pot_is_shared_out_by_the_head(shop: Shop) -> None:
    pot = PointAccount.objects.create(budget=shop.budget, kind=AccountKind.POT, unit=shop.world.finance, balance=0)
    assert post(shop.ann, "share", pot.pk).status_code == 404
    answer = client_of(shop.head).post(reverse("incentives:share", args=[pot.pk]), follow=True)
    assert "0 points cannot be shared among" in text(answer)


RULE = {
    "name": "新规则", "name_en": "New", "cause": "feedback", "points": 5, "period": "month", "cool_down_days": 0,
    "from_on": "2026-11-01", "active": "on",
}  # fmt: skip


def test_rules_are_kept_by_those_who_lead_the_change(shop: Shop) -> None:
    assert "Help as a champion" in text(get(shop.world.change, "rules"))
    assert get(shop.ann, "rules").status_code == 404
    assert post(shop.world.pm, "rule_new", **RULE).status_code == 403
    assert post(shop.world.change, "rule_new", **RULE).status_code == 302
    made = PointRule.objects.get(name="新规则")
    assert post(shop.world.change, "rule", made.pk, **{**RULE, "cap": 3}).status_code == 422
    assert post(shop.world.change, "rule", made.pk, **{**RULE, "points": 9, "version": 7}).status_code in (412, 422)
    post(shop.world.change, "rule", made.pk, **{**RULE, "points": 9, "version": 1})
    made.refresh_from_db()
    assert made.points == 9
    assert get(shop.world.ceo, "rule", made.pk).status_code == 403


def test_a_second_rule_of_recognition_is_refused_and_so_is_one_of_a_project(shop: Shop) -> None:
    again = {**RULE, "cause": "recognition", "allowance": 20, "pair_limit": 2}
    assert post(shop.world.change, "rule_new", **again).status_code == 422
    answer = post(shop.world.change, "project_rule_new", shop.world.mine.key, **{**RULE, "cause": "recognition"})
    assert answer.status_code == 422


def test_points_of_a_project(shop: Shop) -> None:
    mine, change = shop.world.mine, shop.world.change
    assert "from the budget of the company" in text(get(shop.world.pm, "project", mine.key))
    assert post(change, "project_rule_new", mine.key, **RULE).status_code == 302
    assert "New" in text(get(change, "project", mine.key))
    assert post(shop.world.pm, "project_rule_new", mine.key, **RULE).status_code == 403
    assert get(change, "project", shop.world.other.key).status_code == 404
    assert get(shop.ann, "project", mine.key).status_code == 404


def test_budgets_say_what_is_given_and_owed(rich: Shop) -> None:
    page = text(get(rich.world.ceo, "budgets"))
    assert "<b>30 of 1,000 points</b>" in page
    assert get(rich.world.employee, "budgets").status_code == 404
    assert post(rich.world.change, "budget_new", year=2027, points=10, value="0.10", currency="CNY").status_code == 403
    assert post(rich.world.pmo, "budget_new", year=2027, points=10, value="0.10", currency="cny").status_code == 302
    assert post(rich.world.pmo, "budget_new", year=2027, points=10, value="0.10", currency="CNY").status_code == 422
    assert post(rich.world.pmo, "budget", rich.budget.pk, points=29, value="0.50", version=1).status_code == 422
    assert post(rich.world.pmo, "budget", rich.budget.pk, points=2000, value="0.50", version=1).status_code == 302
    assert PointBudget.objects.get(pk=rich.budget.pk).points == 2000
    assert get(rich.world.change, "lasting").status_code == 403
    post(rich.world.pmo, "lasting", expire_months=6, leaver_days=40)
    assert "Points last 6 months" in text(get(rich.world.pmo, "budgets"))


def test_the_ledger_is_read_and_exported_by_those_who_keep_it(rich: Shop) -> None:
    page = text(get(rich.world.change, "ledger"))
    assert rich.ann.label in page
    # What somebody did is their own affair: the ledger says the kind.
    assert "showed how" not in page
    assert get(rich.world.change, "ledger", export="xlsx").status_code == 200
    assert get(rich.ann, "ledger").status_code == 404


def test_the_ledger_is_narrowed_to_a_budget_that_is_looked_for_by_its_name(rich: Shop) -> None:
    budget = rich.budget
    client, path = client_of(rich.world.change), reverse("incentives:ledger")

    def offered(words: str) -> Any:
        return client.get(path, headers={HEADER: f"points-ledger.budget={words}"}).json()["rows"]

    assert [str(budget.pk), budget.label] in offered("")
    assert [str(budget.pk), budget.label] in offered(str(budget.year))
    assert offered("nothing-called-so") == []
    assert budget.label in client.get(path, {"budget": budget.pk}).content.decode()


def test_a_statement_is_ones_own_or_of_those_who_keep_the_ledger(rich: Shop) -> None:
    assert "showed how" in text(get(rich.ann, "statement", rich.ann.pk))
    assert get(rich.ann, "statement_export", rich.ann.pk).status_code == 200
    foreign = text(get(rich.world.change, "statement", rich.ann.pk))
    assert "+10" in foreign
    assert "showed how" not in foreign
    assert get(rich.bob, "statement", rich.ann.pk).status_code == 404
    assert get(rich.bob, "statement_export", rich.ann.pk).status_code == 404


def test_nothing_yet_says_what_to_do(shop: Shop) -> None:
    assert "What earns points stands below" in text(get(shop.bob, "mine"))
    assert "What you ask for stands here" in text(get(shop.bob, "redemptions"))
    assert "Nobody was thanked this month yet" in text(get(shop.bob, "wall"))
    assert "No entry yet" in text(get(shop.bob, "statement", shop.bob.pk))
    assert TODAY.year == shop.budget.year
