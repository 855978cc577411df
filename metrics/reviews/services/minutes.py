"""Minutes taken live, section by section, and what is proposed for the next phase."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from metrics.reviews import sections
from metrics.reviews.choices import ReviewStatus
from metrics.reviews.models import BacklogLink, Review, SectionNote
from metrics.reviews.services.reviews import require_status
from pmo import audit
from pmo.access import policy
from pmo.records import Invalid, StaleWrite
from pmo.records.models import create, save
from projects.portfolio.models import Project
from projects.scope import services as scope
from projects.scope.choices import Priority

# Typing saves itself every few seconds: one entry in the history per person, section and so much time.
ONE_ENTRY = timedelta(minutes=15)


@transaction.atomic
def write_note(*, by: Any, review: Review, section: str, text: str, expected: int, now: datetime) -> SectionNote:
    """Minutes of one section. `expected` is the version that was read, 0 where there was none.

    Raises Forbidden, Conflict (closed), Invalid (no such section) or StaleWrite with the row as it is.
    """
    policy.require(by, "change", review)
    require_status(review, ReviewStatus.PLANNED, ReviewStatus.HELD)
    if section not in sections.titles():
        raise Invalid(_("There is no such section."), code="choice", field="section")
    if len(text) > 8000:
        raise Invalid(_("At most 8,000 characters per section."), code="too_long", field="text")
    note = review.section_notes.filter(section=section).first()
    if note is None:
        return _first(by, review, section, text, expected, now)
    if note.text == text and note.version >= expected:
        # The same words again: an answer that was lost on its way, sent once more.
        return note
    quiet = note.edited_by_id == by.pk and now - note.updated_at < ONE_ENTRY
    before = note.text
    note.text, note.edited_by = text, by
    save(note, now=now, expected=expected, fields=["text", "edited_by"])
    if not quiet:
        _record(by, review, section, {"record": before}, text, now)
    return note


def _first(by: Any, review: Review, section: str, text: str, expected: int, now: datetime) -> SectionNote:
    if expected:
        raise StaleWrite(_("Someone else changed this in the meantime. Compare both versions."), current=None)
    try:
        with transaction.atomic():
            note = create(SectionNote(review=review, section=section, text=text, edited_by=by), now=now)
    except IntegrityError as error:
        current = review.section_notes.get(section=section)
        raise StaleWrite(
            _("Someone else changed this in the meantime. Compare both versions."), current=current
        ) from error
    _record(by, review, section, {}, text, now)
    return note


def _record(by: Any, review: Review, section: str, before: dict[str, Any], text: str, now: datetime) -> None:
    audit.record(
        by=by, act="review.minuted", obj=review, before=before, after={"section": section, "record": text},
        project_id=review.project_id, now=now,
    )  # fmt: skip


@transaction.atomic
def propose_item(
    *, by: Any, review: Review, project: Project, title: str, now: datetime, title_en: str = "", why: str = ""
) -> BacklogLink:
    """Put something on the list of the next phase: an item of the project's scope that is not for this time.

    Only who may add to that project's scope does; the item carries where it was proposed.
    Raises Forbidden, Conflict (closed) or Invalid (no title, a project this review is not about).
    """
    policy.require(by, "change", review)
    require_status(review, ReviewStatus.PLANNED, ReviewStatus.HELD)
    if not title.strip():
        raise Invalid(_("Say what is proposed."), code="required", field="title")
    foreign = project.portfolio_id != review.portfolio_id or review.project_id not in (None, project.pk)
    if foreign:
        raise Invalid(_("This review is not about that project."), code="foreign", field="project")
    item = scope.add_item(
        by=by, project=project, now=now, title=title.strip(), title_en=title_en.strip(),
        description=why.strip(), priority=Priority.WONT,
    )  # fmt: skip
    link = BacklogLink.objects.create(review=review, item=item, proposed_by=by, proposed_at=now)
    audit.record(
        by=by, act="review.proposed", obj=review, after={"backlog": f"{project.key} {item.code} {item.title}"},
        project_id=project.pk, now=now,
    )  # fmt: skip
    return link
