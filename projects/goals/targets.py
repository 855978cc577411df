"""Targets as people say them: "2", "1,200", "−30 %", "+15%", "减少30%"."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from pmo.records import Invalid

LIMIT = Decimal(10) ** 18
STEP = Decimal("0.000001")
LONGEST = 64
MINUS = "\u2212"

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,4})?")
_RELATIVE = re.compile(r"([+-])\s*(\d{1,6}(?:\.\d{1,6})?)\s*%")
# What a Chinese reader writes instead of a sign.
_VERBS = (("减少", "-"), ("降低", "-"), ("下降", "-"), ("提高", "+"), ("提升", "+"), ("增加", "+"))


def normalise(text: str) -> str:
    """Full-width digits and signs and the real minus become plain ASCII; a verb in front becomes its sign."""
    plain = unicodedata.normalize("NFKC", text).replace(MINUS, "-").replace("\u2013", "-").strip()
    for verb, sign in _VERBS:
        if plain.startswith(verb):
            return sign + plain.removeprefix(verb).strip()
    return plain


def parse_number(text: str, *, field: str) -> Decimal:
    """A finite number with at most 18 digits before and 6 after the point; raises Invalid naming `field`."""
    plain = normalise(text)
    if len(plain) > LONGEST or not _NUMBER.fullmatch(plain):
        raise Invalid(_("“%(text)s” is not a number."), params={"text": text[:40]}, code="not_a_number", field=field)
    try:
        return tidy(Decimal(plain.replace(",", "")), field=field)
    except InvalidOperation as error:
        raise _too_large(field) from error


def tidy(value: Decimal, *, field: str) -> Decimal:
    """The value as it is stored: six decimals, no trailing zeros; raises Invalid when it does not fit."""
    if not value.is_finite() or abs(value) >= LIMIT:
        raise _too_large(field)
    stored = value.quantize(STEP, rounding=ROUND_HALF_EVEN)
    if abs(stored) >= LIMIT:
        raise _too_large(field)
    return stored.quantize(Decimal(1)) if stored == stored.to_integral() else stored.normalize()


def parse_target(text: str, baseline: Decimal | None, *, field: str = "target") -> tuple[Decimal, str]:
    """The number a target stands for, and its words when it was said relative to the baseline.

    "−30 %" of a baseline of 420 is 294 with the words "−30%". A sign is needed: "30 %" alone is the number 30.
    """
    plain = normalise(text)
    match = _RELATIVE.fullmatch(plain)
    if match is None:
        return parse_number(plain.removesuffix("%").rstrip(), field=field), ""
    if baseline is None:
        raise Invalid(_("A relative target needs a baseline first."), code="baseline_missing", field=field)
    if baseline == 0:
        raise Invalid(
            _("A relative target needs a baseline other than 0; enter the number itself."),
            code="baseline_zero",
            field=field,
        )
    sign, share = match.groups()
    factor = 1 + Decimal(share) / 100 * (1 if sign == "+" else -1)
    return tidy(baseline * factor, field=field), f"{'+' if sign == '+' else MINUS}{share}%"


def direction(baseline: Decimal | None, target: Decimal | None) -> str:
    """Which way a reach-target lies: "up", "down", or "" while one of both is missing or they are equal."""
    if baseline is None or target is None or baseline == target:
        return ""
    return "up" if target > baseline else "down"


def _too_large(field: str) -> Invalid:
    return Invalid(_("This number is too large."), code="too_large", field=field)
