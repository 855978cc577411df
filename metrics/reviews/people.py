"""Choosing people: those who are likely first, everybody else by unit, each with their title."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from pmo.accounts.models import User
from pmo.orgs.fields import titled
from pmo.web.forms import Checklist


def candidates(user: Any) -> QuerySet[User]:
    """Active people, unit by unit."""
    return User.objects.visible_to(user).filter(is_active=True).order_by("unit__path", "name")


class _PeopleMixin:
    """`likely`: ids of the people listed first."""

    def __init__(self, **kwargs: Any) -> None:
        self.likely: frozenset[int] = frozenset()
        super().__init__(User.objects.none(), **kwargs)  # type: ignore[call-arg]

    def offer(self, people: QuerySet[User], likely: Iterable[int] = ()) -> None:
        self.likely = frozenset(likely)
        self.queryset = people

    def label_from_instance(self, person: User) -> str:
        return titled(person)


class PersonField(_PeopleMixin, forms.ModelChoiceField):  # type: ignore[misc]
    pass


class PeopleField(_PeopleMixin, forms.ModelMultipleChoiceField):  # type: ignore[misc]
    """Several people, found by name where they are many."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", Checklist())
        super().__init__(**kwargs)
