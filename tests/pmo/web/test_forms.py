"""What a form of the kit says where nothing is chosen yet."""

from django import forms

from pmo.accounts.models import User
from pmo.web.forms import DASHES, Form


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


def test_the_word_is_no_choice(db: None) -> None:
    form = Pick({"level": "", "mood": ""})
    form.ready()
    assert not form.is_valid()
    assert set(form.errors) == {"level", "who"}
