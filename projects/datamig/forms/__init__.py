"""A data set, a file, a rule, a run."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pmo.orgs.fields import CodedField
from pmo.web.forms import Form, ModelForm
from pmo.web.versioned import BothVersions, VersionedForm, reason_field
from projects.datamig.models import DataRule, DataSet, MigrationRun
from projects.goals.selectors import people
from projects.portfolio.models import Project
from projects.scope.choices import ItemState
from projects.scope.models import ScopeItem


class DataSetForm(BothVersions, ModelForm):
    wide = ("description",)

    class Meta:
        model = DataSet
        fields = ("name", "name_en", "source", "module", "owner", "is_critical", "description")
        field_classes = {"module": CodedField}
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "name": _("Like customers, employees, open contracts."),
            "source": _("The old system or file."),
            "module": _("The module of the scope that takes it over."),
            "owner": _("Writes its rules, cleans it and vouches for it."),
            "is_critical": _("Red or unproved, it holds up the gate."),
            "description": _("Which records belong to it, and which stay behind."),
        }

    def __init__(self, *args: Any, user: Any, project: Project, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        inside = ScopeItem.objects.visible_to(user).filter(project=project, state=ItemState.IN)
        fields["module"].queryset = inside.order_by("number")
        fields["module"].empty_label = _("not said")
        fields["owner"].queryset = people.of_project(user, project, self.instance.owner_id)
        fields["owner"].empty_label = _("nobody yet")
        if not fields["module"].queryset.exists():
            del fields["module"]


class FileForm(Form):
    file = forms.FileField(
        label=_("Extract"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        help_text=_(
            "CSV or Excel, at most 20 MB and 200,000 rows, the names of the columns in the first line. "
            "Only the newest file is kept, and only those who may upload can open it."
        ),
        error_messages={"empty": _("The file is empty."), "required": _("Choose a file.")},
    )


class ColumnsField(forms.CharField):
    """“Tax number, country” as a list of names."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [part.strip() for part in re.split(r"[,，、;；\n]", str(value or "")) if part.strip()]


class RuleForm(BothVersions, ModelForm):
    """What a kind does not read is hidden by script and ignored by the service."""

    wide = ("columns", "options")
    units = {"tolerance": "%"}
    ONLY: Mapping[str, str] = {
        "low": "number length", "high": "number length", "first_on": "date", "last_on": "date", "options": "option",
        "other": "reference", "other_column": "reference",
    }  # fmt: skip

    columns = ColumnsField(
        label=_("Columns"),
        max_length=820,
        help_text=_("As in the first line of the file. Uniqueness may look at several together: number, country."),
    )

    class Meta:
        model = DataRule
        fields = (
            "kind", "columns", "low", "high", "first_on", "last_on", "options", "other", "other_column", "tolerance",
            "is_critical",
        )  # fmt: skip
        field_classes = {"other": CodedField}
        widgets = {"options": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "options": _("One a line."),
            "low": _("Of a number, or characters."),
            "tolerance": _("So many of the rows may break it: 0 means none."),
            "is_critical": _("Otherwise it only warns."),
        }

    def __init__(self, *args: Any, user: Any, data_set: DataSet, names: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        others = DataSet.objects.visible_to(user).filter(project=data_set.project_id).exclude(pk=data_set.pk)
        fields["other"].queryset = others.order_by("number")
        fields["other"].empty_label = _("none")
        known = ", ".join(names)
        if known:
            fields["columns"].help_text = _("In the newest file: %(names)s.") % {"names": known}

    def dependent(self) -> Iterator[tuple[Any, str]]:
        """Each field with the kinds it belongs to; "" = all."""
        for field in self.visible_fields():
            yield field, self.ONLY.get(field.name, "")


class SumsField(forms.CharField):
    """Lines “balance; 1,204.50; 1,204.50” as (name, source, target)."""

    widget = forms.Textarea(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join("; ".join(map(str, line)) for line in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = [line for line in str(value or "").splitlines() if line.strip()]
        return [_sum(line) for line in lines]


def _sum(line: str) -> tuple[str, Decimal, Decimal]:
    parts = [part.strip() for part in re.split(r"[;；\t]", line)]
    try:
        name, source, target = parts
        amounts = Decimal(source.replace(",", "")), Decimal(target.replace(",", ""))
    except (ValueError, InvalidOperation) as error:
        raise ValidationError(_("“%(line)s”: name; in the source; arrived."), params={"line": line[:80]}) from error
    exact = all(amount.is_finite() and abs(amount) < 10**16 and _places(amount) <= 4 for amount in amounts)
    if not name or len(name) > 80 or not exact:
        raise ValidationError(_("“%(line)s”: a name, and two amounts of at most 4 places."), params={"line": line[:80]})
    return name, *amounts


def _places(amount: Decimal) -> int:
    return max(0, -int(amount.normalize().as_tuple().exponent))


class RunForm(ModelForm):
    wide = ("sums", "note")
    sums = SumsField(
        label=_("Control sums"),
        required=False,
        max_length=4000,
        help_text=_("One a line: name; in the source; arrived. Like: open balance; 1,204,500.20; 1,204,500.20"),
    )

    class Meta:
        model = MigrationRun
        fields = ("kind", "ran_on", "source_rows", "target_rows", "rejected_rows", "note")
        widgets = {"ran_on": forms.DateInput(), "note": forms.Textarea(attrs={"rows": 2})}
        help_texts = {"rejected_rows": _("Left out knowingly, each with its reason in the log of the transfer.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["kind", "ran_on", "source_rows", "target_rows", "rejected_rows", "sums", "note"])


class RemoveForm(VersionedForm):
    wide = ("reason",)
    reason = reason_field(_("Why it is taken back"))
