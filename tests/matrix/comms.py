"""Announcements, the plan and a template in the zoo, their subjects and bodies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from changemgmt.comms import services
from changemgmt.comms.models import Announcement, AnnouncementQuestion, CommsTemplate, PlanEntry
from pmo.accounts.models import User
from pmo.records.models import create
from projects.portfolio.models import Project


@dataclass
class CommsSide:
    """One announcement is out, to its author alone, with a question; one is being written, one is approved."""

    sent: Announcement
    draft: Announcement
    approved: Announcement
    question: AnnouncementQuestion
    entry: PlanEntry
    template: CommsTemplate


def comms_of(project: Project, manager: User, signer: User, word: str, now: datetime) -> CommsSide:
    """Templates are the company's, so they do not carry the word that must not leak."""
    given = {"project": project, "title": f"{word} news", "title_en": f"{word} news", "body": word, "body_en": word}
    sent = services.draft(by=manager, audience="people", people=[manager], now=now, **given)
    services.submit(by=manager, announcement=sent, now=now)
    services.approve(by=signer, announcement=sent, now=now)
    services.publish(by=manager, announcement=sent, now=now)
    sent.refresh_from_db()
    question = services.ask(by=manager, announcement=sent, text=f"{word}?", now=now)
    services.ask(by=manager, announcement=sent, text=f"{word}??", now=now)
    draft = services.draft(by=manager, audience="people", people=[manager], now=now, **given)
    entry = services.add_entry(
        by=manager, project=project, title=f"{word} line", title_en=f"{word} line", due_on=now.date(), now=now
    )
    approved = services.draft(by=manager, audience="people", people=[manager], now=now, **given)
    services.submit(by=manager, announcement=approved, now=now)
    services.approve(by=signer, announcement=approved, now=now)
    approved.refresh_from_db()
    template = create(CommsTemplate(name=f"t{project.pk}", title="T", body="B"), now=now)
    return CommsSide(sent, draft, approved, question, entry, template)


def subjects(make: Any, directory: str) -> dict[str, Any]:
    """By the longest fitting beginning of the route's name."""
    sent = make("announcement", lambda s: {"pk": s.comms.sent.pk}, "pm")
    draft = make("announcement", lambda s: {"pk": s.comms.draft.pk}, "pm")
    approved = make("announcement", lambda s: {"pk": s.comms.approved.pk}, "pm")
    project = make("announcement", lambda s: {"key": s.project.key})
    plan = make("comm_plan", lambda s: {"key": s.project.key})
    return {
        "comms:": draft,
        **dict.fromkeys(("comms:send_back", "comms:schedule", "comms:unschedule", "comms:publish"), approved),
        **dict.fromkeys(("comms:announcement", "comms:read", "comms:ask", "comms:withdraw", "comms:reach"), sent),
        **dict.fromkeys(("comms:project", "comms:new", "comms:preview"), project),
        **dict.fromkeys(("comms:plan", "comms:entry_new"), plan),
        "comms:entry": make("comm_plan", lambda s: {"pk": s.comms.entry.pk}),
        "comms:question_": make("announcement", lambda s: {"pk": s.comms.question.pk}, "pm"),
        "comms:template": make(directory, lambda s: {"pk": s.comms.template.pk}),
    }


def api_subjects(make: Any) -> dict[str, Any]:
    sent = make("announcement", lambda s: {"pk": s.comms.sent.pk}, "pm")
    approved = make("announcement", lambda s: {"pk": s.comms.approved.pk}, "pm")
    names = ("read", "ask", "reach", "questions", "withdraw")
    return {
        "api:announcement-": make("announcement", lambda s: {"pk": s.comms.draft.pk}, "pm"),
        **{f"api:announcement-{name}": sent for name in names},
        **{f"api:announcement-{name}": approved for name in ("send-back", "schedule", "publish")},
        "api:announcement-question-": make("announcement", lambda s: {"pk": s.comms.question.pk}, "pm"),
    }


def _at() -> str:
    return services.next_time(timezone.now() + timedelta(days=1)).isoformat()


BODIES: dict[str, Any] = {
    "POST api:announcement-list": lambda s: {"project": s.project.key, "title": "New", "body": "Text"},
    "PUT api:announcement-detail": lambda s: {"title": "Renamed"},
    "PATCH api:announcement-detail": lambda s: {"title": "Renamed"},
    "POST api:announcement-send-back": lambda s: {"reason": "too long"},
    "POST api:announcement-schedule": lambda s: {"at": _at()},
    "POST api:announcement-withdraw": lambda s: {"reason": "wrong date"},
    "POST api:announcement-ask": lambda s: {"text": "When?"},
    "POST api:announcement-question-answer": lambda s: {"text": "On Monday"},
}


MADE = {"api:announcement-list": "announcement"}


def another(project: Project, person: User, approver: User, now: datetime) -> Announcement:
    """One more, sent, with a question, and a line of the plan: for lists of many."""
    manager = project.manager
    services.add_entry(by=manager, project=project, title="L", due_on=now.date(), sender=manager, now=now)
    made = services.draft(
        by=manager, project=project, title="A", body="B", audience="people", people=[manager], now=now
    )
    services.submit(by=manager, announcement=made, now=now)
    services.approve(by=approver, announcement=made, now=now)
    made = services.publish(by=manager, announcement=made, now=now)
    services.ask(by=manager, announcement=made, text="?", now=now)
    return made
