"""The company made in bulk: the size asked for, computed, and usable; the same every time."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from metrics.health.models import ProjectHealth
from metrics.kpis.models import KpiReadingRow, Measurement
from pmo.accounts.models import User
from projects.goals.models import Kpi
from projects.portfolio.models import Project, ProjectMember

pytestmark = pytest.mark.django_db
SIZE = {"projects": 7, "kpis": 31, "measurements": 400, "people": 340}


def make(**size: int) -> str:
    out = StringIO()
    call_command("make_company", stdout=out, **{**SIZE, **size})
    return out.getvalue()


def test_it_has_the_size_asked_for_and_is_computed():
    said = make()
    assert "7 projects, 31 KPIs" in said
    assert "400 measurements" in said
    assert Project.objects.count() == 7
    assert Kpi.objects.count() == 31
    computed = Kpi.objects.filter(goal__project__state="active")
    assert set(KpiReadingRow.objects.values_list("kpi_id", flat=True)) >= set(computed.values_list("pk", flat=True))
    assert Measurement.objects.count() == 400
    assert User.objects.count() == 340
    open_ones = Project.objects.filter(state="active").count()
    assert ProjectHealth.objects.filter(project__state="active").count() == open_ones > 0
    assert ProjectMember.objects.count() >= 5 * 7


def test_its_pages_open():
    make(projects=3, kpis=6, measurements=60, people=310)
    client = Client()
    client.force_login(User.objects.get(username="pmo"))
    key = Project.objects.filter(state="active").order_by("key").values_list("key", flat=True)[0]
    for path in ("/", "/portfolio/", "/projects/", f"/projects/{key}/", "/reviews/", "/actions/", "/kpis/"):
        assert client.get(path).status_code == 200, path


def test_nonsense_and_a_second_time_are_refused():
    with pytest.raises(CommandError):
        make(projects=0)
    make(projects=1, kpis=1, measurements=0, people=300)
    with pytest.raises(CommandError):
        make()
