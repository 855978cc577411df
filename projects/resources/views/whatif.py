"""What a reader asks about one project on the heat table, and the answer in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pmo.records import DomainError
from projects.portfolio.models import Project
from projects.resources.choices import WhatIfAct
from projects.resources.models import Resource
from projects.resources.selectors import load as loads
from projects.resources.selectors import whatif
from projects.resources.selectors.whatif import Effects, WhatIf

# Weeks of a shift or a pause, people more or fewer: least and most.
NUMBERS = {WhatIfAct.LATER.value: (-26, 26), WhatIfAct.PAUSE.value: (1, 26), WhatIfAct.TEAM.value: (-20, 20)}


def asked(request: HttpRequest, projects: list[Project]) -> WhatIf | None:
    """What is asked about a project of the reader's; None unless it would change something."""
    key, act, text = (request.GET.get(name, "") for name in ("project", "what", "n"))
    found = next((project for project in projects if project.key == key), None)
    if found is None or act not in WhatIfAct.values:
        return None
    if act not in NUMBERS:
        return WhatIf(found, act)
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 4 and int(digits)):
        return None
    least, most = NUMBERS[act]
    return WhatIf(found, act, max(least, min(int(text), most)))


def answer(
    what_if: WhatIf | None, people: Sequence[Resource], axis: loads.Axis, today: date, projects: list[Project]
) -> tuple[Effects | None, str]:
    """The effects, or why they cannot be computed."""
    if what_if is None:
        return None, ""
    try:
        return whatif.effects(what_if, people, axis, today, projects), ""
    except DomainError as error:
        return None, error.message


def said(what_if: WhatIf, effects: Effects) -> str:
    """The question as the answer repeats it."""
    number = what_if.number
    values = {"project": what_if.project.label, "n": abs(number)}
    match what_if.act:
        case WhatIfAct.LATER if number < 0:
            text = ngettext("%(project)s began %(n)s week earlier", "%(project)s began %(n)s weeks earlier", -number)
        case WhatIfAct.LATER:
            text = ngettext("%(project)s began %(n)s week later", "%(project)s began %(n)s weeks later", number)
        case WhatIfAct.PAUSE:
            text = ngettext("%(project)s paused for %(n)s week", "%(project)s paused for %(n)s weeks", number)
        case WhatIfAct.STOP:
            text = _("%(project)s stopped today")
        case WhatIfAct.FIRST:
            text = _("%(project)s went before all others")
        case _:
            text = _("%(project)s had a team of %(members)s instead of %(team)s")
            values |= {"team": effects.team, "members": max(effects.team + number, 0)}
    return text % values
