"""One of everything, twice: on a project the cast works on, and on one that strangers own.

Every text of the foreign side carries CANARY; what belongs to one stranger alone carries PRIVATE.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from unittest import mock

from django.core.cache import cache
from django.db import transaction
from django.template.base import Template
from django.test import Client
from django.utils import timezone
from rest_framework.throttling import SimpleRateThrottle

from metrics.health import services as health
from metrics.kpis import services as kpis
from pmo import calendars
from pmo.access import sharing
from pmo.access.roles import Role
from pmo.accounts.models import User
from projects.portfolio.choices import TeamRole
from projects.portfolio.models import Portfolio, Project
from tests import factories
from tests.api.kit import token_for
from tests.factories import CANARY
from tests.matrix.sides import PRIVATE, Side, side_of

# Who may see the foreign project at all.
ALL_SEEING = ("pmo", "ceo", "cfo")


@dataclass
class Zoo:
    now: datetime
    world: factories.World
    mine: Side
    other: Side
    people: dict[str, User | None]
    clients: dict[str, Client] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)


def build() -> Zoo:
    """Rows for every kind; call inside a transaction that is rolled back."""
    now = timezone.now().replace(microsecond=0)
    world = factories.make_world(now)
    calendars.default()
    foreign_portfolio = factories.make_portfolio(now, code="PF-FOREIGN")
    Portfolio.objects.filter(pk=foreign_portfolio.pk).update(name=f"{CANARY} 组合", name_en=f"{CANARY} portfolio")
    Project.objects.filter(pk=world.other.pk).update(
        portfolio=foreign_portfolio, summary=f"{CANARY} summary", summary_en=f"{CANARY} summary"
    )
    Project.objects.filter(pk=world.mine.pk).update(start_on=world.today - timedelta(days=200))
    world.mine.refresh_from_db()
    world.other.refresh_from_db()
    more = _more_people(world, now)
    people: dict[str, User | None] = {
        name: getattr(world, name)
        for name in ["admin", "pmo", "ceo", "cfo", "pm", "owner", "it", "change", "champion", "employee", "stranger"]
    }
    people |= more
    mine = side_of(
        now,
        world.mine,
        world.goal,
        world.kpi,
        world.owner,
        world.pm,
        world.cfo,
        world.employee,
        more["guest"],  # type: ignore[arg-type]
        "Ours ",
        "Ours own",
        world.champion,
    )
    other = side_of(
        now,
        world.other,
        world.other_goal,
        world.other_kpi,
        world.stranger,
        world.stranger,
        world.ceo,
        world.stranger,
        more["outsider"],  # type: ignore[arg-type]
        f"{CANARY} ",
        PRIVATE,
        None,
    )
    sharing.share(by=world.pmo, project=world.mine, to=more["guest"], reason="audit", now=now)
    sharing.share(by=world.pmo, project=world.other, to=more["outsider"], reason=CANARY, now=now)
    kpis.recompute([world.kpi.pk, world.other_kpi.pk], now=now)
    health.recompute([world.mine.pk, world.other.pk], now=now)
    for user in filter(None, people.values()):
        user.__dict__.pop("_access", None)
    zoo = Zoo(now=now, world=world, mine=mine, other=other, people={"anonymous": None, **people})
    _sign_in(zoo)
    return zoo


def _more_people(world: factories.World, now: datetime) -> dict[str, User | None]:
    gone = factories.make_user(now, "gone", Role.PMO_LEAD, unit=world.finance)
    User.objects.filter(pk=gone.pk).update(is_active=False, deactivated_at=now)
    gone.refresh_from_db()
    # Leads one project and is a champion on another: may change things, but not those.
    mixed = factories.make_user(now, "mixed", unit=world.workshop)
    factories.make_project(now, factories.make_portfolio(now, code="PF-THIRD"), "OWN-03", manager=mixed)
    factories.add_member(now, world.mine, mixed, TeamRole.CHAMPION)
    support = factories.make_user(now, "support", Role.SUPPORT, unit=world.company)
    factories.add_member(now, world.mine, support, TeamRole.SUPPORT)
    reader = factories.make_user(now, "client", Role.CLIENT, unit=world.company)
    factories.add_member(now, world.mine, reader, TeamRole.CLIENT)
    expert = factories.make_user(now, "expert", unit=world.company)
    factories.add_member(now, world.mine, expert, TeamRole.BUSINESS_EXPERT)
    return {
        "deactivated": gone,
        "expert": expert,
        "mixed": mixed,
        "support": support,
        "client": reader,
        "guest": factories.make_user(now, "guest", unit=world.company),
        "outsider": factories.make_user(now, "outsider", unit=world.company),
    }


def _sign_in(zoo: Zoo) -> None:
    for name, user in zoo.people.items():
        zoo.clients[name] = Client(raise_request_exception=False)
        if user is not None:
            zoo.clients[name].force_login(user)
            if user.is_active:
                zoo.tokens[name] = token_for(user, now=zoo.now)
    # Two that exist only as tokens.
    zoo.tokens["ro"] = token_for(zoo.world.pm, read_only=True, now=zoo.now)
    zoo.tokens["scoped"] = token_for(zoo.world.ceo, project_keys=["FIN-01"], now=zoo.now)


@contextlib.contextmanager
def standing_zoo() -> Iterator[Zoo]:
    """The zoo inside one transaction that never commits, and a cache that knows nothing else.

    Templates are drawn as on a server: in tests Django tells of each what it was given, and nobody asks for it here.
    And everybody may ask as often as they like: here they ask more in a second than anybody may in a minute.
    """
    cache.clear()
    plainly = mock.patch.object(Template, "_render", lambda template, context: template.nodelist.render(context))
    patiently = mock.patch.object(SimpleRateThrottle, "allow_request", return_value=True)
    with transaction.atomic(), plainly, patiently:
        try:
            yield build()
        finally:
            transaction.set_rollback(True)
            cache.clear()
