"""The pages of champions: seen, used, refused; by the thumb and by who decides."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from changemgmt.champions import services, unit_use
from changemgmt.champions.models import Champion, ChampionEntry, ChampionMaterial, ChampionQuestion, ChampionSetting
from changemgmt.champions.unit_use import UnitUse
from pmo.accounts.models import User
from pmo.texts import Sentence
from projects.portfolio.models import Project
from tests.changemgmt.champions.conftest import TODAY, Network, client_of
from tests.conftest import NOW
from tests.factories import World

pytestmark = pytest.mark.django_db
PAGE = "/projects/FIN-01/champions/"


# --- the network of a project


def test_the_network_opens_with_who_is_missing(network: Network, world: World) -> None:
    text = client_of(world.change).get(PAGE).text
    assert "Nobody is named yet" in text
    network.champion(network.ann)
    network.nominate(network.bob)
    services.refuse(
        by=network.eve, champion=network.nominate(network.eve, unit=network.team), reason="On leave", now=NOW
    )
    text = client_of(world.change).get(PAGE).text
    assert "<b>1 of 3 places</b>" in text
    assert network.ann.label in text
    assert network.bob.label in text
    assert "On leave" in text
    assert f"?unit={network.team.pk}" in text


def test_who_sees_no_champions_of_the_project_gets_nothing(network: Network, world: World) -> None:
    network.champion(network.ann)
    for person in (world.stranger, world.employee, network.head, network.foreign):
        assert client_of(person).get(PAGE).status_code == 404
    assert client_of(world.it).get(PAGE).status_code == 200
    assert "/nominate/" not in client_of(world.it).get(PAGE).text
    assert client_of(world.it).get(f"{PAGE}setup/").status_code == 403


def test_the_set_up_of_a_network(network: Network, world: World) -> None:
    client = client_of(world.change)
    given = {"people_per_champion": 10, "smallest_unit": 5, "term_months": 6, "quiet_days": 14}
    assert client.post(f"{PAGE}setup/", {**given, "people_per_champion": 80}).status_code == 422
    assert client.post(f"{PAGE}setup/", given).status_code == 302
    assert ChampionSetting.objects.get().people_per_champion == 10
    assert client.post(f"{PAGE}processes/add/", {"name": ""}).status_code == 422
    assert client.post(f"{PAGE}processes/add/", {"name": "月结", "name_en": "Month-end"}).status_code == 302
    assert "nobody knows it" in client.get(PAGE).text
    process = world.mine.critical_processes.get()
    assert client_of(world.it).post(f"/champions/processes/{process.pk}/remove/").status_code == 403
    assert client_of(world.stranger).post(f"/champions/processes/{process.pk}/remove/").status_code in (403, 404)
    assert client.post(f"/champions/processes/{process.pk}/remove/").status_code == 302


def test_materials_are_an_address_or_a_file(network: Network, world: World) -> None:
    client = client_of(world.change)
    assert client.post(f"{PAGE}materials/add/", {"title": "Slides"}).status_code == 422
    assert client.post(f"{PAGE}materials/add/", {"title": "Slides", "link": "javascript:alert(1)"}).status_code == 422
    assert (
        client.post(f"{PAGE}materials/add/", {"title": "Film", "link": "https://intranet.example/f"}).status_code == 302
    )
    upload = SimpleUploadedFile("slides.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    assert client.post(f"{PAGE}materials/add/", {"title": "Slides", "upload": upload}).status_code == 302
    network.champion(network.ann)
    text = client_of(network.ann).get("/champions/desk/").text
    assert "https://intranet.example/f" in text
    slides = ChampionMaterial.objects.get(title="Slides")
    answer = client_of(network.ann).get(slides.url)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert client_of(network.bob).get(slides.url).status_code == 404
    assert client_of(network.ann).post(f"/champions/materials/{slides.pk}/remove/").status_code == 403
    assert client.post(f"/champions/materials/{slides.pk}/remove/").status_code == 302
    assert client_of(network.ann).get(slides.url).status_code == 404


def test_the_workbook_has_the_roster_and_the_coverage(network: Network, world: World) -> None:
    network.champion(network.ann, skills={"shift": ["夜班"]})
    answer = client_of(world.change).get(f"{PAGE}export.xlsx")
    book = load_workbook(BytesIO(answer.content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[1][0] == network.ann.employee_no
    assert "夜班" in rows[1]
    assert book.worksheets[1].max_row == 3
    assert client_of(world.it).get(f"{PAGE}export.xlsx").status_code == 403


def test_all_champions_of_the_company(network: Network, world: World) -> None:
    network.champion(network.ann)
    assert network.ann.label in client_of(world.ceo).get("/champions/all/").text
    assert network.ann.label not in client_of(world.stranger).get("/champions/all/").text
    assert client_of(world.employee).get("/champions/all/").status_code in (403, 404)
    assert client_of(world.pmo).get("/champions/all/?export=xlsx").status_code == 200


# --- nominate and answer


def test_the_head_of_a_unit_nominates_on_a_page_of_a_project_they_do_not_see(network: Network, world: World) -> None:
    client = client_of(network.head)
    url = f"{PAGE}nominate/?unit={network.team.pk}"
    text = client.get(url).text
    assert network.eve.label in text
    assert network.foreign.label not in text
    given = {"unit": network.team.pk, "user": network.eve.pk, "until_on": "2027-05-31", "time_share": 10}
    assert client.post(url, {**given, "time_share": 40}).status_code == 422
    assert client.post(url, {**given, "user": network.foreign.pk}).status_code == 422
    answer = client.post(url, {**given, "system": "报销，发票", "note": "Patient"})
    made = Champion.objects.get()
    assert answer["Location"] == made.url
    assert client.get(made.url).status_code == 200
    assert [row.word for row in made.skills.all()] == ["报销", "发票"]


@pytest.mark.parametrize(("who", "status"), [("ann", 404), ("foreign", 404), ("it", 403), ("stranger", 404)])
def test_nobody_else_finds_that_page(network: Network, world: World, who: str, status: int) -> None:
    person = getattr(network, who, None) or getattr(world, who)
    assert client_of(person).get(f"{PAGE}nominate/").status_code == status


def test_a_nominee_accepts_with_one_tap(network: Network, world: World) -> None:
    made = network.nominate(network.ann, note="Everybody asks her")
    client = client_of(network.ann)
    assert "You are asked" in client.get("/champions/").text
    text = client.get(made.url).text
    assert "Everybody asks her" in text
    assert client_of(network.bob).get(made.url).status_code == 404
    assert client_of(network.head).post(f"{made.url}accept/").status_code == 403
    assert client.post(f"{made.url}accept/").status_code == 302
    assert client.get("/champions/desk/").status_code == 200
    assert client.get(PAGE).status_code == 200


def test_a_nominee_refuses_with_a_reason(network: Network) -> None:
    made = network.nominate(network.ann)
    client = client_of(network.ann)
    assert client.post(f"{made.url}refuse/", {"reason": ""}).status_code == 422
    assert client.post(f"{made.url}refuse/", {"reason": "On leave"}).status_code == 302
    assert "On leave" in client.get(made.url).text


def test_terms_are_agreed_renewed_and_ended_on_the_page(network: Network, world: World) -> None:
    found = network.champion(network.ann, until_on=TODAY + timedelta(days=20))
    ann, change = client_of(network.ann), client_of(world.change)
    assert "Will you go on?" in ann.get(found.url).text
    assert change.post(f"{found.url}renew/", {"until_on": "2027-06-30"}).status_code == 422
    assert change.post(f"{found.url}go-on/", {"answer": "yes"}).status_code in (302, 403)
    assert Champion.objects.get().renewal == ""
    ann.post(f"{found.url}go-on/", {"answer": "yes"})
    assert ann.post(f"{found.url}renew/", {"until_on": "2027-06-30"}).status_code == 403
    assert change.post(f"{found.url}renew/", {"until_on": "2027-06-30"}).status_code == 302
    given = {
        "version": Champion.objects.get().version,
        "until_on": "2027-06-30",
        "time_share": 5,
        "language": "中文、English",
    }
    assert change.post(f"{found.url}edit/", given).status_code == 302
    assert change.post(f"{found.url}edit/", {**given, "time_share": 6}).status_code == 422
    assert "time_share" not in ann.get(f"{found.url}skills/").context["form"].fields
    assert ann.get(f"{found.url}edit/").status_code == 403
    assert change.get(f"{found.url}skills/").status_code == 403
    assert client_of(world.it).get(f"{found.url}edit/").status_code == 403
    assert change.post(f"{found.url}end/", {"reason": ""}).status_code == 422
    assert change.post(f"{found.url}end/", {"reason": "Moves on"}).status_code == 302
    assert ann.get("/champions/desk/")["Location"] == "/champions/"


def test_a_nomination_is_withdrawn_and_a_champion_steps_down(network: Network, world: World) -> None:
    made = network.nominate(network.ann)
    assert client_of(world.it).post(f"{made.url}withdraw/").status_code == 403
    assert client_of(network.head).post(f"{made.url}withdraw/").status_code == 302
    found = network.champion(network.bob)
    assert client_of(world.change).post(f"{found.url}resign/", {"reason": "x"}).status_code == 403
    assert client_of(network.bob).post(f"{found.url}resign/", {"reason": "Too much"}).status_code == 302
    assert list(Champion.objects.order_by("pk").values_list("state", flat=True)) == ["withdrawn", "ended"]


# --- colleagues and the desk


def test_a_colleague_finds_and_asks_a_champion_in_two_taps(network: Network, world: World) -> None:
    bob = client_of(network.bob)
    assert "No champions around you yet" in bob.get("/champions/").text
    network.champion(network.ann, skills={"shift": ["夜班"]})
    text = bob.get("/champions/").text
    assert network.ann.label in text
    assert "夜班" in text
    assert bob.get(PAGE).status_code == 404
    assert bob.post("/champions/ask/FIN-01/", {"topic": "visit"}).status_code == 302
    assert bob.post("/champions/ask/FIN-01/", {"topic": "visit"}).status_code == 409
    assert bob.post("/champions/ask/FIN-01/", {"topic": "gossip", "text": "kept"}).status_code == 422
    assert "kept" in bob.post("/champions/ask/FIN-01/", {"topic": "gossip", "text": "kept"}).text
    assert bob.post("/champions/ask/MES-01/", {"topic": "visit"}).status_code == 404
    assert client_of(network.foreign).post("/champions/ask/FIN-01/", {"topic": "visit"}).status_code == 404
    asked = ChampionQuestion.objects.get()
    assert "waiting for your champion" in bob.get("/champions/").text
    assert client_of(network.head).get(asked.url).status_code == 404


def test_an_answer_shown_to_the_unit_does_not_name_who_asked(network: Network, world: World) -> None:
    network.champion(network.ann)
    asked = services.ask(
        by=User.objects.get(pk=network.bob.pk), project=world.mine, topic="how", words_="Where do I click?", now=NOW
    )
    ann, employee = client_of(network.ann), client_of(world.employee)
    assert "Where do I click?" in ann.get("/champions/desk/").text
    assert network.bob.label in ann.get(asked.url).text
    assert employee.post(f"{asked.url}answer/", {"answer": "x"}).status_code in (403, 404)
    assert ann.post(f"{asked.url}answer/", {"answer": ""}).status_code == 422
    assert ann.post(f"{asked.url}answer/", {"answer": "On the left.", "public": "on"}).status_code == 302
    for text in (employee.get("/champions/").text, employee.get(asked.url).text):
        assert "On the left." in text
        assert network.bob.label not in text
    assert network.bob.label not in employee.get("/champions/questions/").text
    assert "Where do I click?" in employee.get("/champions/questions/").text
    assert client_of(network.bob).post(f"{asked.url}take-back/").status_code == 302
    assert ChampionQuestion.objects.get().state == "answered"


def test_the_log_is_one_tap(network: Network, world: World) -> None:
    found = network.champion(network.ann)
    ann = client_of(network.ann)
    assert ann.post(f"{found.url}log/", {"kind": "answer"}).status_code == 302
    entry = ChampionEntry.objects.get()
    assert (entry.on, entry.people) == (TODAY, 1)
    assert ann.post(f"{found.url}log/", {"kind": "sleep"}).status_code == 422
    assert ann.post(f"{found.url}log/", {"kind": "answer", "on": "2026-11-24"}).status_code == 422
    assert client_of(world.change).post(f"{found.url}log/", {"kind": "answer"}).status_code == 403
    address = f"/champions/entries/{entry.pk}/"
    assert client_of(world.change).get(address).status_code == 403
    assert client_of(network.bob).get(address).status_code in (403, 404)
    given = {"version": entry.version, "kind": "session", "on": "2026-11-20", "people": 12, "note": "Morning meeting"}
    assert ann.post(address, given).status_code == 302
    assert ann.post(address, given).status_code == 422
    assert "Morning meeting" in ann.get("/champions/desk/").text
    assert ann.post(f"{address}remove/").status_code == 302
    assert not ChampionEntry.objects.exists()


def test_the_desk_shows_how_the_unit_uses_the_system(
    network: Network, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    network.champion(network.ann)
    monkeypatch.setattr(unit_use, "_sources", [])
    assert "not counted yet" in client_of(network.ann).get("/champions/desk/").text
    use = UnitUse("Expenses", Sentence("plain", {"text": "62% of 22 people"}), 62.0, 90.0)
    monkeypatch.setattr(unit_use, "_sources", [lambda project, unit, today: [use]])
    assert "62% of 22 people" in client_of(network.ann).get("/champions/desk/").text


def test_in_a_closed_project_nothing_is_offered(network: Network, world: World) -> None:
    found = network.champion(network.ann)
    Project.objects.filter(pk=world.mine.pk).update(state="closed")
    text = client_of(world.change).get(PAGE).text
    assert "/nominate/" not in text
    assert client_of(world.change).post(f"{found.url}end/", {"reason": "x"}).status_code in (403, 422)
