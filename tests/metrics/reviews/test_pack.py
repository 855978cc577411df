"""The pack composes itself once on its day, is frozen, and reads in both languages within the reader's rights."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from metrics.health.models import DimensionRow, ProjectHealth
from metrics.kpis import services as kpis
from metrics.reviews import calibration, composing, reading, selectors, services
from metrics.reviews.models import Review
from pmo.audit.models import AuditEntry
from pmo.records import Conflict, Forbidden, Invalid
from tests.metrics.reviews.conftest import inbox, said


def measure(world, value, days_ago=0):
    on = world.today - timedelta(days=days_ago)
    kpis.record(by=world.owner, kpi=world.kpi, measured_on=on, value=Decimal(value), now=world.now)
    kpis.recompute_touched(now=world.now)


def sections(review, user, language="en"):
    with translation.override(language):
        return {s.code: s for s in reading.read(review.pack, user, [review.project_id]).sections}


@pytest.fixture
def composed(world, review):
    """On the morning of its day."""
    measure(world, "3.5")
    assert services.compose_due(now=review.starts_at - timedelta(hours=1)) == 1
    return Review.objects.get(pk=review.pk)


def test_nothing_is_composed_before_the_day(world, review):
    assert services.compose_due(now=review.starts_at - timedelta(days=1)) == 0
    assert Review.objects.get().composed_at is None


def test_it_composes_itself_once_however_often_it_is_asked_and_tells_who_comes(world, review, composed):
    assert services.compose_due(now=review.starts_at) == 0
    assert AuditEntry.objects.filter(act="review.composed").count() == 1
    assert len(inbox(world.owner, "review.pack_ready")) == 1
    assert "composed" in said(inbox(world.owner, "review.pack_ready")[0])


def test_who_was_a_moment_too_late_changes_nothing(world, review, composed):
    """Two schedulers that both saw it missing: the conditional update lets one through."""
    from metrics.reviews.services.packs import _compose

    review.composed_at = None
    assert _compose(review, review.starts_at) is False
    assert Review.objects.get().pack == composed.pack


def test_later_figures_do_not_change_what_was_frozen(world, composed):
    mark = composed.pack["watermark"]
    measure(world, "2.0")
    held = services.hold_review(by=world.pm, review=composed, now=composed.starts_at)
    assert held.pack["watermark"] == mark
    assert selectors.page(held, world.pm, world.now).kpis[0].current == "3.500000"


def test_equal_figures_have_equal_marks_and_other_figures_another(world, composed):
    again = composing.frozen(composed, now=composed.composed_at)
    assert again["watermark"] == composed.pack["watermark"]
    measure(world, "2.0")
    assert composing.frozen(composed, now=composed.composed_at)["watermark"] != composed.pack["watermark"]


def test_composing_anew_needs_a_reason_and_is_written_down(world, composed):
    with pytest.raises(Invalid):
        services.recompose(by=world.pm, review=composed, reason=" ", now=world.now)
    with pytest.raises(Forbidden):
        services.recompose(by=world.owner, review=composed, reason="新数据", now=world.now)
    measure(world, "2.0")
    services.recompose(by=world.pm, review=composed, reason="早上的数据漏了一批", now=world.now)
    entry = AuditEntry.objects.get(act="review.recomposed")
    assert entry.reason == "早上的数据漏了一批"
    assert entry.before["mark"] != entry.after["mark"]


def test_once_it_was_held_nobody_composes_it_anew(world, composed):
    services.hold_review(by=world.pm, review=composed, now=composed.starts_at)
    with pytest.raises(Conflict):
        services.recompose(by=world.pmo, review=composed, reason="还想改", now=world.now)


def test_a_review_that_is_moved_composes_itself_on_its_new_day(world, composed):
    services.change_review(
        by=world.pm, review=composed, starts_at=composed.starts_at + timedelta(days=3), now=composed.composed_at
    )
    moved = Review.objects.get()
    assert (moved.pack, moved.composed_at) == ({}, None)
    assert services.compose_due(now=moved.starts_at) == 1


def test_one_pack_reads_in_both_languages_and_cites_its_rows(world, composed):
    english, chinese = sections(composed, world.pmo, "en"), sections(composed, world.pmo, "zh-hans")
    assert (
        english["kpis"].lead.plain.startswith("0 of 1 KPIs are on track") or "of 1 KPIs" in english["kpis"].lead.plain
    )
    assert "个指标中" in chinese["kpis"].lead.plain
    assert english["kpis"].lead.link
    assert chinese["kpis"].tables[0].rows[0][0].link == world.kpi.url
    assert [s.code for s in reading.read(composed.pack, world.pmo, []).sections][:2] == ["last_time", "projects"]


def test_what_cannot_be_said_says_why(world, composed):
    found = sections(composed, world.pmo)
    assert "not available" in found["usage"].lead.plain
    assert "first review" in found["last_time"].lead.plain
    assert "cannot be judged yet" in found["calibration"].lead.plain
    assert not found["usage"].figures


def test_money_is_for_who_may_see_it_in_every_project(world, composed):
    assert {"money", "benefits"} <= set(sections(composed, world.pmo))
    assert not {"money", "benefits"} & set(sections(composed, world.employee))


def test_links_lead_only_where_the_reader_may_go(world, composed):
    with translation.override("en"):
        found = {s.code: s for s in reading.read(composed.pack, world.employee, []).sections}
    assert found["kpis"].tables[0].rows[0][0].link == ""


def test_the_next_pack_compares_carries_over_and_judges(world, composed, plan):
    held = services.hold_review(by=world.pm, review=composed, now=composed.starts_at)
    now = held.starts_at
    for title in ("甲", "乙"):
        services.add_action(by=world.pm, review=held, title=title, owner=world.owner, due_on=now.date(), now=now)
    services.finish_action(by=world.owner, action=held.actions.first(), status="done", result="好了", now=now)
    on = (now + timedelta(days=1)).date().isoformat()
    held.pack["forecasts"] = {
        "values": [{"kpi": world.kpi.pk, "on": on, "low": 2.0, "middle": 2.5, "high": 3.0}],
        "chances": [], "dates": [],
    }  # fmt: skip
    held.save(update_fields=["pack"])
    later = now + timedelta(days=20)
    kpis.record(
        by=world.owner, kpi=world.kpi, measured_on=(now + timedelta(days=1)).date(), value=Decimal("2.4"), now=later
    )
    kpis.recompute_touched(now=later)
    second = plan(quarter="2026Q4", starts_at=held.starts_at + timedelta(days=30))
    second.pack = composing.frozen(second, now=second.starts_at)
    found = sections(second, world.pmo)
    assert (
        "2 actions of earlier reviews: 1 done, 0 dropped, 1 still open (50% carried over)"
        in found["last_time"].lead.plain
    )
    assert found["kpis"].tables[0].rows[0][7].text.endswith("%")
    assert "1 values forecast with an 80% band 1 fell inside" in found["calibration"].lead.plain.replace("Of ", "")


def test_forecasts_are_kept_for_the_next_review(world, review):
    for number, value in enumerate(("5.0", "4.6", "4.2", "3.9", "3.5")):
        measure(world, value, days_ago=28 - 7 * number)
    pack = composing.frozen(review, now=world.now)
    assert set(pack["forecasts"]) == {"values", "chances", "dates"}
    assert all(row["low"] <= row["middle"] <= row["high"] for row in pack["forecasts"]["values"])
    assert calibration.judged([], world.today) == calibration.Judged()


def test_a_reason_that_is_not_for_everybody_is_not_replaced_by_a_lesser_one(world, review):
    """Off track for its money: the pack, which everybody invited reads, says that there is a reason, and not that of a
    dimension that is fine."""
    measure(world, "3.5")
    row = DimensionRow.objects.filter(project=world.mine).first()
    row.pk, row.dimension, row.status, row.since_on = None, "money", "off", world.today
    row.sentence = {"key": "health.closed", "params": {}}
    row.save()
    closed = {"key": "health.closed", "params": {}, "told": {"key": "x", "params": {}}}
    ProjectHealth.objects.filter(project=world.mine).update(status="off", worst_dimension="money", sentence=closed)
    assert services.compose_due(now=review.starts_at - timedelta(hours=1)) == 1
    found = Review.objects.get(pk=review.pk)
    shown = sections(found, world.pmo)["projects"]
    assert "One dimension that not everybody is told of" in " ".join(one.plain for one in shown.said)
    assert "One dimension that not everybody" in shown.tables[0].rows[0][2].text
    assert found.pack["projects"][0]["reasons"][0]["sentence"]["key"] == "health.closed"
