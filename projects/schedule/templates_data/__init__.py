"""Delivered templates of plans: one row per line, see the heading of the files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
# code: name, name in English, description, description in English
DELIVERED: dict[str, tuple[str, str, str, str]] = {
    "finance": (
        "财务核心推广",
        "Roll-out of a finance system",
        "蓝图、数据治理、配置、接口、月结演练、试点、上线，共 60 行。",
        "Blueprint, data, configuration, interfaces, month-end rehearsals, pilot, go-live: 60 rows.",
    ),
    "oa": (
        "OA 协同办公推广",
        "Roll-out of an OA system",
        "流程梳理、表单配置、集成、分批推广，首期不超过 20 个流程。",
        "Processes, forms, integration, roll-out in waves; at most 20 processes in the first.",
    ),
    "mes": (
        "MES 车间推广",
        "Roll-out of an MES on the shop floor",
        "现场条件、数据闸口、一车间试点、分车间推广与每周评比。",
        "Shop-floor readiness, data gate, pilot in one workshop, roll-out and weekly ranking.",
    ),
}
_LINK = re.compile(r"(\d+)(FS|SS|FF|SF)?(?:([+-]\d+)d)?$")


@cache
def rows_of(code: str) -> list[dict[str, Any]]:
    """Rows of a delivered template, in the shape `PlanTemplate.rows` keeps."""
    return list(_rows((FOLDER / f"{code}.tsv").read_text(encoding="utf-8")))


def _rows(text: str) -> Iterator[dict[str, Any]]:
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        level, days, wave, name, name_en, after, accepted = (line + "\t" * 6).split("\t")[:7]
        yield {
            "level": int(level),
            "days": float(days or 0),
            "milestone": days == "0",
            "wave": int(wave) if wave else None,
            "name": name,
            "name_en": name_en,
            "acceptance": accepted,
            "after": [_link(part) for part in after.split(",") if part],
        }


def _link(text: str) -> list[Any]:
    found = _LINK.match(text)
    if found is None:
        raise ValueError(f"{text!r} is no link")
    return [int(found[1]), found[2] or "FS", float(found[3] or 0)]
