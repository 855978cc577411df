"""Shapes of the pack of a review, its minutes and its files in the interface."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from metrics.reviews import sections
from metrics.reviews.exports import KINDS
from metrics.reviews.exports.document import absolute
from metrics.reviews.models import Review
from metrics.reviews.reading import Cell, Chart, Said, Section, Table
from metrics.reviews.selectors import ReviewPage
from pmo.accounts.models import User
from pmo.web import api


class CellOut(api.Serializer):
    text = api.CharField(help_text="As it is read, in the caller's language")
    number = api.NumberField(allow_null=True, help_text="Where it is one; percent as 60 for 60 %")
    link = api.CharField(help_text="Where its rows are; empty where the caller may not open them")


class SaidOut(api.Serializer):
    text = api.CharField(source="plain")
    link = api.CharField(help_text="The rows the sentence is about")


class FigureOut(api.Serializer):
    # "label" is also an attribute of the framework's classes.
    name = api.CharField(source="label")
    value = CellOut()
    was = CellOut(allow_null=True, help_text="The quarter before")


class TableOut(api.Serializer):
    title = api.CharField()
    columns = serializers.ListField(child=api.CharField())
    rows = serializers.ListField(child=CellOut(many=True))
    left_out = api.IntegerField(help_text="Rows that are not in the pack")


class SeriesOut(api.Serializer):
    name = api.CharField()
    values = serializers.ListField(child=api.PercentField(allow_null=True))


class ChartOut(api.Serializer):
    title = api.CharField()
    kind = api.CharField()
    unit = api.CharField()
    categories = serializers.ListField(child=api.CharField())
    series = SeriesOut(many=True)


class SectionOut(api.Serializer):
    code = api.CharField()
    title = api.CharField()
    sentences = SaidOut(many=True)
    figures = FigureOut(many=True)
    tables = TableOut(many=True)
    charts = ChartOut(many=True)


class PackOut(api.Serializer):
    """What the caller may see of the frozen pack; no sections before it is composed."""

    review = api.IntegerField()
    quarter = api.CharField()
    composed_at = api.MomentField(allow_null=True)
    watermark = api.CharField(help_text="The mark of the figures; empty before it is composed")
    sections = SectionOut(many=True)


class NoteOut(api.Serializer):
    section = api.CharField()
    text = api.CharField()
    version = api.IntegerField()


class DecidedOut(api.Serializer):
    text = api.CharField()
    decided_by = api.PersonField()


class PromisedOut(api.Serializer):
    id = api.IntegerField()
    title = api.CharField()
    owner = api.PersonField()
    due_on = api.DayField()
    status = api.CharField()


class ProposedOut(api.Serializer):
    item = api.IntegerField()
    project = api.CharField()
    code = api.CharField()
    title = api.CharField()


class SignatureOut(api.Serializer):
    person = api.PersonField()
    is_chair = api.BooleanField()
    signed_at = api.MomentField(allow_null=True)


class MinutesOut(api.Serializer):
    """What was said, decided and promised. `mark` is what a signature is for; empty until the review is closed."""

    review = api.IntegerField()
    status = api.CharField()
    notes = api.CharField()
    sections = NoteOut(many=True)
    decisions = DecidedOut(many=True)
    actions = PromisedOut(many=True)
    backlog = ProposedOut(many=True)
    signatures = SignatureOut(many=True)
    mark = api.CharField()


class RespondIn(api.Serializer):
    attendance = api.ChoiceField(choices=["accepted", "declined"])


class ComposeIn(api.Serializer):
    reason = api.CharField(max_length=300, required=False, allow_blank=True, default="")


class NoteIn(api.Serializer):
    section = api.CharField(max_length=20)
    text = api.CharField(max_length=8000, allow_blank=True)
    version = api.IntegerField(min_value=0, required=False, default=0, help_text="That was read; 0 for the first")


class DecideIn(api.Serializer):
    text = api.CharField(max_length=2000)
    decided_by = api.Ref(User)


class HoldIn(api.Serializer):
    notes = api.CharField(max_length=20000, required=False, allow_blank=True, default="")
    present = api.RefList(User, required=False)


class CloseIn(api.Serializer):
    chair = api.Ref(User, required=False, allow_null=True)
    signers = api.RefList(User, required=False)


class SignIn(api.Serializer):
    mark = api.CharField(max_length=64, help_text="Of the minutes that were read")


class ReopenIn(api.Serializer):
    reason = api.CharField(max_length=300)


class FileIn(api.Serializer):
    kind = api.ChoiceField(choices=list(KINDS))


def pack_document(review: Review, page: ReviewPage) -> dict[str, Any]:
    """For `PackOut`."""
    return {
        "review": review.pk,
        "quarter": review.quarter,
        "composed_at": review.composed_at,
        "watermark": page.pack.watermark,
        "sections": [_section(section) for section in page.pack.sections],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "code": section.code,
        "title": section.title,
        "sentences": [{"plain": one.plain, "link": _address(one)} for one in section.said],
        "figures": [
            {"label": f.label, "value": _cell(f.value), "was": None if f.was is None else _cell(f.was)}
            for f in section.figures
        ],
        "tables": [_table(one) for one in section.tables],
        "charts": [_chart(one) for one in section.charts],
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "columns": [one.label for one in table.columns],
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
        "left_out": table.left_out,
    }


def _chart(chart: Chart) -> dict[str, Any]:
    series = [{"name": one.name, "values": one.values} for one in chart.series]
    words = {"title": chart.title, "kind": chart.kind, "unit": chart.unit, "categories": chart.categories}
    return {**words, "series": series}


def _cell(cell: Cell) -> dict[str, Any]:
    return {"text": cell.text, "number": cell.number, "link": _address(cell)}


def _address(at: Cell | Said) -> str:
    return absolute(at.link) if at.link else ""


def minutes_document(review: Review, page: ReviewPage) -> dict[str, Any]:
    """For `MinutesOut`: minutes of money are for those who may read the section about it."""
    open_ = {section.code for section in page.pack.sections} | {
        kind.code for kind in sections.kinds() if not kind.right
    }
    return {
        "review": review.pk,
        "status": review.status,
        "notes": review.notes,
        "sections": [
            {"section": n.section, "text": n.text, "version": n.version}
            for n in page.notes.values()
            if n.section in open_
        ],
        "decisions": [{"text": d.label, "decided_by": d.decided_by} for d in page.decisions],
        "actions": [
            {"id": a.pk, "title": a.label, "owner": a.owner, "due_on": a.due_on, "status": a.status}
            for a in page.actions
        ],
        "backlog": [
            {"item": b.item_id, "project": b.item.project.key, "code": b.item.code, "title": b.item.label}
            for b in page.backlog
        ],
        "signatures": [{"person": s.user, "is_chair": s.is_chair, "signed_at": s.signed_at} for s in page.signers],
        "mark": page.digest,
    }
