"""Points in the zoo: a budget and a rule of the project, somebody with points who asked for a gift and was thanked.

What is for everybody, a gift or thanks on the wall of a unit, names no project.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from changemgmt.incentives import services
from changemgmt.incentives.causes import Done
from changemgmt.incentives.choices import AccountKind, Cause
from changemgmt.incentives.models import (
    Gift,
    PointAccount,
    PointBudget,
    PointEntry,
    PointRule,
    Recognition,
    Redemption,
)
from pmo.access.models import RoleGrant
from pmo.access.roles import Role
from pmo.accounts.models import User
from pmo.files import pictures
from projects.portfolio.models import Project
from tests import factories


@dataclass
class IncentiveSide:
    budget: PointBudget
    rule: PointRule
    entry: PointEntry
    gift: Gift
    redemption: Redemption
    recognition: Recognition
    pot: PointAccount
    person: User


def incentives_of(project: Project, doer: User, word: str, now: datetime) -> IncentiveSide:
    today = timezone.localdate(now)
    pmo = RoleGrant.objects.filter(role=Role.PMO_LEAD).select_related("user").order_by("pk")[0].user
    unit = project.units.get()
    budget = services.add_budget(
        by=pmo, project=project, year=today.year, points=100_000, value=Decimal("1.00"), now=now
    )
    rule = services.add_rule(
        by=pmo, project=project, name=f"{word}规则", name_en=f"{word} rule", cause=Cause.CHAMPION, points=10,
        from_on=today - timedelta(days=60), now=now,
    )  # fmt: skip
    if not PointRule.objects.filter(cause=Cause.RECOGNITION).exists():
        services.add_budget(by=pmo, year=today.year, points=100_000, value=Decimal("1.00"), now=now)
        services.add_rule(
            by=pmo, name="同事认可", name_en="Thanks", cause=Cause.RECOGNITION, points=5, allowance=50, pair_limit=9,
            from_on=today - timedelta(days=60), now=now,
        )  # fmt: skip
    said = {"zh": f"{word} deed", "en": ""}
    deed = Done(f"zoo{project.pk}", today, user_id=doer.pk, project_id=project.pk, text=said)
    services.award(rule=rule, now=now, done=[deed])
    out = io.BytesIO()
    Image.new("RGB", (8, 6), "red").save(out, "PNG")
    shot = pictures.redrawn(SimpleUploadedFile("x.png", out.getvalue(), "image/png"))
    gift = services.add_gift(by=pmo, name="礼品", name_en="Gift", price=5, stock=90, picture=shot, now=now)
    redemption = _handed(doer, gift, "zoo", pmo, now)
    giver = factories.make_user(now, unit=unit)
    recognition = services.recognise(by=giver, to=doer, text="thank you for your help", key="zoo", now=now)
    pot = PointAccount.objects.create(budget=budget, kind=AccountKind.POT, unit=unit)
    entry = PointEntry.objects.get(transaction__award__rule=rule)
    return IncentiveSide(budget, rule, entry, gift, redemption, recognition, pot, doer)


def _handed(by: User, gift: Gift, key: str, pmo: User, now: datetime) -> Redemption:
    """Handed over: it waits for whoever asked, and for nobody else."""
    wish = services.approve(by=pmo, redemption=services.redeem(by=by, gift=gift, key=key, now=now), now=now)
    return services.hand_over(by=pmo, redemption=wish, now=now)


KEEPERS = frozenset({"pmo", "change"})
_AUTHOR = (frozenset({"employee"}), frozenset({"stranger"}))


def subjects(make: Any, subject: Any, personal: str, directory: str) -> dict[str, Any]:
    def of(give: Any, mine: frozenset[str], other: frozenset[str]) -> Any:
        return subject(personal, give, mine, foreign_owners=other)

    gift = make(directory, lambda s: {"pk": s.incentives.gift.pk})
    own = (frozenset({"employee"}) | KEEPERS, frozenset({"stranger"}) | KEEPERS)
    wish = of(lambda s: {"pk": s.incentives.redemption.pk}, *own)
    # Whoever works in the unit, and those who look after all walls.
    wall = frozenset({"pm", "owner", "champion", "employee"}) | KEEPERS, frozenset({"stranger", "mixed"}) | KEEPERS
    thanks = of(lambda s: {"pk": s.incentives.recognition.pk}, *wall)
    acts = ("approve", "refuse", "hand_over", "cancel", "received", "not_received")
    return {
        "incentives:": gift,
        "incentives:picture": make(
            directory, lambda s: {"pk": s.incentives.gift.pk, "digest": s.incentives.gift.picture.digest}
        ),
        "incentives:picture_remove": gift,
        "incentives:redemption": wish,
        **{f"incentives:{act}": wish for act in acts},
        **{f"incentives:{act}": thanks for act in ("recognition", "report", "keep", "withdraw")},
        "incentives:share": of(lambda s: {"pk": s.incentives.pot.pk}, KEEPERS, frozenset({"pmo"})),
        "incentives:rule": make("point_rule", lambda s: {"pk": s.incentives.rule.pk}),
        "incentives:budget": make("point_budget", lambda s: {"pk": s.incentives.budget.pk}),
        "incentives:statement": of(lambda s: {"pk": s.incentives.person.pk}, *own),
        "incentives:project": make("point_budget", lambda s: {"key": s.project.key}),
        "incentives:project_rule_new": make("point_rule", lambda s: {"key": s.project.key}),
        "api:redemption-": wish,
        "api:reward-": gift,
        # Of a budget whose ledger they keep, and one's own.
        "api:point-": of(lambda s: {"pk": s.incentives.entry.pk}, own[0], frozenset({"stranger", "pmo"})),
    }


NAMED: dict[str, Any] = {
    **{f"incentives:{act}": _AUTHOR for act in ("cancel", "received", "not_received")},
    **{f"api:redemption-{act}": _AUTHOR for act in ("cancel", "receive")},
}
BODIES: dict[str, Any] = {
    "POST api:redemption-refuse": lambda s: {"reason": "broken"},
    "POST api:redemption-hand-over": lambda s: {"place": "desk"},
}


def another(side: IncentiveSide, now: datetime) -> None:
    """One more person with points and a gift, thanks, a gift and a rule more: for lists of many. Nothing waits for
    those who keep points."""
    today = timezone.localdate(now)
    pmo = RoleGrant.objects.filter(role=Role.PMO_LEAD).select_related("user").order_by("pk")[0].user
    person, other = (factories.make_user(now, unit=side.pot.unit) for _ in range(2))
    done = [Done(f"n{person.pk}", today, user_id=one.pk) for one in (person, side.person)]
    services.award(rule=side.rule, now=now, done=done)
    gift = services.add_gift(by=pmo, name="G", price=5, stock=5, now=now)
    _handed(person, gift, "a", pmo, now)
    _handed(side.person, gift, f"b{gift.pk}", pmo, now)
    services.recognise(by=other, to=pmo, text="thank you again", key="a", now=now)
    rule = {"project": side.budget.project, "cause": Cause.FEEDBACK, "points": 1, "from_on": today}
    services.add_rule(by=pmo, name="R", now=now, **rule)
