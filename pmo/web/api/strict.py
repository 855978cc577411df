"""Reading request bodies without believing them: what JSON allows and no field can hold is refused here."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, MultiPartParser

from pmo.web.api import words

MAX_DEPTH = 32
MAX_INTEGER = 2**63 - 1
MAX_NUMBER_LENGTH = 64


class Refused(ValueError):
    """Something in the body that is well-formed JSON and still cannot be accepted."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class JSONParser(BaseParser):
    """UTF-8 JSON. Numbers are finite and bounded, keys unique, texts free of NUL and lone surrogates, depth limited."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        raw: bytes = stream.read()
        try:
            return loads(raw)
        except Refused as refused:
            raise ParseError(words.BODY_REFUSED[refused.code], code=refused.code) from refused
        except (ValueError, RecursionError) as error:
            raise ParseError(words.BODY_REFUSED["malformed"], code="malformed") from error


class UploadParser(MultiPartParser):
    """multipart/form-data, for uploads."""


def loads(raw: bytes) -> Any:
    """The value of a JSON text. Raises ValueError (Refused for what is not a matter of syntax)."""
    text = raw.decode("utf-8-sig")
    value = json.loads(
        text,
        parse_constant=_constant,
        parse_float=_float,
        parse_int=_integer,
        object_pairs_hook=_object,
    )
    # Only escapes can smuggle in what UTF-8 and JSON's grammar already exclude.
    _inspect(value, 0, suspicious="\\u" in text)
    return value


def _constant(name: str) -> Any:
    raise Refused("not_finite")


def _integer(text: str) -> int:
    if len(text) > 20 or not -MAX_INTEGER <= (number := int(text)) <= MAX_INTEGER:
        raise Refused("number_too_large")
    return number


def _float(text: str) -> float | Decimal:
    """A float where it says the same, else a Decimal: no digit is lost on the way to a decimal column."""
    if len(text) > MAX_NUMBER_LENGTH:
        raise Refused("number_too_large")
    number = float(text)
    if not math.isfinite(number):
        raise Refused("number_too_large")
    exact = Decimal(text)
    return number if Decimal(repr(number)) == exact else exact


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("duplicate_key")
    return found


def _inspect(value: Any, depth: int, *, suspicious: bool) -> None:
    if depth > MAX_DEPTH:
        raise Refused("too_deep")
    if isinstance(value, str):
        if suspicious and not _clean(value):
            raise Refused("bad_text")
    elif isinstance(value, dict):
        for key, item in value.items():
            if suspicious and not _clean(key):
                raise Refused("bad_text")
            _inspect(item, depth + 1, suspicious=suspicious)
    elif isinstance(value, list):
        for item in value:
            _inspect(item, depth + 1, suspicious=suspicious)


def _clean(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= c <= "\udfff" for c in text)
