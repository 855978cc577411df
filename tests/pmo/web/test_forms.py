"""What a form of the kit says where nothing is chosen yet."""

import re
from typing import Any

from django import forms
from django.utils import translation

from changemgmt.comms.forms import AnnouncementForm
from pmo.accounts.models import User
from pmo.web.forms import DASHES, Form
from tests.factories import World


class Pick(Form):
    level = forms.ChoiceField(choices=[("", DASHES), ("a", "A")])
    mood = forms.ChoiceField(choices=[("", DASHES), ("b", "B")], required=False)
    who = forms.ModelChoiceField(User.objects.none())
    whose = forms.ModelChoiceField(User.objects.none(), empty_label="nobody yet", required=False)


def test_an_empty_choice_is_a_word(db: None) -> None:
    form = Pick()
    text = "".join(str(field) for field in form.ready())
    assert DASHES not in text
    assert text.count(">choose<") == 2
    assert text.count(">none<") == 1
    assert text.count(">nobody yet<") == 1


def test_rows_are_called_as_in_the_readers_language(world: World) -> None:
    form = Pick()
    form.fields["who"].queryset = User.objects.filter(pk=world.pm.pk)  # type: ignore[attr-defined]
    with translation.override("en"):
        assert f">{world.pm.name_en}<" in str(form.ready()["who"])
    with translation.override("zh-hans"):
        assert f">{world.pm.name}<" in str(form.ready()["who"])
        assert str(world.mine) == f"{world.mine.key} {world.mine.name}"


def test_people_stand_in_the_order_of_the_names_that_are_read(world: World) -> None:
    for person, zh, en in ((world.pm, "丁一", "Young"), (world.it, "何二", "Adams"), (world.ceo, "吴三", "")):
        User.objects.filter(pk=person.pk).update(name=zh, name_en=en)
    rows = User.objects.filter(pk__in=[world.pm.pk, world.it.pk, world.ceo.pk]).order_by("name")
    shown = {}
    for language in ("en", "zh-hans"):
        form = Pick()
        form.fields["who"].queryset = rows  # type: ignore[attr-defined]
        with translation.override(language):
            shown[language] = re.findall(r">([^<>\n]+)</option>", str(form.ready()["who"]))[1:]
    assert shown == {"en": ["Adams", "Young", "吴三"], "zh-hans": ["丁一", "何二", "吴三"]}


def test_the_word_is_no_choice(db: None) -> None:
    form = Pick({"level": "", "mood": ""})
    form.ready()
    assert not form.is_valid()
    assert set(form.errors) == {"level", "who"}


def test_nobody_reads_the_name_of_a_constraint(world: World, client_of: Any) -> None:
    client = client_of(world.change)
    page = client.post(f"/projects/{world.mine.key}/announcements/new/", {"title": ""}).content.decode()
    assert "announcement_titled" not in page
    assert "This field is required." in page
    form = AnnouncementForm(
        {"topic": "why", "audience": "staff", "sender": world.change.pk, "reminders": "0"},
        project=world.mine,
        user=world.change,
    )
    assert form.is_valid(), form.errors


def test_a_constraint_nobody_words_is_said_in_general(world: World) -> None:
    class Renamed(AnnouncementForm):
        left_to_service = ()

    form = Renamed(
        {"topic": "why", "audience": "staff", "sender": world.change.pk, "reminders": "0"},
        project=world.mine,
        user=world.change,
    )
    assert form.non_field_errors() == ["These values do not fit together."]
