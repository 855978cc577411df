"""What waits is brought to mind: nominations, ends of terms, champions of whom nothing is heard. Each once."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from changemgmt.champions.choices import ASK_BEFORE, REMIND_AFTER, ChampionState, Renewal
from changemgmt.champions.models import Champion, ChampionSetting
from changemgmt.champions.selectors import network
from changemgmt.champions.services.nominations import NOMINATED
from changemgmt.champions.services.terms import RENEWAL
from pmo import calendars, notify
from pmo.accounts.models import User
from pmo.engines.workdays import WorkdayTable
from pmo.texts import Sentence, day, name, workdays
from projects.portfolio.choices import State

QUIET = "champion.quiet"
# Nobody is written to at night.
AT = time(8, 30)


def remind(*, now: datetime) -> int:
    """On the morning of a working day; returns how many messages are new."""
    local = now.astimezone(ZoneInfo(settings.TIME_ZONE))
    table = calendars.table()
    today = local.date()
    if local.time() < AT or not table.is_working(today):
        return 0
    rows = Champion.objects.filter(project__state=State.ACTIVE, user__is_active=True)
    rows = rows.select_related("user", "unit", "project__manager", "nominated_by")
    made = _nominated(rows.filter(state=ChampionState.NOMINATED), table, today, now)
    active = list(rows.filter(state=ChampionState.ACTIVE))
    made += _ending(active, table, today, now)
    return made + _quiet(active, today, now)


def _nominated(rows: QuerySet[Champion], table: WorkdayTable, today: date, now: datetime) -> int:
    made = 0
    for one in rows:
        asked = one.created_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
        if table.count(asked, today) < REMIND_AFTER:
            continue
        params = {"who": name(one.nominated_by), "unit": name(one.unit), "project": name(one.project)}
        made += notify.promise(
            rule=NOMINATED, subject=one, period="again", to=one.user, text=Sentence("champion.waits", params),
            url=one.url, at=now,
        )  # fmt: skip
    return made


def _ending(champions: list[Champion], table: WorkdayTable, today: date, now: datetime) -> int:
    made = 0
    for one in champions:
        if one.renewal != Renewal.NONE or not 0 <= table.count(today, one.until_on) <= ASK_BEFORE:
            continue
        params = {"unit": name(one.unit), "until": day(one.until_on)}
        made += notify.promise(
            rule=RENEWAL, subject=one, period=one.until_on.isoformat(), to=one.user, text=Sentence(RENEWAL, params),
            url=one.url, at=now,
        )  # fmt: skip
    return made


def _quiet(champions: list[Champion], today: date, now: datetime) -> int:
    days = dict(ChampionSetting.objects.values_list("project_id", "quiet_days"))
    leaders: dict[int, list[User]] = defaultdict(list)
    made = 0
    for row in network.quiet(champions, days, today):
        one = row.champion
        if one.project_id not in leaders:
            leaders[one.project_id] = network.leaders(one.project)
        params = {
            "who": name(one.user),
            "unit": name(one.unit),
            "since": day(row.since),
            "days": workdays(row.workdays),
        }
        for person in leaders[one.project_id]:
            if person.pk != one.user_id:
                made += notify.promise(
                    rule=QUIET, subject=one, period=row.since.isoformat(), to=person, text=Sentence(QUIET, params),
                    url=one.url, at=now,
                )  # fmt: skip
    return made
