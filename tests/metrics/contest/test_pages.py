"""The pages of a contest, its wall and its log: seen, used, refused."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from metrics.contest import services
from metrics.contest.models import Contest, ContestWeek, MeetingDecision, WallLink
from metrics.contest.selectors import walls
from pmo.accounts.models import User
from pmo.audit.models import AuditEntry
from pmo.records import Conflict, Forbidden, Invalid
from projects.portfolio.choices import TeamRole
from tests.conftest import NOW
from tests.factories import World, add_member, make_unit, make_user
from tests.metrics.contest.conftest import MONDAY, SUNDAY, USUAL, WEEK, Race

pytestmark = pytest.mark.django_db
PAGE = "/projects/FIN-01/contest/"


def client_of(user: User | None) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    if user is not None:
        client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


# --- the contest ------------------------------------------------------------------------------------------------------


def test_without_a_contest_the_page_offers_one_to_who_may_set_it_up(world: World, race: Race) -> None:
    Contest.objects.all().delete()
    assert "No contest yet" in client_of(world.pm).get(PAGE).text
    assert f"/usage/systems/{race.system.pk}/contest/" in client_of(world.pm).get(PAGE).text
    assert "/usage/systems/" not in client_of(world.champion).get(PAGE).text


def test_before_the_first_places_the_page_says_when(race: Race, world: World) -> None:
    Contest.objects.update(first_week_on=MONDAY + WEEK)
    text = client_of(world.pm).get(PAGE).text
    assert "The first places are told on" in text
    assert race.place("press").url in text


def test_the_page_shows_places_targets_moves_and_how_points_came_about(counted: Race, world: World) -> None:
    counted.week()
    text = client_of(world.pm).get(PAGE).text
    assert "<b>press shop</b> leads with" in text
    assert "90.0%" in text
    assert "18 / 20" in text
    assert "weighed for size" in text
    assert "0 / 5" in text


def test_withheld_units_show_no_figure_anywhere(race: Race, world: World) -> None:
    race.aim()
    race.count(SUNDAY, {"press": (18, 20), "weld": (10, 20), "paint": (5, 6), "store": (2, 3)})
    race.week()
    link = services.add_wall(by=world.pm, contest=race.contest, name="Hall", language="en", now=NOW)
    pages = [
        client_of(world.pm).get(PAGE).text,
        client_of(None).get(f"/wall/{link.token}/").text,
        client_of(world.pm).get(race.place("store").url).text,
    ]
    for text in pages:
        assert "Withheld" in text
        assert "5 / 6" not in text
        assert "2 / 3" not in text


def test_a_past_week_is_chosen_and_nonsense_shows_the_newest(counted: Race, world: World) -> None:
    counted.week()
    counted.count(SUNDAY + WEEK, USUAL)
    services.work_off(now=NOW + WEEK)
    client = client_of(world.pm)
    assert "Week 47, 16" in client.get(PAGE, {"week": "2026-11-16"}).text
    for wrong in ("", "x", "2019-01-07"):
        assert client.get(PAGE, {"week": wrong}).context["page"].week.week_on == MONDAY + WEEK
    assert len(client.get(PAGE).context["drawing"].strands) == 4


def test_who_does_not_read_the_use_of_the_project_gets_nothing(counted: Race, world: World) -> None:
    counted.week()
    for person in (world.stranger, world.employee, counted.heads["press"]):
        assert client_of(person).get(PAGE).status_code == 404
        assert client_of(person).get(f"{PAGE}wall/").status_code == 404


def test_the_table_has_the_figures_of_every_week(counted: Race, world: World) -> None:
    counted.week()
    answer = client_of(world.pm).get(f"{PAGE}export.xlsx")
    rows = list(load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert [row[3] for row in rows[1:]] == ["press shop", "weld shop", "paint shop", "store shop", "Everybody"]
    assert rows[1][0] == "2026-W47"
    assert rows[1][8:10] == (18, 20)
    assert client_of(world.champion).get(f"{PAGE}export.xlsx").status_code == 403


def test_a_correction_on_the_page(counted: Race, world: World) -> None:
    week = counted.week()
    counted.count(SUNDAY, {**USUAL, "store": (20, 20)})
    client = client_of(world.pm)
    assert "Counted since these places were told" in client.get(PAGE).text
    address = f"/contest/weeks/{week.pk}/correct/"
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client_of(world.change).post(address, {"reason": "Mine"}).status_code == 403
    assert client.post(address, {"reason": "Delivered late"}).status_code == 302
    text = client.get(PAGE).text
    assert "Delivered late" in text
    assert "Counted since" not in text


def test_setting_up_and_changing_on_the_page(world: World, race: Race) -> None:
    Contest.objects.all().delete()
    client, address = client_of(world.pm), f"/usage/systems/{race.system.pk}/contest/"
    assert client_of(world.champion).get(address).status_code == 404
    assert client_of(world.change).get(address).status_code == 403
    race.count(SUNDAY, USUAL)
    assert "press shop" in client.get(address).text
    given = {
        "title": "MES 90",
        "first_week_on": "2026-11-18",
        "announce_on": "2",
        "announce_at": "08:30",
        "level_weight": "60",
        "units": [unit.pk for unit in race.units.values()],
    }
    assert client.post(address, {**given, "units": []}).status_code == 422
    assert client.post(address, given).status_code == 302
    made = Contest.objects.get()
    assert (made.first_week_on, made.announce_on, made.level_weight) == (MONDAY, 2, 60)
    assert made.places.count() == 4
    stale = {**given, "title": "MES 95", "version": 1, "active": "on"}
    assert client.post(address, stale).status_code == 302
    assert client.post(address, {**stale, "title": "MES 99"}).status_code == 422
    assert Contest.objects.get().title == "MES 95"


# --- the wall ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def link(counted: Race, world: World) -> services.NewWall:
    counted.week()
    return services.add_wall(by=world.pm, contest=counted.contest, name="Hall 3", language="en", now=NOW)


def test_the_wall_is_light_as_shop_floors_are_bright(link: services.NewWall) -> None:
    page = Client().get(f"/wall/{link.token}/").text
    assert 'data-theme="light"' in page
    assert '<meta name="color-scheme" content="light">' in page


def test_the_wall_opens_with_its_link_alone_and_names_nobody(link: services.NewWall, counted: Race) -> None:
    client = client_of(None)
    answer = client.get(f"/wall/{link.token}/")
    assert answer.status_code == 200
    assert "Everybody 48%, 42 points to 90%" in answer.text
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    for person in User.objects.all():
        assert person.name not in answer.text
    # Nothing else opens: not the contest, not its signed-in wall, not the interface.
    for other in (PAGE, f"{PAGE}wall/", counted.place("press").url):
        assert client.get(other).status_code == 302
    assert client.get("/api/v1/contest-weeks/", headers={"Authorization": f"Bearer {link.token}"}).status_code == 401
    assert client.post(f"/wall/{link.token}/").status_code == 405
    link.link.refresh_from_db()
    assert link.link.last_used_at == NOW


def test_the_secret_is_kept_nowhere(link: services.NewWall) -> None:
    row = WallLink.objects.get()
    assert link.token not in str(vars(row))
    assert not AuditEntry.objects.filter(after__icontains=link.token).exists()
    assert row.hint == link.token[:7]


def test_a_link_ends_by_time_and_by_hand(link: services.NewWall, world: World) -> None:
    assert walls.by_token(link.token, NOW) is not None
    assert walls.by_token(link.token, link.link.expires_at) is None
    assert client_of(None).get(f"/wall/{link.token[:-1]}/").status_code == 404
    address = f"/contest/walls/{link.link.pk}/revoke/"
    assert client_of(world.stranger).post(address).status_code == 404
    assert client_of(world.pm).post(address).status_code == 302
    assert client_of(None).get(f"/wall/{link.token}/").status_code == 404
    assert client_of(world.pm).post(address).status_code == 409


def test_links_are_made_by_who_may_change_the_system(counted: Race, world: World) -> None:
    address = f"/contest/{counted.contest.pk}/walls/new/"
    answer = client_of(world.pm).post(address, {"name": "Hall", "language": "en", "days": "30"})
    assert "http://testserver/wall/lw_" in answer.text
    assert client_of(world.pm).post(address, {"name": "", "language": "en", "days": "30"}).status_code == 422
    assert client_of(world.change).post(address, {"name": "Hall", "language": "en", "days": "30"}).status_code == 403
    given = {"by": world.pm, "contest": counted.contest, "name": "Hall", "now": NOW}
    with pytest.raises(Invalid):
        services.add_wall(days=366, **given)  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        services.add_wall(**{**given, "by": world.champion})  # type: ignore[arg-type]
    for _ in range(19):
        services.add_wall(**given)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        services.add_wall(**given)  # type: ignore[arg-type]


def test_more_units_than_fit_turn_page_by_page(counted: Race, world: World) -> None:
    more = [make_unit(NOW, f"line {n}", parent=world.company) for n in range(5)]
    units = [*counted.units.values(), *more]
    services.change_contest(by=world.pm, contest=counted.contest, units=units, now=NOW)
    counted.week()
    client = client_of(world.pm)
    first = client.get(f"{PAGE}wall/")
    assert (first.context["wall"].pages, len(first.context["wall"].lines)) == (2, 5)
    assert "page=2" in first.text
    second = client.get(f"{PAGE}wall/", {"page": "2"}, headers={"HX-Request": "true"})
    assert "page=1" in second.text
    assert "<html" not in second.text
    assert len(second.context["wall"].lines) == 4
    for wrong in ("x", "0", "99999", "-1"):
        assert client.get(f"{PAGE}wall/", {"page": wrong}).status_code == 200


def test_the_wall_of_a_contest_without_weeks_says_so(race: Race, world: World) -> None:
    assert "No week is counted yet" in client_of(world.pm).get(f"{PAGE}wall/").text


# --- the log ----------------------------------------------------------------------------------------------------------


def test_a_worker_writes_what_was_decided_with_three_fields(counted: Race) -> None:
    counted.week()
    worker, place = counted.workers["press"], counted.place("press")
    client = client_of(worker)
    page = client.get(place.url)
    form = page.context["form"]
    assert form.initial == {"day": NOW.date(), "owner": worker.pk, "due_on": NOW.date() + timedelta(days=1)}
    given = {name: str(value) for name, value in form.initial.items()}
    assert client.post(f"{place.url}decide/", {**given, "text": "Move the terminal"}).status_code == 302
    assert client.post(f"{place.url}decide/", {**given, "text": ""}).status_code == 422
    text = client.get(place.url).text
    assert "Move the terminal" in text
    assert "in week 47" in text
    one = MeetingDecision.objects.get()
    assert client.post(f"/contest/decisions/{one.pk}/hand-over/").status_code == 403
    edit = f"/contest/decisions/{one.pk}/edit/"
    changed = {"text": "Move both terminals", "owner": worker.pk, "due_on": "2026-11-25", "version": "1"}
    assert client.post(edit, changed).status_code == 302
    assert client.post(edit, {**changed, "text": "Stale"}).status_code == 422
    assert client.post(f"/contest/decisions/{one.pk}/drop/", {"reason": ""}).status_code == 409
    assert client.post(f"/contest/decisions/{one.pk}/finish/").status_code == 302
    assert client.post(f"/contest/decisions/{one.pk}/finish/").status_code == 409


def test_the_log_of_another_unit_is_not_there_and_readers_do_not_write(counted: Race, world: World) -> None:
    place = counted.place("press")
    assert client_of(counted.workers["weld"]).get(place.url).status_code == 404
    reader = client_of(world.ceo)
    page = reader.get(place.url)
    assert page.status_code == 200
    assert page.context["form"] is None
    assert reader.post(f"{place.url}held/").status_code == 403
    assert client_of(counted.heads["press"]).post(f"{place.url}held/").status_code == 302
    assert client_of(counted.heads["press"]).get(place.url).context["log"].today_held


def test_who_may_write_but_give_no_actions_is_refused_not_told_of_a_conflict(counted: Race, world: World) -> None:
    place, day = counted.place("press"), NOW.date()
    one = services.decide(by=world.pm, place=place, day=day, text="Move it", owner=world.pm, due_on=day, now=NOW)
    # A champion here who leads a project elsewhere may give actions there only.
    add_member(NOW, world.other, world.champion, TeamRole.MANAGER)
    assert client_of(world.champion).post(f"/contest/decisions/{one.pk}/hand-over/").status_code == 403
    assert client_of(world.pm).post(f"/contest/decisions/{one.pk}/hand-over/").status_code == 302


def test_people_of_a_unit_below_belong_to_it(counted: Race) -> None:
    team = make_unit(NOW, "team", parent=counted.units["press"])
    assert client_of(make_user(NOW, unit=team)).get(counted.place("press").url).status_code == 200


# --- the interface ----------------------------------------------------------------------------------------------------


def test_programs_read_weeks_as_they_were_told(counted: Race, world: World) -> None:
    week = counted.week()
    client = client_of(world.pm)
    listed = client.get("/api/v1/contest-weeks/", {"project": "FIN-01"}).json()
    assert listed["count"] == 1
    one = client.get(f"/api/v1/contest-weeks/{week.pk}/").json()
    assert one == listed["results"][0]
    assert (one["code"], one["ends_on"], one["system"]) == ("2026-W47", "2026-11-22", "mes")
    assert [(row["rank"], row["name"], row["rate"]) for row in one["results"]][:2] == [
        (1, "press shop", 90.0),
        (2, "weld shop", 50.0),
    ]
    assert one["everybody"]["eligible"] == 80
    assert client.get("/api/v1/contest-weeks/", {"from": "2026-11-17"}).json()["count"] == 0
    assert client.get("/api/v1/contest-weeks/", {"nonsense": "1"}).status_code == 400
    assert client_of(world.stranger).get(f"/api/v1/contest-weeks/{week.pk}/").status_code == 404
    assert ContestWeek.objects.count() == 1
