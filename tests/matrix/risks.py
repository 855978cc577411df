"""The zoo's risks: one that waits for its sponsor, a problem, an action; their addresses and bodies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from pmo.accounts.models import User
from projects.portfolio.models import Project
from projects.risks import services
from projects.risks.models import Issue, ResponseAction, Risk, RiskEffect


@dataclass
class RiskSide:
    """What may happen to one project, and what did. Where there is a sponsor, the risk waits for them."""

    risk: Risk
    effect: RiskEffect
    problem: Issue
    action: ResponseAction


def risks_of(project: Project, manager: User, owner: User, word: str, now: datetime) -> RiskSide:
    risk = services.raise_risk(
        by=manager,
        project=project,
        title=f"{word} risk",
        cause=f"{word} cause",
        event=f"{word} event",
        effect=f"{word} effect",
        trigger=f"{word} trigger",
        response=f"{word} response",
        owner=owner,
        inherent_probability=4,
        inherent_time=3,
        money=Decimal(90_000),
        now=now,
    )
    points = {"low": Decimal(1), "likely": Decimal(2), "high": Decimal(3)}
    effect = services.add_effect(by=manager, risk=risk, how="money", now=now, **points)
    problem = services.add_issue(
        by=manager,
        project=project,
        kind="problem",
        title=f"{word} problem",
        description=f"{word} happened",
        owner=owner,
        now=now,
    )
    day = timezone.localdate(now) + timedelta(days=20)
    action = services.add_action(by=manager, about=problem, title=f"{word} repair", owner=owner, due_on=day, now=now)
    services.turn(by=manager, source=problem, into="decision", reason=f"{word} which way", now=now)
    status = "escalated" if project.sponsor_id else "watching"
    services.move_risk(by=manager, risk=risk, status=status, reason=f"{word} too big", now=now)
    return RiskSide(Risk.objects.get(pk=risk.pk), effect, problem, action)


def pages(make: Callable[..., Any]) -> dict[str, Any]:
    """`make` is `subjects._s`."""
    risk = make("risk", lambda s: {"pk": s.risks.risk.pk}, "owner", "pm")
    issue = make("issue", lambda s: {"pk": s.risks.problem.pk}, "owner", "pm")
    action = make("response_action", lambda s: {"pk": s.risks.action.pk}, "owner")
    effect = make("risk", lambda s: {"pk": s.risks.risk.pk, "effect_pk": s.risks.effect.pk}, "owner", "pm")
    of_project = make("risk", lambda s: {"key": s.project.key})
    issues = make("issue", lambda s: {"key": s.project.key})
    return {
        "risks:project_risks": of_project,
        "risks:matrix": of_project,
        "risks:export": of_project,
        "risks:library": of_project,
        "risks:risk": risk,
        "risks:risk_new": of_project,
        "risks:risk_turn": make("risk", lambda s: {"pk": s.risks.risk.pk, "into": "problem"}, "owner", "pm"),
        "risks:effect_new": risk,
        "risks:effect_edit": effect,
        "risks:effect_remove": effect,
        "risks:risk_action_new": risk,
        "risks:action": action,
        "risks:project_issues": issues,
        "risks:issue": issue,
        "risks:issue_new": issues,
        "risks:issue_turn": make("issue", lambda s: {"pk": s.risks.problem.pk, "into": "decision"}, "owner", "pm"),
        "risks:issue_action_new": issue,
        "risks:scale": make("portfolio", lambda s: {"code": s.portfolio.code}),
    }


def api(make: Callable[..., Any]) -> dict[str, Any]:
    return {
        "api:risk-": make("risk", lambda s: {"pk": s.risks.risk.pk}, "owner", "pm"),
        "api:issue-": make("issue", lambda s: {"pk": s.risks.problem.pk}, "owner", "pm"),
        "api:response-action-": make("response_action", lambda s: {"pk": s.risks.action.pk}, "owner"),
    }


# Only the sponsor answers an escalated risk, whoever else may decide on risks.
NAMED: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "risks:risk_answer": (frozenset({"cfo"}), frozenset()),
    "api:risk-reply": (frozenset({"cfo"}), frozenset()),
}


def _action(side: Any) -> dict[str, Any]:
    return {"title": "New repair", "owner": side.user.pk, "due_on": str(timezone.localdate() + timedelta(days=9))}


BODIES: dict[str, Callable[[Any], dict[str, Any]]] = {
    "POST api:risk-list": lambda s: {"project": s.project.key, "title": "New risk"},
    "PUT api:risk-detail": lambda s: {"title": "Renamed"},
    "PATCH api:risk-detail": lambda s: {"title": "Renamed"},
    "POST api:risk-review": lambda s: {"note": "looked at"},
    "POST api:risk-move": lambda s: {"status": "closed", "reason": "over"},
    "POST api:risk-reply": lambda s: {"status": "treating", "reason": "do it"},
    "POST api:risk-turn": lambda s: {"into": "problem", "reason": "it did"},
    "POST api:risk-add-effect": lambda s: {"how": "money", "low": 1, "likely": 2, "high": 3},
    "POST api:issue-list": lambda s: {"project": s.project.key, "kind": "problem", "title": "New problem"},
    "PUT api:issue-detail": lambda s: {"kind": "problem", "title": "Renamed"},
    "PATCH api:issue-detail": lambda s: {"title": "Renamed"},
    "POST api:issue-settle": lambda s: {"outcome": "solved"},
    "POST api:issue-reopen": lambda s: {"reason": "again"},
    "POST api:issue-turn": lambda s: {"into": "decision", "reason": "which way"},
    "POST api:response-action-list": lambda s: {"risk": s.risks.risk.pk, **_action(s)},
    "PUT api:response-action-detail": _action,
    "PATCH api:response-action-detail": lambda s: {"title": "Renamed"},
    "POST api:response-action-done": lambda s: {"result": "as promised"},
    "POST api:response-action-drop": lambda s: {"reason": "too dear"},
}
MADE = {
    "api:risk-list": "risk",
    "api:issue-list": "issue",
    "api:response-action-list": "response_action",
}
