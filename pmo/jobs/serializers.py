"""A job as the API tells it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from pmo.jobs import registry, selectors
from pmo.jobs.choices import State
from pmo.jobs.models import Job
from pmo.web import api


class JobErrorOut(api.Serializer):
    """What stands in the way: `pointer` names the input at fault, `detail` is in the caller's language."""

    pointer = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class JobOut(api.ModelSerializer):
    """Long work. Ask again until `state` is done, failed or cancelled; `result_url` is where the result is read."""

    # The names of these two are also attributes of the framework's classes, which takes fields out of the way.
    label = serializers.SerializerMethodField(help_text="Name of the work in the caller's language")  # type: ignore[assignment]
    state = serializers.ChoiceField(choices=State.choices, read_only=True)
    progress = serializers.IntegerField(read_only=True, min_value=0, max_value=100, help_text="In percent")
    attempts = serializers.IntegerField(read_only=True, min_value=0, help_text="How often a worker began")
    text = serializers.SerializerMethodField(help_text="What it is doing, or what came out")
    result_url = serializers.SerializerMethodField(help_text="Empty until the work is done")
    result = serializers.JSONField(read_only=True, help_text="Data of the result, by kind of work; null without any")
    errors = serializers.SerializerMethodField(help_text="Empty unless it failed")  # type: ignore[assignment]

    class Meta:
        model = Job
        fields = [
            "id", "kind", "label", "state", "progress", "text", "result_url", "result", "errors", "attempts",
            "created_at", "started_at", "finished_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_label(self, job: Job) -> str:
        return registry.label(job.kind)

    def get_text(self, job: Job) -> str:
        return selectors.said(job.progress_text)

    def get_result_url(self, job: Job) -> str:
        path = job.api_url or job.result_url
        return self.context["request"].build_absolute_uri(path) if path else ""

    @extend_schema_field(JobErrorOut(many=True))
    def get_errors(self, job: Job) -> list[dict[str, Any]]:
        return list(JobErrorOut(selectors.problems(job), many=True).data)
