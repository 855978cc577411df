"""How many queries each list, dashboard and main API read takes: the same at 1 row and at 50, and never many.

The numbers are recorded in tests/query_counts.json, so that a change of them is seen in review.
LUODI_UPDATE_COUNTS=1 writes them anew.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from projects.portfolio.models import Project
from tests.matrix.probe import undone
from tests.matrix.zoo import Zoo, standing_zoo
from tests.performance.growth import more
from tests.performance.pages import API, MORE, MOST, PAGES

pytestmark = pytest.mark.django_db

RECORD = Path(__file__).resolve().parents[1] / "query_counts.json"
MANY = 50


@pytest.fixture(scope="module")
def zoo(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zoo]:
    with (
        override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")),
        django_db_blocker.unblock(),
        standing_zoo() as made,
    ):
        yield made


@pytest.fixture
def _django_db_helper(zoo: Zoo) -> None:
    """The zoo holds the transaction; the mark only asks for the tables."""


def _count(zoo: Zoo, path: str) -> tuple[int, list[str]]:
    cache.clear()
    filled = path.format(
        key=zoo.mine.project.key,
        kpi=zoo.mine.kpi.pk,
        process=zoo.mine.process.pk,
        review=zoo.mine.review.pk,
        task=zoo.mine.plans.task.pk,
        item=zoo.mine.scope.item.pk,
        data_set=zoo.mine.data.data_set.pk,
        change=zoo.mine.scope.change.pk,
        risk=zoo.mine.risks.risk.pk,
        issue=zoo.mine.risks.problem.pk,
        resource=zoo.mine.people.resource.pk,
        scenario=zoo.mine.selection.scenario.pk,
        commitment=zoo.mine.money.commitment.pk,
        benefit=zoo.mine.worth.running.pk,
        approval=zoo.mine.money.approval.pk,
        survey=zoo.mine.surveys.survey.pk,
        course=zoo.mine.training.course.pk,
        session=zoo.mine.training.session.pk,
        article=zoo.mine.knowledge.article.pk,
        said=zoo.mine.feedback.item.pk,
        talk=zoo.mine.feedback.meeting.pk,
        asked=zoo.mine.support.row.pk,
        release=zoo.mine.support.release.pk,
        error=zoo.mine.support.error.pk,
        gift=zoo.mine.incentives.gift.pk,
        redemption=zoo.mine.incentives.redemption.pk,
        thanks=zoo.mine.incentives.recognition.pk,
        earner=zoo.mine.incentives.person.pk,
        announcement=zoo.mine.comms.sent.pk,
        survey_round=zoo.mine.surveys.closed.pk,
        system=zoo.mine.usage.system.pk,
        place=zoo.mine.contest.place.pk,
        stakeholder=zoo.mine.readiness.group.pk,
        stakeholder_action=zoo.mine.readiness.action.pk,
        unit=zoo.mine.user.unit_id,
        pulse=zoo.mine.readiness.closed.pk,
        champion=zoo.mine.champions.active.pk,
    )
    client = Client(raise_request_exception=False)
    headers = {"Authorization": f"Bearer {zoo.tokens['pmo']}"} if path.startswith("/api/") else {}
    if not headers:
        client.cookies = zoo.clients["pmo"].cookies.copy()
    client.get(filled, headers=headers)  # what a process keeps (content types, calendars) is loaded once
    with CaptureQueriesContext(connection) as seen:
        response = client.get(filled, headers=headers)
    if response.status_code != 200:
        return -response.status_code, []
    asked = [q["sql"] for q in seen.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))]
    return len(asked), asked


def _repeated(queries: list[str]) -> str:
    """The statements asked most often, for the message."""
    shapes: dict[str, int] = {}
    for sql in queries:
        shape = re.sub(r"\d+|'[^']*'", "?", sql)[:300]
        shapes[shape] = shapes.get(shape, 0) + 1
    return "\n".join(f"{n} × {s}" for s, n in sorted(shapes.items(), key=lambda x: -x[1])[:3] if n > 1)


def test_query_counts(zoo: Zoo) -> None:
    few: dict[str, int] = {}
    wrong: list[str] = []
    # The clock stands: a token notes once a minute that it was used.
    with time_machine.travel(timezone.now(), tick=False), undone():
        more(zoo, range(1))
        for name, path in {**PAGES, **API}.items():
            few[name] = _count(zoo, path)[0]
        before = Project.objects.count()
        more(zoo, range(1, MANY))
        assert Project.objects.count() == before + MANY - 1
        for name, path in {**PAGES, **API}.items():
            many, queries = _count(zoo, path)
            if many != few[name]:
                wrong.append(f"{name}: {few[name]} queries, with {MANY} rows more {many}\n{_repeated(queries)}")
    wrong += [f"{name}: answers {-count}" for name, count in few.items() if count < 0]
    wrong += [
        f"{name}: {count} queries, more than {MOST}" for name, count in few.items() if count > MORE.get(name, MOST)
    ]
    if os.environ.get("LUODI_UPDATE_COUNTS"):
        good = {name: count for name, count in few.items() if count > 0}
        RECORD.write_text(json.dumps(good, indent=2) + "\n", encoding="utf-8")
    recorded = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.exists() else {}
    wrong += [
        f"{name}: {count} queries, recorded {recorded.get(name, 'nothing')} (LUODI_UPDATE_COUNTS=1 writes them anew)"
        for name, count in few.items()
        if recorded.get(name) != count
    ]
    wrong += [f"{name}: recorded, but not measured any more" for name in recorded.keys() - few.keys()]
    assert not wrong, "\n".join(wrong)
