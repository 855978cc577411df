"""Shapes of the forms: a process, an upload, its columns, a finding, a KPI, the names of steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from metrics.processes import faults
from metrics.processes.models import Process
from metrics.processes.names import StepNames
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.web.forms import Form, ModelForm
from projects.goals.models import Goal
from projects.portfolio.models import Project

ACCEPTED = ".xes,.xes.gz,.gz,.csv"


def file_field(**options: Any) -> forms.FileField:
    return forms.FileField(
        label=_("Event log"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("XES, XES.gz or CSV, at most 200 MB. One row or event per step taken: case, step, time."),
        error_messages={"empty": _("The file is empty."), "required": _("Choose a file.")},
        **options,
    )


class ProcessForm(ModelForm):
    class Meta:
        model = Process
        fields = ["name", "name_en", "unit", "time_zone"]
        help_texts = {
            "unit": _("Whose process it is."),
            "time_zone": _("For times without an offset, and for months. Like Asia/Shanghai."),
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.visible_to(user).filter(closed_on__isnull=True).order_by("path")
        _offer(self, "unit", units)


class NewProcessForm(ProcessForm):
    """A process and, in the same step, its first log."""

    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"))
    file = file_field(required=False)
    field_order = ["project", "name", "name_en", "file", "unit", "time_zone"]

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        projects = Project.objects.for_verb(user, "view").order_by("key")
        _offer(self, "project", projects)


class UploadForm(Form):
    file = file_field()


class ColumnsForm(Form):
    """Which column of a table holds what."""

    def __init__(self, *args: Any, headers: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((name, name) for name in dict.fromkeys(headers) if name)]
        for name, label in faults.FIELDS.items():
            needed = name in ("case", "activity", "timestamp")
            self.fields[name] = forms.ChoiceField(
                label=_COLUMN_LABELS.get(name, label), choices=choices, required=needed
            )


_COLUMN_LABELS: Mapping[str, Any] = {
    "case": _("Case number"),
    "activity": _("Step"),
    "timestamp": _("Time"),
    "resource": _("Person"),
    "role": _("Role"),
    "lifecycle": _("Phase (start, complete)"),
}


class ReasonForm(Form):
    reason = forms.CharField(label=_("Reason"), max_length=250)


class FindingForm(Form):
    """A hand-over as a pain point. What the log knows is not asked."""

    edge = forms.CharField(widget=forms.HiddenInput, max_length=16)
    title = forms.CharField(
        label=_("In one sentence"), max_length=200, widget=forms.TextInput(attrs={"autofocus": True})
    )
    hours_per_month = forms.DecimalField(
        label=_("Hours lost per month"),
        max_digits=12,
        decimal_places=2,
        required=False,
        validators=[MinValueValidator(0)],
    )
    money_per_month = forms.DecimalField(
        label=_("Money lost per month, CNY"),
        max_digits=16,
        decimal_places=2,
        required=False,
        validators=[MinValueValidator(0)],
    )
    affected = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label=_("Affected units"), required=False, widget=forms.CheckboxSelectMultiple
    )
    goal = forms.ModelChoiceField(
        Goal.objects.none(), label=_("Goal that cures it"), required=False, empty_label=_("None yet")
    )

    def __init__(self, *args: Any, goals: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, short in (("hours_per_month", _("hours")), ("money_per_month", _("CNY"))):
            attrs = {"placeholder": short, "aria-label": self.fields[name].label}
            self.fields[name].widget.attrs.update(attrs)
        _offer(self, "goal", goals)
        _offer(self, "affected", units)

    @property
    def cost_fields(self) -> list[Any]:
        return [self["hours_per_month"], self["money_per_month"]]


class KpiForm(Form):
    """A figure as a KPI: the baseline is measured, the rest is promised by people."""

    figure = forms.CharField(widget=forms.HiddenInput, max_length=24)
    goal = forms.ModelChoiceField(Goal.objects.none(), label=_("Goal"))
    target = forms.CharField(
        label=_("Target value"),
        max_length=24,
        help_text=_("A number, or relative like −30 %."),
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    due_on = forms.DateField(label=_("Due"), widget=forms.DateInput())
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"))

    def __init__(self, *args: Any, goals: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "goal", goals)
        _offer(self, "owner", people)


class StepNamesForm(Form):
    """Titles and roles of every step, in both languages. Empty means: what the log suggests."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args: Any, steps: Sequence[Mapping[str, Any]], own: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: list[tuple[str, list[str]]] = []
        proposed = {}
        for code, language in (("zh", "zh-hans"), ("en", "en")):
            with override(language):
                proposed[code] = StepNames(steps, {}).proposed
        for number, step in enumerate(steps):
            activity, names = step["activity"], []
            for code, part, index, label in _PARTS:
                name = f"{code}_{part}_{number}"
                shown = proposed[code][activity]
                attrs = {"placeholder": (shown.title, shown.role)[index], "aria-label": f"{label}: {activity}"}
                self.fields[name] = forms.CharField(
                    label=activity,
                    max_length=60,
                    required=False,
                    initial=(own.get(activity, {}).get(code) or ["", ""])[index],
                    widget=forms.TextInput(attrs=attrs),
                )
                names.append(name)
            self.rows.append((activity, names))

    def cells(self) -> list[dict[str, Any]]:
        """One row per step: its name in the log and its four inputs."""
        return [{"activity": activity, "inputs": [self[name] for name in names]} for activity, names in self.rows]

    def names(self) -> dict[str, dict[str, list[str]]]:
        """For `services.name_steps`."""
        found: dict[str, dict[str, list[str]]] = {}
        for activity, names in self.rows:
            zh_title, zh_role, en_title, en_role = (self.cleaned_data.get(name, "") for name in names)
            found[activity] = {"zh": [zh_title, zh_role], "en": [en_title, en_role]}
        return found


_PARTS = (
    ("zh", "title", 0, _("Step, Chinese")),
    ("zh", "role", 1, _("Role, Chinese")),
    ("en", "title", 0, _("Step, English")),
    ("en", "role", 1, _("Role, English")),
)


def _offer(form: Any, name: str, rows: Any) -> None:
    """Only these rows may be chosen, shown in the reader's language."""
    field = form.fields[name]
    field.queryset = rows
    field.label_from_instance = _label


def _label(obj: Any) -> str:
    return f"{obj.number} {obj.label}" if isinstance(obj, Goal) else str(obj.label)
