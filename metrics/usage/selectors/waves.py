"""Waves of a roll-out as an audience: who was given which."""

from __future__ import annotations

from collections.abc import Collection

from metrics.usage import pseudonyms
from metrics.usage.models import EligibilityRule, Eligible, UsageSystem
from pmo.accounts.models import User


def offered(project_id: int) -> list[int]:
    """Waves that the rules of a project's systems name."""
    rules = EligibilityRule.objects.filter(system__project=project_id, wave__isnull=False)
    return sorted({wave for wave in rules.values_list("wave", flat=True) if wave is not None})


def people_of(project_id: int, waves: Collection[int]) -> set[int]:
    """Ids of active people whose newest place in one of the project's systems is in one of `waves`.

    Places know people by a pseudonym: those of the directory are made anew and compared.
    """
    newest: dict[tuple[int, int], int | None] = {}
    systems = UsageSystem.objects.filter(project=project_id).values("pk")
    rows = Eligible.objects.filter(system_id__in=systems).order_by("from_on", "pk")
    for system_id, subject, wave in rows.values_list("system_id", "subject", "wave"):
        newest[system_id, subject] = wave
    meant = {subject for (_system, subject), wave in newest.items() if wave in waves}
    if not meant:
        return set()
    ids = User.objects.filter(is_active=True).values_list("pk", flat=True)
    return {pk for pk in ids if pseudonyms.of_user(pk) in meant}
