"""The catalogue: gifts, their pictures and their stock."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from changemgmt.incentives.choices import MOST_PRICE, MOST_STOCK
from changemgmt.incentives.models import Gift, GiftPicture
from changemgmt.incentives.services.common import record
from pmo import audit
from pmo.access import policy
from pmo.files.pictures import Picture
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.portfolio.acts import assign, filled

FIELDS = ("name", "name_en", "text", "text_en", "price", "limit", "from_on", "until_on", "active")


@transaction.atomic
def add_gift(*, by: Any, now: datetime, stock: int = 0, picture: Picture | None = None, **values: Any) -> Gift:
    """Raises Forbidden or Invalid."""
    policy.require(by, "add", "gift")
    gift = Gift(stock=stock)
    assign(gift, values)
    _check(gift)
    _check_stock(stock)
    create(gift, now=now)
    _keep(gift, picture)
    after = filled(audit.snapshot(gift, (*FIELDS, "stock")))
    record(by, "gift.added", gift, now, after={**after, **({"picture": "✓"} if picture else {})})
    return gift


@transaction.atomic
def change_gift(
    *, by: Any, gift: Gift, now: datetime, expected: int | None = None, picture: Picture | None = None, **values: Any
) -> Gift:
    """What was asked for keeps its price. Raises Forbidden, Invalid or StaleWrite."""
    policy.require(by, "change", gift)
    before = audit.snapshot(gift, FIELDS)
    assign(gift, values)
    _check(gift)
    save(gift, now=now, expected=expected, fields=FIELDS)
    _keep(gift, picture)
    after = {**audit.snapshot(gift, FIELDS), **({"picture": "✓"} if picture else {})}
    record(by, "gift.changed", gift, now, before=before, after=after)
    return gift


@transaction.atomic
def restock(*, by: Any, gift: Gift, change: int, now: datetime) -> Gift:
    """So many pieces more, or fewer (lost, broken). Raises Forbidden, Invalid or Conflict (fewer than none)."""
    policy.require(by, "change", gift)
    if not change or abs(change) > MOST_STOCK:
        raise Invalid(_("Say how many pieces more or fewer."), code="required", field="change")
    if not Gift.objects.filter(pk=gift.pk, stock__gte=-change).update(stock=F("stock") + change):
        raise Conflict(_("There are not so many in stock."), code="stock", field="change")
    found: Gift = Gift.objects.get(pk=gift.pk)
    record(by, "gift.restocked", found, now, before={"stock": found.stock - change}, after={"stock": found.stock})
    return found


@transaction.atomic
def remove_picture(*, by: Any, gift: Gift, now: datetime) -> None:
    """Raises Forbidden."""
    policy.require(by, "change", gift)
    if GiftPicture.objects.filter(gift=gift).delete()[0]:
        record(by, "gift.picture_removed", gift, now)


def _keep(gift: Gift, picture: Picture | None) -> None:
    if picture is None:
        return
    digest = hashlib.sha256(picture.content).hexdigest()[:16]
    GiftPicture.objects.update_or_create(
        gift=gift,
        defaults={
            "content": picture.content, "width": picture.width, "height": picture.height, "digest": digest,
        },
    )  # fmt: skip


def _check(gift: Gift) -> None:
    gift.name = gift.name.strip()
    if not gift.name:
        raise Invalid(_("Give it a name."), code="required", field="name")
    if not 1 <= gift.price <= MOST_PRICE:
        raise Invalid(_("Between 1 and %(most)s points."), params={"most": MOST_PRICE}, field="price")
    if gift.limit is not None and gift.limit < 1:
        raise Invalid(_("At least one per person, or nothing for no limit."), field="limit")
    if gift.from_on is not None and gift.until_on is not None and gift.until_on < gift.from_on:
        raise Invalid(_("The last day is before the first."), field="until_on")


def _check_stock(stock: int) -> None:
    if not 0 <= stock <= MOST_STOCK:
        raise Invalid(_("Between 0 and %(most)s pieces."), params={"most": MOST_STOCK}, field="stock")
