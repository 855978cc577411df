"""Shapes of surveys in the interface: totals only, whatever the survey promises."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from metrics.surveys.choices import QuestionKind
from metrics.surveys.models import Survey, SurveyRound
from metrics.surveys.questions import load
from pmo.web import api


class SurveyOut(api.ModelSerializer):
    project = api.KeyField("project")
    owner = api.PersonField("owner")
    rounds = serializers.SerializerMethodField()

    class Meta:
        model = Survey
        fields = [
            "id",
            "project",
            "title",
            "title_en",
            "purpose",
            "confidentiality",
            "repeat",
            "owner",
            "rounds",
            "version",
        ]
        read_only_fields = fields

    def get_rounds(self, survey: Survey) -> list[dict[str, Any]]:
        """Newest first: number, state, how many were asked."""
        return [
            {
                "number": one.number,
                "status": one.status,
                "opens_at": one.opens_at.isoformat(),
                "closes_at": one.closes_at.isoformat(),
                "invited": one.invited,
            }
            for one in survey.rounds.all()
        ]


class ResultsOut(api.Serializer):
    number = api.IntegerField(help_text="Number of the round")
    closed_on = api.DayField()
    invited = api.IntegerField()
    answered = api.IntegerField()
    response_rate = api.PercentField(allow_null=True)
    questions = serializers.ListField(
        child=serializers.DictField(),
        help_text="Per question: key, kind, text, n (null: too few answered), score, options, rows, units",
    )


def results_for(found: SurveyRound, closed_on: Any) -> dict[str, Any]:
    """The figures of a closed round; what people wrote is not part of it."""
    texts = {question.key: question for question in load(found.questions)}
    questions = []
    for data in found.results.get("questions", ()):
        shown = {key: value for key, value in data.items() if key != "themes"}
        if data["kind"] == QuestionKind.TEXT and data.get("n") is not None:
            shown["themes"] = [
                {"words": theme["words"], "count": theme["count"]}
                for theme in data["themes"]
                if theme["count"] >= found.smallest
            ]
        questions.append({**shown, "text": texts[data["key"]].text, "text_en": texts[data["key"]].text_en})
    return {
        "number": found.number,
        "closed_on": closed_on,
        "invited": found.invited,
        "answered": found.answered,
        "response_rate": 100 * found.answered / found.invited if found.invited else None,
        "questions": questions,
    }
