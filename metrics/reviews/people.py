"""Choosing people: those who are likely first, everybody else by unit, each with their title."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.models import ModelChoiceIterator, ModelChoiceIteratorValue
from django.utils.translation import gettext as _

from pmo.accounts.models import User

Option = tuple[Any, str]


def candidates(user: Any) -> QuerySet[User]:
    """Active people with what the list shows of them, in one query."""
    rows = User.objects.visible_to(user).filter(is_active=True).select_related("unit")
    return rows.only(
        "pk", "name", "name_en", "title", "title_en", "unit__name", "unit__name_en", "unit__path"
    ).order_by("unit__path", "name")


class _ByUnit(ModelChoiceIterator):
    field: Any

    def __iter__(self) -> Iterator[Any]:
        people = list(self.queryset)
        first = [p for p in people if p.pk in self.field.likely]
        rest = [p for p in people if p.pk not in self.field.likely]
        if self.field.blank_label is not None:
            yield ("", self.field.blank_label)
        if first:
            yield (_("Already taking part"), [self._option(p) for p in first])
        groups: dict[str, list[Option]] = {}
        for person in rest:
            groups.setdefault(person.unit.label if person.unit_id else _("Without a unit"), []).append(
                self._option(person)
            )
        yield from groups.items()

    def _option(self, person: User) -> Option:
        return (
            ModelChoiceIteratorValue(self.field.prepare_value(person), person),
            self.field.label_from_instance(person),
        )


class _PeopleMixin:
    """`likely`: ids of the people listed first."""

    iterator = _ByUnit
    blank_label: str | None = None

    def __init__(self, **kwargs: Any) -> None:
        self.likely: frozenset[int] = frozenset()
        super().__init__(User.objects.none(), **kwargs)  # type: ignore[call-arg]

    def offer(self, people: QuerySet[User], likely: Iterable[int] = ()) -> None:
        self.likely = frozenset(likely)
        self.queryset = people

    def label_from_instance(self, person: User) -> str:
        return f"{person.label}{_(', ')}{person.title_label}" if person.title_label else person.label


class PersonField(_PeopleMixin, forms.ModelChoiceField):  # type: ignore[misc]
    blank_label = "…"


class PeopleField(_PeopleMixin, forms.ModelMultipleChoiceField):  # type: ignore[misc]
    """Several people; the browser's own list jumps to a name that is typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.SelectMultiple(attrs={"size": 12}))
        super().__init__(**kwargs)
