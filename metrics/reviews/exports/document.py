"""What all three files say, in the order they say it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from metrics.reviews.models import Review
from metrics.reviews.reading import Cell, Column, Said, Section, Table
from metrics.reviews.selectors import ReviewPage
from pmo.web import formats

Told = Callable[[float], None]


def nobody(share: float) -> None:
    """Listens to how far the writing is where nobody asked."""


@dataclass(frozen=True)
class Document:
    """One reader's pack with its minutes, ready to be written."""

    review: Review
    page: ReviewPage

    @property
    def title(self) -> str:
        words = {"subject": self.review.subject_label, "quarter": self.review.quarter}
        return _("Review of %(subject)s, %(quarter)s") % words

    @property
    def stamp(self) -> str:
        """What stands on every page: from when the figures are, and their mark."""
        words = {"at": formats.stamp(self.page.taken_at), "mark": self.page.pack.mark}
        return _("Figures frozen at %(at)s · mark %(mark)s") % words

    @property
    def sections(self) -> list[Section]:
        return self.page.pack.sections

    def cited(self, said: Said) -> str:
        """A sentence with the address of its rows."""
        return f"{said.plain} [{absolute(said.link)}]" if said.link else said.plain

    def minutes(self, section: Section) -> str:
        found = self.page.notes.get(section.code)
        return found.text if found is not None else ""

    def conclusions(self) -> Iterator[Table]:
        """Decisions, actions and items for the next phase as tables."""
        page = self.page
        if page.decisions:
            rows = [[Cell(d.label), Cell(d.decided_by.label)] for d in page.decisions]
            yield Table(_("Decisions"), [Column(_("Decision"), False), Column(_("Decided by"), False)], rows, 0)
        if page.actions:
            columns = [Column(word, False) for word in (_("Action"), _("Owner"), _("Due"), _("Status"))]
            rows = [
                [Cell(a.label), Cell(a.owner.label), Cell(formats.iso(a.due_on)), Cell(a.get_status_display())]
                for a in page.actions
            ]
            yield Table(_("Actions"), columns, rows, 0)
        if page.backlog:
            columns = [Column(_("Item"), False), Column(_("Project"), False)]
            rows = [[Cell(f"{b.item.code} {b.item.label}"), Cell(b.item.project.label)] for b in page.backlog]
            yield Table(_("For the next phase"), columns, rows, 0)

    def signatures(self) -> list[str]:
        """Who signed when."""
        return [
            f"{s.user.label} · {formats.stamp(s.signed_at) if s.signed_at else _('not signed yet')}"
            for s in self.page.signers
        ]


def absolute(path: str) -> str:
    return f"{settings.LUODI_BASE_URL}{path}"
