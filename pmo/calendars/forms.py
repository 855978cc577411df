"""Shapes of input about calendars."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pmo.accounts.choices import TIME_ZONES
from pmo.calendars.models import WorkCalendar
from pmo.calendars.reading import LABEL_LIMIT, MAX_BYTES, BadCalendar, YearData, parse
from pmo.web.forms import Form, ModelForm

_WORK, _OFF = "work", "off"


def _zones(current: str) -> list[tuple[str, str]]:
    zones = TIME_ZONES if current in TIME_ZONES else (current, *TIME_ZONES)
    return [(zone, zone.replace("_", " ")) for zone in zones]


class CalendarForm(ModelForm):
    class Meta:
        model = WorkCalendar
        fields = ("name", "name_en", "time_zone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(label=_("Time zone"), choices=_zones(self.instance.time_zone))


class NewCalendarForm(CalendarForm):
    copy_of = forms.ModelChoiceField(
        queryset=WorkCalendar.objects.none(),
        required=False,
        label=_("Begin with the days of"),
        empty_label=_("none: Monday to Friday only"),
    )

    class Meta(CalendarForm.Meta):
        fields = ("name", "name_en", "code", "time_zone")  # type: ignore[assignment]
        help_texts = {"code": _("Short, for addresses and imports: letters, digits, - and _.")}

    def __init__(self, *args: Any, reader: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        source: Any = self.fields["copy_of"]
        source.queryset = WorkCalendar.objects.visible_to(reader)


class DayForm(Form):
    kind = forms.ChoiceField(
        label=_("This day is"), choices=((_WORK, _("a working day")), (_OFF, _("a day off"))), widget=forms.RadioSelect
    )
    label = forms.CharField(label=_("Name"), max_length=LABEL_LIMIT, required=False, help_text=_("For example 国庆节."))
    label_en = forms.CharField(label=_("English name"), max_length=LABEL_LIMIT, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    # Number of the version the page showed; 0 for a year without any.
    expected = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @property
    def working(self) -> bool:
        return bool(self.cleaned_data["kind"] == _WORK)

    @staticmethod
    def initial_for(*, working: bool, label: str, label_en: str, expected: int) -> dict[str, Any]:
        return {"kind": _WORK if working else _OFF, "label": label, "label_en": label_en, "expected": expected}


class MarkForm(Form):
    provisional = forms.BooleanField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Reason"), max_length=500)


class UploadForm(Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("JSON of one year, as published by holiday-cn; at most 1 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )

    def year_data(self) -> YearData:
        """Raises BadCalendar."""
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise BadCalendar(_("The file is too large for a year of holidays."), code="too_large", field="file")
        return parse(upload.read(MAX_BYTES + 1))


class ConfirmForm(Form):
    """The second step of an import: what was read travels along and is read again."""

    content = forms.CharField(widget=forms.HiddenInput, max_length=MAX_BYTES)
    expected = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    provisional = forms.BooleanField(label=_("Provisional: the official notice is not out yet"), required=False)
    note = forms.CharField(
        label=_("Source"), max_length=500, required=False, help_text=_("For example the number of the notice.")
    )
