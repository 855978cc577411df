"""What the acts of this room share."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from changemgmt.champions.choices import MOST_TIME, ChampionState, SkillKind
from changemgmt.champions.models import Champion, ChampionSkill, CriticalProcess
from changemgmt.champions.selectors import network
from pmo import audit
from pmo.accounts.models import User
from pmo.orgs.models import Unit
from pmo.records import Conflict, Invalid
from projects.portfolio.acts import lock
from projects.portfolio.models import Project

FIELDS = ("unit", "user", "state", "note", "time_share", "since_on", "until_on", "renewal", "refusal", "end_reason")
LONGEST_TERM = 24
MOST_SKILLS = 12


def hold(champion: Champion, *states: str) -> Champion:
    """Lock the project, then read the row again. Raises Conflict (closed; the nomination is answered already)."""
    lock(champion.project)
    rows = Champion.objects.select_related("user__unit", "unit", "project__portfolio__calendar", "nominated_by")
    found: Champion = rows.get(pk=champion.pk)
    if found.state not in states:
        words = {"state": ChampionState(found.state).label}
        raise Conflict(_("This has been settled: %(state)s."), code="settled", params=words)
    return found


def check_person(user: User, unit: Unit) -> None:
    """A champion is one of the people they stand for."""
    if not user.is_active:
        raise Invalid(_("This person has left the company."), code="left", field="user")
    if user.unit is None or not user.unit.path.startswith(unit.path):
        raise Invalid(
            _("%(person)s does not belong to %(unit)s: a champion is one of the people they help."),
            code="foreign_unit",
            field="user",
            params={"person": user.label, "unit": unit.label},
        )


def check_time(user_id: int, share: int, *, without: int | None = None) -> None:
    """One promise and all of a person together are at most a fifth of their work."""
    if not 1 <= share <= MOST_TIME:
        raise Invalid(
            _("Between 1 and %(most)s percent of somebody's work."),
            code="out_of_range",
            field="time_share",
            params={"most": MOST_TIME},
        )
    other = network.promised(user_id, without=without)
    if other + share > MOST_TIME:
        raise Invalid(
            _("With %(other)s%% promised elsewhere it would be %(sum)s%% of their work; %(most)s%% is the most."),
            code="too_much",
            field="time_share",
            params={"other": other, "sum": other + share, "most": MOST_TIME},
        )


def check_term(until: date, today: date) -> None:
    if until <= today:
        raise Invalid(_("The term must end after today."), code="in_the_past", field="until_on")
    if until > months_after(today, LONGEST_TERM):
        raise Invalid(_("A term lasts two years at most; it can be renewed."), code="too_long", field="until_on")


def usual_end(project: Project, today: date) -> date:
    """The end of a term that begins today."""
    return months_after(today, network.setting_of(project).term_months)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def check_processes(project: Project, processes: Iterable[CriticalProcess]) -> list[CriticalProcess]:
    found = list(processes)
    if any(row.project_id != project.pk for row in found):
        raise Invalid(_("This process belongs to another project."), code="foreign", field="processes")
    return found


def write_skills(champion: Champion, skills: Mapping[str, Iterable[str]]) -> None:
    """Replace the words of the kinds given. Raises Invalid (too many)."""
    for kind, words in skills.items():
        if kind not in SkillKind.values:
            raise Invalid(_("There is no such kind of skill."), code="unknown", field="skills")
        wanted = list(dict.fromkeys(word.strip()[:40] for word in words if word.strip()))
        if len(wanted) > MOST_SKILLS:
            raise Invalid(_("Twelve words of a kind are enough."), code="too_many", field=kind)
        champion.skills.filter(kind=kind).delete()
        ChampionSkill.objects.bulk_create(ChampionSkill(champion=champion, kind=kind, word=word) for word in wanted)


def told(champion: Champion) -> dict[str, Any]:
    """The facts of a champion for the history."""
    found = audit.snapshot(champion, [field for field in FIELDS if field not in ("unit", "user")])
    processes = ", ".join(row.name for row in champion.processes.all())
    return {**found, "unit": champion.unit.name, "user": champion.user.label, "processes": processes}


def record(by: Any, act: str, champion: Champion, now: datetime, **more: Any) -> None:
    audit.record(by=by, act=act, obj=champion, project_id=champion.project_id, now=now, **more)
