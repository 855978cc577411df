"""Make, change and delete questionnaires."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from metrics.surveys.choices import RoundStatus
from metrics.surveys.models import Survey
from metrics.surveys.samples import SAMPLES
from metrics.usage.selectors import waves
from pmo import audit
from pmo.access import policy
from pmo.access.roles import Role
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.portfolio.models import Project

FIELDS = (
    "title",
    "title_en",
    "intro",
    "intro_en",
    "purpose",
    "confidentiality",
    "roles",
    "waves",
    "repeat",
    "open_days",
    "owner",
)


@transaction.atomic
def create_survey(
    *,
    by: Any,
    project: Project,
    now: datetime,
    sample: str = "",
    units: Iterable[Any] = (),
    people: Iterable[Any] = (),
    **values: Any,
) -> Survey:
    """A questionnaire, from a sample or empty; what is given wins over the sample.

    Raises Forbidden, Conflict (project closed) or Invalid (unknown sample or role).
    """
    policy.require(by, "add", "survey", project_id=project.pk)
    _require_open(project)
    survey = Survey(project=project, owner=values.pop("owner", None) or by)
    if sample:
        _begin_with(survey, sample)
    for field, value in values.items():
        if value or field in ("roles", "waves"):
            setattr(survey, field, value)
    _require_known(survey)
    create(survey, now=now)
    survey.units.set(units)
    survey.people.set(people)
    audit.record(by=by, act="survey.created", obj=survey, after=_state(survey), project_id=project.pk, now=now)
    return survey


@transaction.atomic
def change_survey(
    *,
    by: Any,
    survey: Survey,
    now: datetime,
    expected: int | None = None,
    units: Iterable[Any] | None = None,
    people: Iterable[Any] | None = None,
    **values: Any,
) -> Survey:
    """A round that is planned or open keeps what it promised; the next one follows the change.

    Raises Forbidden, Conflict, Invalid or StaleWrite.
    """
    policy.require(by, "change", survey)
    _require_open(survey.project)
    before = _state(survey)
    for field, value in values.items():
        setattr(survey, field, value)
    _require_known(survey)
    save(survey, now=now, expected=expected, fields=values)
    if units is not None:
        survey.units.set(units)
    if people is not None:
        survey.people.set(people)
    audit.record(
        by=by,
        act="survey.changed",
        obj=survey,
        before=before,
        after=_state(survey),
        project_id=survey.project_id,
        now=now,
    )
    return survey


@transaction.atomic
def delete_survey(*, by: Any, survey: Survey, now: datetime) -> None:
    """Only one that nobody has answered: results stay. Raises Forbidden or Conflict."""
    policy.require(by, "delete", survey)
    if survey.rounds.filter(status__in=(RoundStatus.OPEN, RoundStatus.CLOSED)).exists():
        raise Conflict(_("People have answered this survey; its results stay."), code="answered")
    audit.record(by=by, act="survey.deleted", obj=survey, before=_state(survey), project_id=survey.project_id, now=now)
    survey.delete()


def _begin_with(survey: Survey, code: str) -> None:
    sample = SAMPLES.get(code)
    if sample is None:
        raise Invalid(_("There is no such questionnaire to begin with."), code="unknown_sample", field="sample")
    for field in ("title", "title_en", "intro", "intro_en", "purpose", "confidentiality", "repeat"):
        setattr(survey, field, getattr(sample, field))
    survey.questions = [question.to_json() for question in sample.questions]


def _require_open(project: Project) -> None:
    if not project.is_open:
        raise Conflict(_("The project is closed; nothing of it can be changed."), code="closed")


def _require_known(survey: Survey) -> None:
    if not set(survey.roles) <= set(Role.values):
        raise Invalid(_("There is no such role."), code="unknown_role", field="roles")
    if survey.waves and not set(survey.waves) <= set(waves.offered(survey.project_id)):
        raise Invalid(_("The roll-out of this project has no such wave."), code="unknown_wave", field="waves")


def _state(survey: Survey) -> dict[str, Any]:
    return {
        **audit.snapshot(survey, FIELDS),
        "questions": [question["text"] for question in survey.questions],
        "units": sorted(unit.name for unit in survey.units.all()),
        "people": sorted(person.name for person in survey.people.all()),
    }
