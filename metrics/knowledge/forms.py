"""Shapes of articles, their acts, questions, tags and categories."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from metrics.knowledge.choices import AUDIENCE_ROLES, Audience
from metrics.knowledge.models import Article, KnowledgeCategory, KnowledgeTag
from metrics.knowledge.selectors.home import owners, systems
from metrics.usage.models import UsageSystem
from pmo.accounts.models import User
from pmo.orgs.fields import LabelField, UnitsField
from pmo.orgs.models import Unit
from pmo.web.forms import Form, ModelForm
from pmo.web.versioned import BothVersions, VersionedForm, reason_field
from projects.portfolio.models import Project

_COMMAS = re.compile(r"[,,;;、\n]+")


class TagsField(forms.CharField):
    """Names between commas, Chinese or English ones."""

    def to_python(self, value: Any) -> Any:
        names = (" ".join(name.split()) for name in _COMMAS.split(value or ""))
        return list(dict.fromkeys(name for name in names if name))

    def validate(self, value: Any) -> None:
        """Names are checked where they become tags."""

    def run_validators(self, value: Any) -> None:
        """Their length belongs to each of them, not to the list."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class ArticleForm(BothVersions, ModelForm):
    wide = ("tags", "units_read", "roles_read")
    stored_as = {"units_read": "units"}

    tags = TagsField(label=_("Tags"), required=False, help_text=_("Between commas, at most twelve."))
    units_read = UnitsField(label=_("Units"), required=False, help_text=_("With everything below them."))
    roles_read = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(str(role), role.label) for role in AUDIENCE_ROLES],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    category = LabelField(KnowledgeCategory.objects.none(), label=_("Category"), required=False)
    project = LabelField(Project.objects.none(), label=_("Project"), required=False)
    system = LabelField(UsageSystem.objects.none(), label=_("System"), required=False)
    owner = LabelField(User.objects.none(), label=_("Owner"), help_text=_("Answers questions and keeps it up to date."))

    class Meta:
        model = Article
        fields = (
            "kind",
            "title",
            "title_en",
            "summary",
            "summary_en",
            "body",
            "body_en",
            "category",
            "tags",
            "audience",
            "units_read",
            "roles_read",
            "project",
            "system",
            "owner",
            "review_by",
        )
        widgets = {
            "body": forms.Textarea(attrs={"rows": 18}),
            "body_en": forms.Textarea(attrs={"rows": 18}),
            "summary": forms.Textarea(attrs={"rows": 2}),
            "summary_en": forms.Textarea(attrs={"rows": 2}),
            "review_by": forms.DateInput,
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["category"].queryset = KnowledgeCategory.objects.all()
        projects = Project.objects.visible_to(user).order_by("key")
        fields["project"].queryset = projects
        fields["system"].queryset = systems(user)
        fields["units_read"].queryset = Unit.objects.visible_to(user).filter(closed_on__isnull=True).order_by("path")
        fields["owner"].queryset = owners(user, self.instance.owner_id)
        if self.instance.pk:
            self.initial["tags"] = [tag.name for tag in self.instance.tags.all()]
            self.initial["units_read"] = list(self.instance.units.all())
            self.initial["roles_read"] = [row.role for row in self.instance.roles.all()]
        else:
            self.initial["owner"] = user.pk

    def clean(self) -> dict[str, Any]:
        """What does not apply to the chosen readers is forgotten."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("audience") != Audience.UNITS:
            data["units_read"] = []
        if data.get("audience") != Audience.ROLES:
            data["roles_read"] = []
        if data.get("audience") == Audience.PROJECT and not data.get("project"):
            self.add_error("project", _("Say which project it belongs to."))
        if not data.get("title") and not data.get("title_en"):
            self.add_error("title", _("Give it a title in Chinese or in English."))
        return data

    def validate_constraints(self) -> None:
        """`clean` says the same in better words."""

    def values(self) -> dict[str, Any]:
        data = super().values()
        data["units"] = data.pop("units_read")
        data["roles"] = data.pop("roles_read")
        return data


class PublishForm(VersionedForm):
    ids = "id_publish_%s"
    note = forms.CharField(
        label=_("What is new"), max_length=300, required=False, help_text=_("Shown beside the version.")
    )


class ReasonForm(Form):
    reason = reason_field(_("Why"), rows=2)


class ConfirmForm(VersionedForm):
    ids = "id_confirm_%s"
    review_by = forms.DateField(label=_("Look again by"), widget=forms.DateInput)

    def __init__(self, *args: Any, proposed: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("review_by", proposed)


class VoteForm(Form):
    helpful = forms.TypedChoiceField(
        label=_("Was this helpful?"),
        choices=[("1", _("Yes")), ("0", _("No"))],
        coerce=lambda value: value == "1",
        widget=forms.HiddenInput,
    )
    note = forms.CharField(label=_("What was missing or good, in a sentence"), max_length=300, required=False)


class AskForm(Form):
    text = forms.CharField(label=_("Your question"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class AnswerForm(VersionedForm):
    answer = forms.CharField(label=_("Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))


class FileForm(Form):
    file = forms.FileField(label=_("Picture or file"))


class TagForm(VersionedForm):
    name = forms.CharField(label=_("Name"), max_length=40)
    name_en = forms.CharField(label=_("In English"), max_length=40, required=False)


class MergeForm(Form):
    into = LabelField(KnowledgeTag.objects.none(), label=_("Merge into"))

    def __init__(self, *args: Any, tag: KnowledgeTag, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["into"]
        field.queryset = KnowledgeTag.objects.exclude(pk=tag.pk).order_by("name")


class CategoryForm(ModelForm):
    parent = LabelField(KnowledgeCategory.objects.none(), label=_("Parent category"), required=False)

    class Meta:
        model = KnowledgeCategory
        fields = ("name", "name_en", "parent", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["parent"]
        field.queryset = KnowledgeCategory.objects.filter(parent__isnull=True).exclude(pk=self.instance.pk)
