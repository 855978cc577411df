"""The data dimension of health: the worst data set go-live waits for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse

from pmo import texts
from pmo.texts import Sentence
from projects.datamig.models import DataSet
from projects.datamig.proof import GREEN
from projects.goals.sentences import counted
from projects.portfolio.choices import ORDER, Stage, State, Status
from projects.portfolio.dimensions import DimensionReading
from projects.portfolio.models import Project


def read(projects: Sequence[Project], as_of: date) -> Mapping[int, DimensionReading]:
    """A reading per active project that names such data sets, in one query."""
    active = {project.pk: project for project in projects if project.state == State.ACTIVE}
    rows: dict[int, list[DataSet]] = defaultdict(list)
    for row in DataSet.objects.filter(project__in=active, is_critical=True).order_by("project_id", "number"):
        rows[row.project_id].append(row)
    return {pk: judge(active[pk], found) for pk, found in rows.items()}


def judge(project: Project, rows: Sequence[DataSet]) -> DimensionReading:
    """Red is red at any time; what is not proved yet becomes a risk when execution has begun."""
    good = [row for row in rows if row.status in GREEN]
    bad = [row for row in rows if row.status == Status.OFF] or [row for row in rows if row.status == Status.RISK]
    url = reverse("datamig:data_sets", args=[project.key])
    of = {"n": texts.num(len(good)), "of": texts.num(len(rows))}
    owner = project.manager_id
    if bad:
        worst = bad[0]
        params = {"code": worst.code, "name": texts.name(worst), "why": texts.nested(worst.sentence)}
        status, sentence = Status(worst.status), Sentence("data.health.bad", params)
        url, owner = worst.url, worst.owner_id or owner
    elif len(good) < len(rows):
        late = ORDER.index(project.stage) > ORDER.index(Stage.EXECUTION)
        status = Status.RISK if late else Status.NONE
        left = {"sets": counted("data_sets", len(rows) - len(good)), "of": texts.num(len(rows))}
        sentence = Sentence("data.health.open", left)
    else:
        status, sentence = Status.OK, Sentence("data.health.fine", {"sets": counted("data_sets", len(rows))})
    return DimensionReading(status, sentence, url, owner_id=owner, fact=Sentence("data.fact", of))
