"""Two dimensions of health: adoption against its target, and satisfaction in the newest survey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse

from metrics.adoption import satisfaction, wording
from metrics.adoption.choices import Outcome
from metrics.adoption.models import AdoptionForecast
from metrics.adoption.satisfaction import Newest
from metrics.adoption.status_part import Aimed, of_projects
from pmo import texts
from pmo.texts import Sentence
from projects.portfolio.choices import ORDER, SEVERITY, Stage, State, Status
from projects.portfolio.dimensions import DimensionReading
from projects.portfolio.models import Project

# Points below the target of the day from which on a project is off track.
FAR = 10.0


def adoption(projects: Sequence[Project], as_of: date) -> Mapping[int, DimensionReading]:
    """From the change stage on, where a system has a target that has begun (three queries). The worst system counts."""
    here = {project.pk: project for project in _from_change(projects)}
    aimed = [one for one in of_projects(list(here), as_of) if one.wanted is not None] if here else []
    forecasts = {
        row.system_id: row
        for row in AdoptionForecast.objects.filter(system__in=[one.counted.system_id for one in aimed], key="")
        if aimed
    }
    found: dict[int, DimensionReading] = {}
    for one in aimed:
        reading = _judge(one, forecasts.get(one.counted.system_id), here[one.counted.project_id], as_of)
        known = found.get(one.counted.project_id)
        if known is None or SEVERITY[reading.status] > SEVERITY[known.status]:
            found[one.counted.project_id] = reading
    return found


def _judge(one: Aimed, forecast: AdoptionForecast | None, project: Project, as_of: date) -> DimensionReading:
    status, sentence = _verdict(one, forecast, as_of)
    wanted = texts.pct(round(float(one.wanted or 0)))
    return DimensionReading(
        status,
        sentence,
        reverse("adoption:project", args=[project.key]),
        owner_id=project.business_owner_id or project.manager_id,
        fact=Sentence("adoption.health.fact", {"rate": texts.pct(round(one.rate)), "wanted": wanted}),
    )


def _verdict(one: Aimed, forecast: AdoptionForecast | None, as_of: date) -> tuple[str, Sentence]:
    target, gap = one.target, one.gap
    params: dict[str, object] = {
        "system": texts.words(one.counted.system_name, one.counted.system_name_en),
        "rate": texts.pct(round(one.rate)),
        "wanted": texts.pct(round(float(one.wanted or 0))),
    }
    if target is None or gap is None or gap >= 0:
        return Status.OK, Sentence("adoption.health.fine", params)
    if as_of >= target.due_on:
        more = {"target": texts.pct(float(target.target_share)), "on": texts.day(target.due_on)}
        return Status.OFF, Sentence("adoption.health.missed", {**params, **more})
    params["gap"] = wording.points(gap)
    status = Status.OFF if gap <= -FAR else Status.RISK
    current = forecast if forecast and forecast.target_share == target.target_share else None
    if current is not None and current.outcome == Outcome.NEVER:
        more = {"forecast": texts.nested(wording.of_forecast(current))}
        return status, Sentence("adoption.health.never", {**params, **more})
    return status, Sentence("adoption.health.far" if gap <= -FAR else "adoption.health.near", params)


def content(projects: Sequence[Project], as_of: date) -> Mapping[int, DimensionReading]:
    """From the change stage on, where a round about satisfaction has closed lately (one query)."""
    here = {project.pk: project for project in _from_change(projects)}
    return {
        pk: _satisfied(one, here[pk]) for pk, one in (satisfaction.newest(list(here), as_of) if here else {}).items()
    }


def _satisfied(one: Newest, project: Project) -> DimensionReading:
    enough, least = satisfaction.LIMITS[one.kind]
    params = {
        "survey": one.title,
        "score": texts.nested(satisfaction.named(one.kind, one.value)),
        "n": texts.num(one.n),
    }
    if one.value >= enough:
        status, sentence = Status.OK, Sentence("satisfaction.health.fine", params)
    else:
        status = Status.RISK if one.value >= least else Status.OFF
        limit = {"limit": satisfaction.shown(one.kind, enough)}
        sentence = Sentence("satisfaction.health.low", {**params, **limit})
    return DimensionReading(status, sentence, one.url, owner_id=project.business_owner_id or project.manager_id)


def _from_change(projects: Sequence[Project]) -> list[Project]:
    """Before people have to change there is nobody to adopt anything."""
    first = ORDER.index(Stage.CHANGE)
    return [p for p in projects if p.state == State.ACTIVE and ORDER.index(p.stage) >= first]
