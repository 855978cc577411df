"""The preferences form: one line per group of messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pmo.web.forms import Form

from .choices import Delivery
from .groups import Group
from .selectors import GroupWish, Wish


@dataclass(frozen=True)
class Line:
    group: Group
    inbox: forms.BoundField
    mail: forms.BoundField


class PreferencesForm(Form):
    def __init__(self, *args: Any, wishes: list[GroupWish], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._groups = [line.group for line in wishes]
        for line in wishes:
            code, label = line.group.code, line.group.label
            self.fields[f"inbox_{code}"] = forms.BooleanField(
                label=_("%(group)s: show in the inbox") % {"group": label}, required=False, initial=line.wish.inbox
            )
            self.fields[f"mail_{code}"] = forms.ChoiceField(
                label=_("%(group)s: by e-mail") % {"group": label},
                choices=Delivery.choices,
                initial=line.wish.mail,
            )

    def lines(self) -> Iterator[Line]:
        for group in self._groups:
            yield Line(group, self[f"inbox_{group.code}"], self[f"mail_{group.code}"])

    def wishes(self) -> dict[str, Wish]:
        data = self.cleaned_data
        return {
            group.code: Wish(data[f"inbox_{group.code}"], Delivery(data[f"mail_{group.code}"]))
            for group in self._groups
        }
