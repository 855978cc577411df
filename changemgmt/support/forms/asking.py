"""What people fill in to ask, and to say more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from changemgmt.support.audience import served
from changemgmt.support.choices import Impact, Urgency
from changemgmt.support.models import MAX_TEXT, SupportCategory
from changemgmt.support.selectors import requests, setup
from pmo.accounts.models import User
from pmo.files.pictures import Picture
from pmo.orgs.fields import IndentedField, LabelField, PersonField
from pmo.web.forms import Form
from pmo.web.photos import PhotoField
from pmo.web.versioned import reason_field
from projects.portfolio.models import Project


def shots(form: forms.Form) -> list[Picture]:
    photo = form.cleaned_data.get("photo")
    return [photo] if photo else []


class AskForm(Form):
    """Two fields and a photo. Whether work stands still decides how fast."""

    text = forms.CharField(
        label=_("What does not work?"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 4})
    )
    project = LabelField(Project.objects.none(), label=_("In which system?"), empty_label=None)
    photo = PhotoField(label=_("Photo"), required=False, help_text=_("Drawn anew: place and device are left out."))
    stuck = forms.BooleanField(label=_("I cannot go on working"), required=False)
    page = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["project"].queryset = served(user)

    def clean_page(self) -> str:
        """A page of this site, or none: the desk opens it with a click."""
        page: str = self.cleaned_data["page"]
        return page if page.startswith("/") and url_has_allowed_host_and_scheme(page, None) else ""

    @property
    def urgency(self) -> str:
        return Urgency.HIGH if self.cleaned_data["stuck"] else Urgency.NORMAL


class SayForm(Form):
    text = forms.CharField(
        label=_("Add a sentence"), max_length=MAX_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    photo = PhotoField(label=_("Photo"), required=False, help_text=_("Drawn anew: place and device are left out."))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("text", "").strip() and not cleaned.get("photo"):
            self.add_error("text", _("Write at least one sentence."))
        return cleaned


class FileForm(Form):
    file = forms.FileField(label=_("File"))


class ReopenForm(Form):
    reason = reason_field(_("What is still wrong?"), rows=2)


class CallForm(Form):
    """Somebody calls: the desk writes it down for them."""

    project = LabelField(Project.objects.none(), label=_("System"), empty_label=None)
    requester = PersonField(User.objects.none(), label=_("Who calls"))
    text = forms.CharField(label=_("What they say"), max_length=MAX_TEXT, widget=forms.Textarea(attrs={"rows": 4}))
    category = IndentedField(SupportCategory.objects.none(), label=_("Category"), required=False)
    impact = forms.ChoiceField(label=_("Impact"), choices=Impact.choices, initial=Impact.ONE)
    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices, initial=Urgency.NORMAL)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        desks = requests.desks(user)
        fields["project"].queryset = desks
        fields["requester"].queryset = requests.callers(None)
        fields["category"].queryset = setup.in_use(*desks.values_list("pk", flat=True))


class TakeMailForm(Form):
    ids = "id_take_%s"
    project = LabelField(Project.objects.none(), label=_("System"), empty_label=None)
    requester = PersonField(User.objects.none(), label=_("Who wrote it"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["project"].queryset = requests.desks(user)
        fields["requester"].queryset = requests.callers(None)
