"""A field of many rows carries some of them and finds the others where it stands."""

from typing import Any
from urllib.parse import quote

import pytest
from django import forms

from pmo.accounts.models import User
from pmo.web import finding
from pmo.web.finding import FIRST, FOUND, HEADER, WHOLE
from pmo.web.forms import Checklist, Form
from tests.factories import World

NEW = "/projects/new/"


class Pick(Form):
    who = forms.ModelChoiceField(User.objects.none())
    them = forms.ModelMultipleChoiceField(User.objects.none(), required=False, widget=Checklist())

    def __init__(self, *args: Any, likely: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = User.objects.order_by("name", "pk")
        fields: Any = self.fields
        fields["who"].queryset = fields["them"].queryset = everybody
        fields["who"].likely = likely


@pytest.fixture
def crowd(world: World) -> list[User]:
    """Enough colleagues that no field lists them whole."""
    rows = [
        User(
            username=f"c{n:03}",
            name=f"群众{n:03}",
            name_en=f"Crowd {n:03}",
            employee_no=f"E-{n:05}",
            unit=world.employee.unit,
            created_at=world.employee.created_at,
            updated_at=world.employee.updated_at,
        )
        for n in range(WHOLE + 20)
    ]
    return list(User.objects.bulk_create(rows))


@pytest.fixture
def standing() -> Any:
    """The request a form stands in."""
    token = finding._finding.set(finding.Finding("/here/?a=1"))
    yield
    finding._finding.reset(token)


def keys(field: Any) -> list[str]:
    return [str(value) for value, _label in field.field.choices if str(value)]


def test_few_rows_are_listed_whole(world: World, standing: None) -> None:
    form = Pick()
    form.ready()
    assert set(keys(form["who"])) == {str(pk) for pk in User.objects.values_list("pk", flat=True)}
    assert "data-find" not in str(form["who"])


def test_two_of_the_same_name_are_told_apart(world: World, standing: None) -> None:
    world.owner.name = world.owner.name_en = world.pm.name = world.pm.name_en = "王刚"
    world.owner.unit, world.pm.unit = world.finance, world.company
    for person in (world.owner, world.pm):
        person.save()
    form = Pick()
    form.ready()
    text = str(form["who"])
    assert f"王刚 · {world.finance.label}<" in text
    assert f"王刚 · {world.company.label}<" in text


def test_of_many_rows_the_chosen_and_the_first_are_listed(crowd: list[User], standing: None) -> None:
    last = crowd[-1]
    form = Pick(initial={"who": last.pk, "them": [crowd[-2].pk, crowd[-3]]})
    form.ready()
    assert keys(form["who"])[0] == str(last.pk)
    assert len(keys(form["who"])) == FIRST + 1
    assert set(keys(form["them"])[:2]) == {str(crowd[-2].pk), str(crowd[-3].pk)}
    assert 'data-find="Pick.who"' in str(form["who"])
    assert 'data-page="/here/?a=1"' in str(form["who"])
    assert f'value="{last.pk}" selected' in str(form["who"])


def test_whoever_is_chosen_is_sent_back_however_many_they_are(crowd: list[User], standing: None) -> None:
    form = Pick(initial={"them": [person.pk for person in crowd]})
    form.ready()
    assert set(keys(form["them"])) >= {str(person.pk) for person in crowd}
    assert str(form["them"]).count(" checked") == len(crowd) > WHOLE


def test_a_list_of_boxes_tells_its_script_where_to_ask(crowd: list[User], standing: None) -> None:
    form = Pick()
    form.ready()
    drawn = str(form["them"])
    assert 'class="ld-checklist"' in drawn
    assert drawn.count('data-find="Pick.them"') == 1


def test_likely_rows_come_first_in_short_and_long_lists(world: World, crowd: list[User], standing: None) -> None:
    form = Pick(likely={crowd[-1].pk})
    form.ready()
    assert keys(form["who"])[0] == str(crowd[-1].pk)
    User.objects.filter(username__startswith="c0").delete()
    form = Pick(likely={crowd[-1].pk})
    form.ready()
    assert keys(form["who"])[0] == str(crowd[-1].pk)


@pytest.mark.parametrize("typed", ["abc", "9" * 40, "", "-1"])
def test_nonsense_in_place_of_a_row_changes_nothing(crowd: list[User], standing: None, typed: str) -> None:
    form = Pick({"who": typed})
    form.ready()
    assert not form.is_valid()
    assert len(keys(form["who"])) == FIRST


def test_a_row_that_was_not_listed_can_be_chosen(crowd: list[User], standing: None) -> None:
    form = Pick({"who": crowd[-1].pk, "them": [crowd[-2].pk]})
    form.ready()
    assert form.is_valid(), form.errors
    assert form.cleaned_data["who"] == crowd[-1]


def ask(client: Any, words: str, field: str = "ProjectForm.sponsor", path: str = NEW) -> Any:
    return client.get(path, headers={HEADER: f"{field}={quote(words)}"})


def test_the_page_of_a_form_finds_rows_by_every_word(world: World, crowd: list[User], client_of: Any) -> None:
    client = client_of(world.pmo)
    unit = world.employee.unit.label
    assert [label for _key, label in ask(client, "群众 119").json()["rows"]] == [f"Crowd 119 · {unit}"]
    assert ask(client, "e-00117").json()["rows"] == [[str(crowd[117].pk), f"Crowd 117 · {unit}"]]
    assert len(ask(client, "群众").json()["rows"]) == FOUND
    assert ask(client, "nobody of that name").json()["rows"] == []


def test_nothing_is_found_that_could_not_be_chosen(world: World, crowd: list[User], client_of: Any) -> None:
    crowd[5].is_active = False
    crowd[5].deactivated_at = world.now
    crowd[5].save(update_fields=["is_active", "deactivated_at"])
    client = client_of(world.pmo)
    assert ask(client, "群众005").json()["rows"] == []
    assert len(ask(client, "群众006").json()["rows"]) == 1


def test_who_may_not_open_the_page_finds_nothing(world: World, crowd: list[User], client_of: Any, client: Any) -> None:
    assert ask(client, "群众").status_code == 302
    refused = ask(client_of(world.employee), "群众")
    assert refused.status_code in {403, 404}
    assert "群众0" not in refused.content.decode()


@pytest.mark.parametrize("field", ["ProjectForm.password", "Other.sponsor", "", "=", "sponsor"])
def test_a_field_that_is_not_there_finds_nothing(world: World, crowd: list[User], client_of: Any, field: str) -> None:
    answer = ask(client_of(world.pmo), "群众", field)
    assert answer.status_code == 404
    assert answer.json() == {"rows": [], "more": False}


def test_a_form_sent_is_never_taken_for_a_question(world: World, crowd: list[User], client_of: Any) -> None:
    headers = {HEADER: "ProjectForm.sponsor=x"}
    answer = client_of(world.pmo).post(NEW, {"sponsor": ""}, headers=headers)
    assert "text/html" in answer["Content-Type"]


def test_a_filter_of_a_list_offers_what_is_asked_for(world: World, client_of: Any) -> None:
    client = client_of(world.pmo)
    page = client.get("/risks/").content.decode()
    menu = page[page.index('id="f-project"') :].split("</select>")[0]
    assert 'data-find="risks.project"' in menu
    assert "data-lazy" in menu
    assert menu.count("<option") == 1
    everything = ask(client, "", "risks.project", "/risks/").json()
    assert [world.mine.key, world.mine.label] in everything["rows"]
    assert everything["more"] is False
    assert ask(client, world.mine.key.lower(), "risks.project", "/risks/").json()["rows"] == [
        [world.mine.key, world.mine.label]
    ]
    assert ask(client, "no such project", "risks.project", "/risks/").json()["rows"] == []


def test_a_chosen_filter_stays_chosen(world: World, client_of: Any) -> None:
    page = client_of(world.pmo).get(f"/risks/?project={world.mine.key}").content.decode()
    menu = page[page.index('id="f-project"') :].split("</select>")[0]
    assert f'<option value="{world.mine.key}" selected>{world.mine.label}</option>' in menu


def test_a_filter_says_when_there_are_more(world: World, crowd: list[User], client_of: Any) -> None:
    found = ask(client_of(world.pmo), "", "people.unit", "/people/").json()
    assert found["more"] is False
    listed = ask(client_of(world.pmo), "crowd", "history.actor", "/history/").json()
    assert len(listed["rows"]) == FOUND
    assert listed["more"] is True
