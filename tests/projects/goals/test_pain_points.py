from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pmo import files
from pmo.audit.models import AuditEntry
from pmo.records import Conflict, Forbidden, Invalid
from pmo.texts import Sentence
from projects.goals import evidence, services
from projects.goals.models import PainPoint
from projects.goals.selectors import goals
from projects.goals.selectors import pain_points as selectors
from tests import factories
from tests.factories import World
from tests.projects.goals.conftest import reload


def _raise(world: World, title: str, **values: Any) -> PainPoint:
    return services.raise_pain_point(
        by=world.pm, project=world.mine, now=world.now, title=title, **{"source": "interview", **values}
    )


def test_a_pain_point_keeps_units_goals_and_the_currency_of_its_portfolio(world: World) -> None:
    pain = _raise(world, "要等一周", units=[world.finance], goals=[world.goal], money_per_month=Decimal(62000))
    assert (pain.currency, pain.owner, pain.code) == ("CNY", world.pm, f"P-{pain.number:02d}")
    assert (list(pain.units.all()), list(pain.goals.all())) == ([world.finance], [world.goal])
    entry = AuditEntry.objects.get(act="pain_point.raised")
    assert (entry.after["units"], entry.after["goals"]) == ([world.finance.name], [world.goal.code])


def test_numbers_count_up_within_each_project(world: World) -> None:
    assert [_raise(world, str(n)).number for n in range(3)] == [1, 2, 3]
    other = services.raise_pain_point(by=world.stranger, project=world.other, now=world.now, title="x", source="other")
    assert other.number == 1


def test_dearest_first_by_money_then_by_hours(world: World) -> None:
    for title, money, hours in (
        ("hours", None, 900),
        ("cheap", 10, 5),
        ("nothing", None, None),
        ("dear", 500, None),
        ("cheap, more hours", 10, 80),
    ):
        _raise(world, title, money_per_month=money, hours_per_month=hours)
    found = [pain.title for pain in selectors.of_project(world.pm, world.mine)]
    assert found == ["dear", "cheap, more hours", "cheap", "hours", "nothing"]


def test_the_dismissed_are_not_ranked(world: World) -> None:
    pain = _raise(world, "x")
    services.change_pain_point(by=world.pm, pain=pain, now=world.now, status="dismissed")
    found = selectors.page(selectors.visible(world.pm).get(pk=pain.pk), world.pm)
    assert (found.rank, found.ranked) == (0, 0)
    assert goals.overview(world.mine, world.pm).pains == []


def test_what_it_costs_together_is_summed_by_currency(world: World) -> None:
    _raise(world, "a", money_per_month=100, hours_per_month=5)
    _raise(world, "b", money_per_month=50, currency="EUR")
    _raise(world, "c", hours_per_month="2.5")
    total = selectors.loss(selectors.visible(world.pm).filter(project=world.mine))
    assert (total.hours, total.money) == (Decimal("7.5"), [(Decimal(100), "CNY"), (Decimal(50), "EUR")])


def test_one_that_a_goal_cures_is_not_deleted(world: World) -> None:
    pain = _raise(world, "x", goals=[world.goal])
    with pytest.raises(Conflict) as refused:
        services.delete_pain_point(by=world.pm, pain=pain, now=world.now)
    assert refused.value.code == "linked"
    services.change_pain_point(by=world.pm, pain=pain, now=world.now, goals=[])
    services.delete_pain_point(by=world.pm, pain=pain, now=world.now)
    assert not PainPoint.objects.filter(title="x").exists()
    assert AuditEntry.objects.filter(act="pain_point.deleted").count() == 1


def test_links_stay_within_the_project(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        _raise(world, "x", goals=[world.other_goal])
    assert refused.value.field == "goals"
    assert not PainPoint.objects.filter(title="x").exists()


def test_files_are_kept_shown_and_taken_away_with_it(world: World, pdf: Any) -> None:
    pain = _raise(world, "x")
    kept = services.add_evidence(by=world.pm, pain=pain, upload=pdf, now=world.now)
    page = selectors.page(selectors.visible(world.pm).get(pk=pain.pk), world.pm)
    assert [(file.name, file.by) for file in page.files] == [("访谈纪要.pdf", world.pm.label)]
    assert files.may_read(world.it, kept)
    assert not files.may_read(world.stranger, kept)
    services.remove_evidence(by=world.pm, pain=pain, attachment=kept, now=world.now)
    assert files.of("pain_point", [pain.pk]) == {}


def test_files_of_another_are_not_taken_away(world: World, pdf: Any) -> None:
    mine, other = _raise(world, "a"), _raise(world, "b")
    kept = services.add_evidence(by=world.pm, pain=other, upload=pdf, now=world.now)
    with pytest.raises(Invalid):
        services.remove_evidence(by=world.pm, pain=mine, attachment=kept, now=world.now)


def test_deleting_takes_the_files_along(world: World, pdf: Any) -> None:
    pain = _raise(world, "x")
    services.add_evidence(by=world.pm, pain=pain, upload=pdf, now=world.now)
    key = pain.pk
    services.delete_pain_point(by=world.pm, pain=pain, now=world.now)
    assert files.of("pain_point", [key]) == {}


def test_a_finding_is_opened_by_the_room_that_found_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    pain = _raise(world, "x", evidence_kind="test_log", evidence_id=7)
    row = selectors.visible(world.pm).get(pk=pain.pk)
    assert selectors.page(row, world.pm).found is None
    monkeypatch.setattr(evidence, "_resolvers", {})
    evidence.register("test_log", lambda user, ids: {pk: evidence.Evidence(f"log {pk}", f"/log/{pk}/") for pk in ids})
    assert selectors.page(row, world.pm).found == evidence.Evidence("log 7", "/log/7/")
    with pytest.raises(ValueError, match="test_log"):
        evidence.register("test_log", lambda user, ids: {})


def test_a_finding_keeps_its_sentence(world: World) -> None:
    pain = _raise(world, "x", evidence_note=Sentence("plain", {"text": "7.3"}).to_json())
    page = selectors.page(selectors.visible(world.pm).get(pk=pain.pk), world.pm)
    assert page.finding is not None
    assert page.finding.plain() == "7.3"


def test_who_may_raise_and_change(world: World) -> None:
    pain = services.raise_pain_point(
        by=world.champion, project=world.mine, now=world.now, title="x", source="interview"
    )
    services.change_pain_point(by=world.champion, pain=pain, now=world.now, title="y")
    for person in (world.it, world.ceo, world.employee, world.stranger, world.admin):
        with pytest.raises(Forbidden):
            services.change_pain_point(by=person, pain=reload(pain), now=world.now, title="z")
    for person in (world.ceo, world.employee, world.stranger, world.admin):
        with pytest.raises(Forbidden):
            services.raise_pain_point(by=person, project=world.mine, now=world.now, title="z", source="other")
    foreign = factories.make_pain_point(world.now, world.other, world.stranger)
    with pytest.raises(Forbidden):
        services.delete_pain_point(by=world.pm, pain=foreign, now=world.now)
