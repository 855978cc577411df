"""What lies sealed in the database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.surveys.sealing import PADDED, Unreadable, seal, unseal


@given(st.binary(max_size=3000))
def test_what_was_sealed_comes_back(plain: bytes) -> None:
    assert unseal(seal(plain, context="7"), context="7") == plain


def test_nothing_of_it_can_be_read_or_compared() -> None:
    plain = b"the night shift is short of scanners"
    one, other = seal(plain, context="7"), seal(plain, context="7")
    assert one != other
    assert plain[:8] not in one
    assert len(one) == len(seal(b"x", context="7")) == PADDED + 48


def test_a_ballot_of_another_round_or_changed_is_not_opened() -> None:
    sealed = seal(b"yes", context="7")
    with pytest.raises(Unreadable):
        unseal(sealed, context="8")
    for place in (0, 20, len(sealed) - 1):
        changed = bytearray(sealed)
        changed[place] ^= 1
        with pytest.raises(Unreadable):
            unseal(bytes(changed), context="7")


def test_a_changed_secret_opens_with_the_old_one(settings) -> None:  # type: ignore[no-untyped-def]
    old = settings.SECRET_KEY
    sealed = seal(b"yes", context="7")
    settings.SECRET_KEY = "another secret of sufficient length, changed today"
    with pytest.raises(Unreadable):
        unseal(sealed, context="7")
    settings.SECRET_KEY_FALLBACKS = [old]
    assert unseal(sealed, context="7") == b"yes"
