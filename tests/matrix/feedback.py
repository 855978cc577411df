"""Something said about a project in the zoo, its talk, their subjects and bodies."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from changemgmt.feedback import services
from changemgmt.feedback.models import Feedback, FeedbackMeeting, FeedbackPicture
from pmo.accounts.models import User
from pmo.files import pictures
from projects.portfolio.models import Project


@dataclass
class FeedbackSide:
    """Said with a name, with a photo, in the unit the project concerns; a talk with two lines, one of them taken."""

    item: Feedback
    picture: FeedbackPicture
    meeting: FeedbackMeeting


def feedback_of(project: Project, manager: User, author: User, word: str, now: datetime) -> FeedbackSide:
    unit, today = project.units.get(), now.date()
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    shot = pictures.redrawn(SimpleUploadedFile("a.png", out.getvalue()))
    item = services.give(
        by=author,
        kind="stuck",
        reason="other",
        text=f"{word} words",
        project=project,
        unit=unit,
        vouched=True,
        pictures=[shot],
        today=today,
        now=now,
    ).item
    Feedback.objects.filter(pk=item.pk).update(title=f"{word}反馈", title_en=f"{word} feedback")
    item.refresh_from_db()
    services.note(by=manager, item=item, text=f"{word} note", today=today, now=now)
    meeting = services.hold_meeting(
        by=manager,
        title=f"{word} talk",
        held_on=today - timedelta(days=1),
        notes=f"{word} one\n{word} two",
        project=project,
        now=now,
    )
    return FeedbackSide(item, FeedbackPicture.objects.get(feedback=item), meeting)


def subjects(make: Any) -> dict[str, Any]:
    """Its author reads it, and whoever speaks for the unit; business experts speak for nobody."""
    mine = ("owner", "champion", "employee")

    def item(give: Any) -> Any:
        return replace(make("feedback", give, *mine), foreign_owners=frozenset({"stranger"}))

    whole = item(lambda s: {"pk": s.feedback.item.pk})
    return {
        "feedback:": whole,
        "knowledge:from_feedback": whole,
        "feedback:picture": item(lambda s: {"pk": s.feedback.item.pk, "picture_pk": s.feedback.picture.pk}),
        "feedback:project_items": make("feedback", lambda s: {"key": s.project.key}),
        "feedback:meeting": make("feedback", lambda s: {"pk": s.feedback.meeting.pk}, "pm"),
    }


def api_subjects(make: Any) -> dict[str, Any]:
    return {"api:feedback-": subjects(make)["feedback:"]}


_AUTHOR = (frozenset({"employee"}), frozenset({"stranger"}))
_VOICES = (
    frozenset({"pmo", "pm", "change", "owner", "champion"}),
    frozenset({"pmo", "stranger"}),
)
NAMED: dict[str, Any] = {
    **{f"feedback:{act}": _AUTHOR for act in ("add", "add_file", "undo")},
    **{f"feedback:{act}": _VOICES for act in ("answer", "note", "decide", "fulfil", "close")},
    "knowledge:from_feedback": _VOICES,
    **{f"api:feedback-{act}": _VOICES for act in ("answer-author", "decide")},
}

BODIES: dict[str, Any] = {
    "POST api:feedback-list": lambda s: {"kind": "stuck", "reason": "slow", "project": s.project.key},
    "POST api:feedback-triage": lambda s: {"title": "New name", "owner": s.user.pk},
    "POST api:feedback-answer-author": lambda s: {"text": "We look at it"},
    "POST api:feedback-decide": lambda s: {"decision": "will", "reason": "Done next week"},
}


def another(project: Project, person: User, now: datetime) -> Feedback:
    """One more, on the board and answered: for lists of many."""
    day = {"today": now.date(), "now": now}
    item = services.give(
        by=person, kind="idea", reason="missing", project=project, unit=person.unit, vouched=True, **day
    ).item  # fmt: skip
    manager = project.manager
    if manager is not None and manager.pk != person.pk:
        services.triage(by=manager, item=item, title="F", owner=manager, on_board=True, now=now)
    return item
