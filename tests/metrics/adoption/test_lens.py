"""The lens "why not": causes side by side, the most likely first, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from changemgmt.champions.models import Champion
from metrics.adoption import lens, selectors, standing
from metrics.adoption.lens import Asked, Cause, Finding
from metrics.adoption.models import AdoptionActivity
from pmo.records.models import create
from pmo.texts import Sentence, num
from projects.goals.models import PainPoint
from tests import factories
from tests.metrics.adoption.conftest import Used
from tests.metrics.dashboards.conftest import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def more(used: Used, world: factories.World) -> Used:
    """Five more people in the office, who never sign in: now the line and the office may be told apart."""
    setting = used.setting
    for _n in range(5):
        factories.make_user(setting.now, unit=setting.office)
    setting.count()
    used.target()
    used.refresh()
    return used


def asked(used: Used) -> Asked:
    return Asked(used.setting.system, standing.of(used.setting.system), used.setting.today)


def found_for(used: Used, reader: object, unit_id: int) -> dict[str, Finding]:
    """What somebody is told of a unit once a worker has looked."""
    used.refresh()
    system = used.setting.system
    found = lens.told(selectors.activity(system), str(unit_id), reader, system.project_id)
    assert found is not None
    assert found.at == used.setting.now
    return {cause.code: finding for cause, finding in found.pairs}


def test_who_never_signed_in_is_told_from_who_signs_in_for_nothing(more: Used, world: factories.World) -> None:
    found = found_for(more, world.pm, world.company.pk)
    # Five of sixteen never came; nobody came for nothing.
    assert found["access"].value.plain() == "31% (5 people)"
    assert found["access"].severity == 1.0
    assert found["meaning"].severity == 0.0
    assert next(iter(found)) == "access"


def test_how_often_people_come_is_asked_of_the_last_working_day(more: Used, world: factories.World) -> None:
    """Yesterday was a Sunday, and today has only begun: nobody came, and nobody should have."""
    friday = more.setting.today - timedelta(days=3)
    assert friday.isoweekday() == 5
    kept = AdoptionActivity.objects.get(system=more.setting.system).figures["groups"]
    assert kept[""]["steady"] == {"on": friday.isoformat(), "kept": 11, "active": 11, "eligible": 16}
    habit = found_for(more, world.pm, world.company.pk)["habit"]
    assert (habit.severity, habit.value.plain()) == (0.0, "0% (0 people)")


def test_data_that_does_not_arrive_is_a_cause_for_every_unit(more: Used, world: factories.World) -> None:
    assert found_for(more, world.pm, world.company.pk)["data"].severity == 0.0
    more.setting.now += timedelta(days=6)
    silent = found_for(more, world.pm, world.company.pk)["data"]
    assert (silent.severity, silent.url) == (1.0, f"/projects/{world.mine.key}/usage/")


def test_open_pain_points_of_the_unit_are_counted_for_who_may_see_them(more: Used, world: factories.World) -> None:
    pain = create(
        PainPoint(project=world.mine, number=1, title="扫码枪不够", source="survey", owner=world.owner), now=world.now
    )
    pain.units.add(world.company)
    assert found_for(more, world.pm, world.company.pk)["pains"].value.plain() == "1"
    assert "pains" not in found_for(more, world.stranger, world.company.pk)


def test_a_unit_without_champions_has_nobody_to_ask(more: Used, world: factories.World) -> None:
    assert "champions" not in found_for(more, world.pm, world.company.pk)
    world.mine.unit_links.create(unit=world.company)
    finding = found_for(more, world.pm, world.company.pk)["champions"]
    assert finding.value.plain().startswith("0 of ")
    assert (finding.severity, finding.url) == (0.6, "/projects/FIN-01/champions/")
    person = factories.make_user(world.now, unit=world.company)
    needed = int(finding.value.plain().split()[-1])
    for n in range(needed):
        create(
            Champion(
                project=world.mine, unit=world.company, user=person if n == 0 else factories.make_user(world.now),
                nominated_by=world.pm, state="active", since_on=world.today, until_on=world.today + timedelta(days=9),
            ),
            now=world.now,
        )  # fmt: skip
    # One of the company; the others work in no unit and fill no place.
    assert found_for(more, world.pm, world.company.pk)["champions"].value.plain() == f"1 of {needed}"
    assert "champions" not in found_for(more, world.stranger, world.company.pk)


@pytest.fixture
def registered() -> Iterator[None]:
    known = dict(lens._causes)
    yield
    lens._causes.clear()
    lens._causes.update(known)


def test_a_room_registers_a_cause_and_withheld_units_are_never_asked_about(
    used: Used, world: factories.World, registered: None
) -> None:
    seen: list[str] = []

    def read(question: Asked, lines: object) -> dict[str, Finding]:
        keys = [line.group.key for line in lines]  # type: ignore[attr-defined]
        seen.extend(keys)
        said = Sentence("lens.count", {"count": num(1)})
        return {key: Finding(said, said, said, severity=2.0) for key in keys}

    lens.register(Cause("training", "Not trained", read))
    found = found_for(used, world.pm, world.company.pk)
    assert seen == [str(world.company.pk)]
    assert next(iter(found)) == "training"


def test_many_units_cost_what_one_costs(more: Used, world: factories.World) -> None:
    question = asked(more)
    shown = [line for line in question.found.units if not line.withheld]
    assert len(shown) > 1

    def queries(lines: list[standing.Line]) -> int:
        with counted() as found:
            lens.of_units(question, lines)
        return len(found)

    lens.of_units(question, shown)
    assert queries(shown) == queries(shown[:1])


def test_the_page_reads_what_a_worker_found_and_says_when(more: Used, world: factories.World, client: Client) -> None:
    client.force_login(world.pm)
    url = f"/projects/{world.mine.key}/adoption/units/{world.company.pk}/"
    client.get(url)
    with counted() as found:
        page = client.get(url)
    assert "Never signed in" in page.content.decode()
    assert "as of" in page.content.decode()
    assert not [query for query in found if "supportrequest" in query["sql"] or "enrolment" in query["sql"]]
    assert len(found) <= 15


def test_a_unit_nobody_has_looked_at_says_so(more: Used, world: factories.World, client: Client) -> None:
    AdoptionActivity.objects.all().delete()
    client.force_login(world.pm)
    page = client.get(f"/projects/{world.mine.key}/adoption/units/{world.company.pk}/")
    assert "Causes are looked for when a day of use is over" in page.content.decode()
