"""The gallery: every component of the kit in every state, with sample data, in both languages and both themes."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from pmo.texts import pick as t
from pmo.web import gallery_samples as samples
from pmo.web.gallery_charts import chart_samples
from pmo.web.pages import render, wants_fragment

STATUSES = ("ok", "risk", "off", "none", "idle", "done")
AT = datetime(2026, 11, 23, 0, 30, tzinfo=timezone.get_fixed_timezone(0))


class Person:
    def __init__(self, zh: str, en: str) -> None:
        self.label = t(zh, en)


def gallery(request: HttpRequest) -> HttpResponse:
    if wants_fragment(request):
        return render(request, "gallery/panel.html")
    now = timezone.now()
    context: dict[str, Any] = {
        "today": samples.TODAY,
        "statuses": STATUSES,
        "icons": icon_names(),
        "lead": t(
            "8 个项目：2 个偏离、3 个有风险、3 个正常。有 4 件事在等您决定。",
            "8 projects: 2 off track, 3 at risk, 3 on track. Four decisions are waiting for you.",
        ),
        "lead_sub": t(
            "与 9 月 30 日相比：2 个转好，2 个转差；完工预测 6,884 万元，超出预算 5.3%",
            "Since 30 September: 2 better, 2 worse. Forecast at completion CNY 68.84 m, 5.3% over budget",
        ),
        "project": samples.project(),
        "decisions": samples.decisions(now.date()),
        "reasons": samples.reasons(now.date()),
        "kpis": samples.kpis(),
        "stages": samples.stages(),
        "grid": samples.grid(),
        "thread": samples.thread(),
        "figures": samples.figures(),
        "events": samples.events(),
        "lanes": samples.lanes(),
        "holidays": [
            (date(2027, 1, 1), date(2027, 1, 3), ""),
            (date(2027, 2, 5), date(2027, 2, 11), t("春节 暂定", "Spring Festival")),
        ],
        "span": (date(2026, 11, 15), date(2027, 2, 21)),
        "risks": samples.risks(),
        "tabs": samples.tabs(),
        "page": Paginator(range(123), 50).get_page(request.GET.get("page")),
        "log": samples.log(now),
        "jobs": samples.jobs(),
        "history": samples.history(now),
        "people": [Person("陈启明", "Chen Qiming"), Person("沈薇", "Shen Wei")],
        "computed_at": AT,
        "since": now - timedelta(minutes=12),
        "money_rows": [(26_000_000, 15_000_000, 13_880_000, 29_100_000), (4_200_000, 4_200_000, 3_610_000, 4_120_000)],
        **chart_samples(),
    }
    return render(request, "gallery/gallery.html", context)


def icon_names() -> list[str]:
    sprite = Path(settings.BASE_DIR) / "templates" / "components" / "sprite.html"
    return re.findall(r'id="i-([a-z0-9-]+)"', sprite.read_text(encoding="utf-8"))
