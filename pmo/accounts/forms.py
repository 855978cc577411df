"""Shapes of input about people and preferences."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ResetPasswordForm as AllauthResetForm
from django import forms
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from pmo.access.roles import Role
from pmo.accounts import mails, selectors
from pmo.accounts.adapter import base_url
from pmo.accounts.choices import TIME_ZONES, Language, Theme
from pmo.accounts.models import User
from pmo.accounts.services import TAKEN, PersonData
from pmo.web.forms import Form, ModelForm


class UnitField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.indented)


class PersonForm(ModelForm):
    unit = UnitField(queryset=User.objects.none(), required=False, label=_("Unit"), empty_label=_("no unit"))
    invite = forms.BooleanField(
        label=_("Send a link to set the password"),
        required=False,
        initial=True,
        help_text=_("Needs an e-mail address."),
    )

    class Meta:
        model = User
        fields = (
            "name",
            "name_en",
            "employee_no",
            "unit",
            "title",
            "title_en",
            "username",
            "email",
            "language",
            "time_zone",
        )
        help_texts = {
            "username": _("Letters, digits and . @ + - _; used to sign in."),
            "email": _("Reminders and password links go here."),
        }

    def __init__(self, *args: Any, reader: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.queryset = selectors.units(reader)
        zone = self.instance.time_zone
        self.fields["time_zone"] = _zone_field(zone)
        if self.instance.pk:
            del self.fields["invite"]

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        for name, text in TAKEN.items():
            value = clean.get(name)
            if value and selectors.is_taken(name, value, except_id=self.instance.pk):
                self.add_error(name, text)
        return clean

    def validate_unique(self) -> None:
        """Answered beside the fields by `clean`."""

    def validate_constraints(self) -> None:
        """The same: a constraint of the database knows no field."""

    def data_of_person(self) -> PersonData:
        clean = self.cleaned_data
        unit = clean["unit"]
        texts = {name: clean[name] or "" for name in self.Meta.fields if name not in ("unit", "employee_no")}
        return PersonData(**texts, employee_no=clean["employee_no"], unit_id=unit.pk if unit else None)

    @property
    def wants_invitation(self) -> bool:
        return bool(self.cleaned_data.get("invite") and self.cleaned_data.get("email"))


# What the empty choice of a preference is called in the form: a choice like the others, not a field left out.
AUTO = "auto"


def _with_auto(choices: Any) -> list[tuple[str, Any]]:
    return [(value or AUTO, label) for value, label in choices]


class SettingsForm(Form):
    language = forms.ChoiceField(label=_("Language"), choices=_with_auto(Language.choices))
    theme = forms.ChoiceField(label=_("Theme"), choices=_with_auto(Theme.choices))

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        initial = {
            "language": person.language or AUTO,
            "theme": person.theme or AUTO,
            "time_zone": person.time_zone,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["time_zone"] = _zone_field(person.time_zone)

    def values(self) -> dict[str, str]:
        return {name: "" if value == AUTO else value for name, value in self.cleaned_data.items()}


class RoleForm(Form):
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, roles: list[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role: Any = self.fields["role"]
        role.choices = [(r.value, r.label) for r in roles]


class VersionForm(forms.Form):
    """A button that acts on the version of the row its page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ResetPasswordForm(AllauthResetForm):  # type: ignore[misc]
    """Asks the worker to look for the account, so that the answer takes equally long for any address."""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).strip().lower()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        language = translation.get_language() or ""
        mails.ask_reset(
            email=email,
            language=language if language in Language.values else "",
            base_url=base_url(request),
            now=timezone.now(),
        )
        return email


def _zone_field(current: str) -> forms.ChoiceField:
    zones = TIME_ZONES if current in TIME_ZONES else (current, *TIME_ZONES)
    return forms.ChoiceField(label=_("Time zone"), choices=[(zone, zone.replace("_", " ")) for zone in zones])
