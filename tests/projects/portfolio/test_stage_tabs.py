"""Parts of a stage that belong together share one tab; their own stand below it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.factories import World

pytestmark = pytest.mark.django_db


def navs(client: Client, path: str) -> dict[str, list[str]]:
    page = client.get(path).content.decode()
    found = re.findall(r'<nav class="ld-tabs[^"]*" aria-label="([^"]*)">(.*?)</nav>', page, re.S)
    return {label: re.findall(r"<a [^>]*>([^<]*)", body) for label, body in found}


def test_parts_stand_below_the_tab_of_their_group(world: World, client: Client) -> None:
    client.force_login(world.pm)
    shown = navs(client, f"/projects/{world.mine.key}/risks/")
    assert shown["Parts of this stage"] == ["Scope", "Plan", "People", "Money", "Risks", "Gates"]
    assert shown["Risks"] == ["Risks", "Problems and decisions"]
    shown = navs(client, f"/projects/{world.mine.key}/changes/")
    assert shown["Scope"] == ["Scope", "Changes"]


def test_a_group_of_which_only_one_part_may_be_seen_is_that_part(world: World, client: Client) -> None:
    client.force_login(world.pm)
    shown = navs(client, f"/projects/{world.mine.key}/plan/")
    # Without a plan there are no milestones, baselines or settings of one.
    assert "Plan" in shown["Parts of this stage"]
    assert "Plan" not in shown


def test_a_stage_without_groups_stays_one_row(world: World, client: Client) -> None:
    client.force_login(world.pm)
    shown = navs(client, f"/projects/{world.mine.key}/pain-points/")
    assert "Pain points" in shown["Parts of this stage"]
    assert "Pain points" not in shown


def test_a_page_says_which_stage_it_belongs_to(world: World, client: Client) -> None:
    client.force_login(world.pm)
    text = client.get(f"/projects/{world.mine.key}/champions/").content.decode()
    spine = text[text.index('class="ld-spine"') : text.index("</ol>", text.index('class="ld-spine"'))]
    assert spine.count('aria-current="page"') == 1
    assert 'data-stage-key="4" aria-current="page"' in spine
