"""Who sets targets, what is refused, and what a target does to a unit below it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from metrics.adoption import selectors, services, standing
from metrics.adoption.models import AdoptionTarget
from pmo.audit.models import AuditEntry
from pmo.records import Forbidden, Invalid, StaleWrite
from tests import factories
from tests.metrics.adoption.conftest import Used

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Any], Client]


def test_a_target_is_set_changed_and_removed_with_its_history(used: Used, world: factories.World) -> None:
    system, now = used.setting.system, used.setting.now
    target = used.target()
    services.change_target(by=world.pm, target=target, target_share=Decimal(80), now=now)
    services.remove_target(by=world.pm, target=target, now=now)
    acts = AuditEntry.objects.filter(act__startswith="adoption.").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["adoption.target_set", "adoption.target_changed", "adoption.target_removed"]
    assert selectors.targets(system) == {}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({}, "taken"),
        ({"unit": "line", "due_on": "start"}, "order"),
        ({"unit": "line", "start_share": Decimal(90)}, "shares"),
        ({"unit": "line", "target_share": Decimal(101)}, "shares"),
    ],
)
def test_a_target_that_makes_no_sense_is_refused(used: Used, change: dict[str, Any], code: str) -> None:
    first = used.target()
    given = {**change}
    if given.get("unit"):
        given["unit"] = used.setting.line
    if given.get("due_on"):
        given["due_on"] = first.start_on
    with pytest.raises(Invalid) as refused:
        used.target(**given)
    assert refused.value.code == code


def test_the_database_keeps_one_target_for_everybody(used: Used) -> None:
    first = used.target()
    with pytest.raises(IntegrityError), transaction.atomic():
        AdoptionTarget.objects.create(
            system=first.system, start_on=first.start_on, start_share=1, due_on=first.due_on, target_share=2,
            created_at=used.setting.now, updated_at=used.setting.now,
        )  # fmt: skip


def test_only_who_may_change_the_system_sets_targets(used: Used, world: factories.World) -> None:
    target = used.target()
    for user in (world.ceo, world.owner, world.stranger):
        with pytest.raises(Forbidden):
            services.change_target(by=user, target=target, target_share=Decimal(50), now=used.setting.now)


def test_a_target_somebody_changed_meanwhile_is_not_overwritten(used: Used, world: factories.World) -> None:
    target = used.target()
    mine = AdoptionTarget.objects.select_related("system__project").get(pk=target.pk)
    services.change_target(by=world.pm, target=target, target_share=Decimal(80), now=used.setting.now)
    with pytest.raises(StaleWrite):
        services.change_target(by=world.pm, target=mine, target_share=Decimal(70), now=used.setting.now)


def test_a_unit_has_the_target_of_the_nearest_unit_above_it(used: Used, world: factories.World) -> None:
    used.target()
    used.target(unit=used.setting.line, target_share=Decimal(60))
    lines = {line.group.key: line for line in standing.of(used.setting.system).units}
    line, office = lines[str(used.setting.line.pk)], lines[str(used.setting.office.pk)]
    company = lines[str(world.company.pk)]
    assert line.own
    assert line.target is not None
    assert line.target.target_share == 60
    assert company.target is not None
    assert (company.own, company.target.target_share) == (False, 90)
    # Three people: withheld, whatever its target is.
    assert office.withheld
    assert (office.rate, office.gap, office.forecast, list(office.trend)) == (None, None, None, [])


def test_the_form_sets_a_target_and_shows_refusals(used: Used, world: factories.World, client_of: ClientOf) -> None:
    system, today = used.setting.system, used.setting.today
    client = client_of(world.pm)
    url = f"/usage/systems/{system.pk}/targets/new/"
    assert client.get(url).status_code == 200
    body = {
        "unit": "",
        "start_on": today.isoformat(),
        "start_share": "30",
        "due_on": (today + timedelta(weeks=13)).isoformat(),
        "target_share": "90",
    }
    assert client.post(url, {**body, "due_on": today.isoformat()}).status_code == 422
    assert client.post(url, body).status_code == 302
    target = AdoptionTarget.objects.get()
    assert (target.key, target.target_share) == ("", 90)
    assert client.post(url, body).status_code == 422
    edit = f"/usage/targets/{target.pk}/edit/"
    assert client.post(edit, {**body, "target_share": "95", "version": target.version}).status_code == 302
    assert client.post(edit, {**body, "target_share": "96", "version": target.version}).status_code == 422
    assert client_of(world.ceo).get(edit).status_code == 404
    assert client_of(world.stranger).post(f"/usage/targets/{target.pk}/delete/").status_code == 404
    assert client.post(f"/usage/targets/{target.pk}/delete/").status_code == 302
    assert not AdoptionTarget.objects.exists()


def test_targets_go_out_and_in_as_a_table(used: Used, world: factories.World) -> None:
    from metrics.adoption import excel

    system, today = used.setting.system, used.setting.today
    context = excel.context(world.pm, {"system": str(system.pk)})
    row = {
        "_row": 2,
        "unit": None,
        "start_on": today,
        "start_share": 30,
        "due_on": today + timedelta(days=91),
        "target_share": 90,
    }
    rows = [row, {**row, "_row": 3, "unit": used.setting.line.pk, "target_share": 80}]
    assert excel.check(rows, context).actions == ["create", "create"]
    done = excel.commit(rows, world.pm, context, used.setting.now)
    assert (done.created, done.updated, done.unchanged) == (2, 0, 0)
    out = excel.rows_of(context)
    assert sorted(one["target_share"] for one in out) == [Decimal(80), Decimal(90)]
    changed = [{**rows[0], "target_share": 95}, rows[1]]
    assert excel.check(changed, context).actions == ["update", "unchanged"]
    done = excel.commit(changed, world.pm, context, used.setting.now)
    assert (done.created, done.updated, done.unchanged) == (0, 1, 1)
    bad = excel.check([{**row, "target_share": 20}], context)
    assert [error.code for error in bad.errors] == ["shares"]
    assert json.dumps(context.params) == json.dumps({"system": str(system.pk)})
