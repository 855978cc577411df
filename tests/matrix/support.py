"""A support desk of a project in the zoo: a request with its talk, what is agreed, a release, an error, hyper-care."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from changemgmt.support import services
from changemgmt.support.models import (
    CannedAnswer,
    HyperCare,
    KnownError,
    SupportCategory,
    SupportMail,
    SupportPicture,
    SupportRelease,
    SupportRequest,
    SupportTeam,
)
from pmo.accounts.models import User
from pmo.files import pictures
from pmo.records.models import create
from projects.portfolio.models import Project


@dataclass
class SupportSide:
    row: SupportRequest
    picture: SupportPicture
    release: SupportRelease
    error: KnownError
    care: HyperCare
    team: SupportTeam
    category: SupportCategory
    canned: CannedAnswer
    mail: SupportMail


def support_of(project: Project, manager: User, doer: User, word: str, now: datetime) -> SupportSide:
    by: dict[str, Any] = {"by": manager, "project": project, "now": now}
    services.open_desk(**by)
    team = services.save_team(values={"name": f"{word} team"}, **by)
    category = services.save_category(values={"name": f"{word} category"}, **by)
    canned = services.save_canned(values={"title": f"{word} canned", "text": f"{word} words"}, **by)
    release = services.plan_release(name=f"{word} 2.0", planned_on=now.date(), notes=f"{word} notes", **by)
    error = services.note_error(title=f"{word} symptom", workaround=f"{word} way", **by)
    care = services.begin(started_on=now.date() - timedelta(days=20), today=now.date(), **by)
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    shot = pictures.redrawn(SimpleUploadedFile("a.png", out.getvalue()))
    row = services.ask(by=doer, project=project, text=f"{word} words", vouched=True, unit=project.units.get(),
                       pictures=[shot], now=now)  # fmt: skip
    services.note(by=manager, row=row, text=f"{word} internal", now=now)
    row.refresh_from_db()
    mail = create(
        SupportMail(
            message_id=f"{project.key}", sender="x@elsewhere.example", subject="Mail", received_at=now, state="held",
            reason="unknown",
        ),
        now=now,
    )  # fmt: skip
    return SupportSide(row, SupportPicture.objects.get(request=row), release, error, care, team, category, canned, mail)


def subjects(make: Any) -> dict[str, Any]:
    request = make("support_request", lambda s: {"pk": s.support.row.pk}, "employee")
    project = make("support", lambda s: {"key": s.project.key})
    mail = make("support_mail", lambda s: {"pk": s.support.mail.pk})

    def of(name: str) -> Any:
        return make("support", lambda s: {"pk": getattr(s.support, name).pk})

    pages = (
        "dashboard", "sheet", "releases", "release_new", "errors", "error_new", "care", "care_begin", "setup",
        "desk_save", "level_save", "team_new", "category_new", "canned_new",
    )  # fmt: skip
    return {
        "support:": request,
        "support:picture": make(
            "support_request", lambda s: {"pk": s.support.row.pk, "picture_pk": s.support.picture.pk}, "employee"
        ),
        "support:project_requests": make("support_request", lambda s: {"key": s.project.key}),
        "support:mail_": mail,
        **{f"support:{name}": project for name in pages},
        **{f"support:{name}": of("release") for name in ("release", "release_edit", "release_out")},
        **{f"support:{name}": of("error") for name in ("error", "error_edit")},
        **{f"support:{name}": of("care") for name in ("care_end", "care_criterion")},
        "support:team_edit": of("team"),
        "support:category_edit": of("category"),
        "support:canned_edit": of("canned"),
    }


def api_subjects(make: Any) -> dict[str, Any]:
    return {
        "api:support-request-": subjects(make)["support:"],
        "api:hypercare": make("support", lambda s: {"key": s.project.key}),
    }


_ASKED = (frozenset({"employee"}), frozenset({"stranger"}))
_BOTH = (frozenset({"employee", "pmo", "pm", "support"}), frozenset({"pmo", "stranger"}))
NAMED: dict[str, Any] = {
    **{f"support:{act}": _ASKED for act in ("add", "add_file", "confirm", "rate", "undo")},
    "support:reopen": _BOTH,
    "api:support-request-reply": _BOTH,
}

BODIES: dict[str, Any] = {
    "POST api:support-request-list": lambda s: {"project": s.project.key, "text": "It does not open"},
    "POST api:support-request-reply": lambda s: {"text": "We look at it"},
    "POST api:support-request-assign": lambda s: {"assignee": s.user.pk},
    "POST api:support-request-state": lambda s: {"state": "wait_supplier", "text": "A patch"},
}


def another(side: SupportSide, project: Project, person: User, n: int, now: datetime) -> None:
    """One more of everything: for lists of many."""
    manager = project.manager or person
    by: dict[str, Any] = {"by": manager, "project": project, "now": now}
    if not hasattr(project, "support_setting"):
        services.open_desk(**by)
    release = services.plan_release(name=f"3.{n}.{person.pk}", planned_on=now.date(), **by)
    error = services.note_error(title="E", state="planned", release=release, **by)
    category = services.save_category(values={"name": f"C{n}"}, **by)
    row = services.ask(by=person, project=project, text="R", vouched=True, category=category, now=now)
    services.link(by=manager, row=row, known_error=error, now=now)
    services.assign(by=manager, row=row, assignee=manager, now=now)
    if project.pk == side.row.project_id:
        services.note(by=manager, row=side.row, text="N", now=now)
        services.save_canned(values={"title": f"A{n}", "text": "x"}, **by)
        create(
            SupportMail(message_id=f"m{n}", sender="x@y.example", subject="M", received_at=now, state="held"), now=now
        )
