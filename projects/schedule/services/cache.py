"""Schedulers of plans edited a moment ago, so that the next edit recomputes only what it reaches.

Kept per process and only a help: an entry that does not fit the plan exactly as read from the database is not used.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from django.db import transaction

from projects.engines import cpm
from projects.schedule.models import Plan

MOST = 12

_lock = Lock()
_kept: OrderedDict[tuple[int, int], cpm.Scheduler] = OrderedDict()


def scheduled(plan: Plan, network: cpm.Network) -> cpm.Scheduler:
    """A scheduler of `network`. Raises PlanError."""
    with _lock:
        known = _kept.pop((plan.pk, plan.version), None)
    if known is None or not _fits(known.network, network):
        return cpm.Scheduler(network)
    return _advanced(known, network)


def keep(plan: Plan, scheduler: cpm.Scheduler) -> None:
    """Remember the scheduler of a plan as it is once the transaction has ended well."""

    def remember() -> None:
        with _lock:
            _kept[plan.pk, plan.version] = scheduler
            while len(_kept) > MOST:
                _kept.popitem(last=False)

    transaction.on_commit(remember)


def _fits(old: cpm.Network, new: cpm.Network) -> bool:
    """Whether all that differs is rows and links."""
    return (
        (old.start, old.calendar, old.status, old.finish, old.critical_at, old.lag_calendar)
        == (new.start, new.calendar, new.status, new.finish, new.critical_at, new.lag_calendar)
        and len(old.calendars) == len(new.calendars)
        and all(a is b for a, b in zip(old.calendars, new.calendars, strict=True))
    )


def _advanced(scheduler: cpm.Scheduler, network: cpm.Network) -> cpm.Scheduler:
    old = {a.key: a for a in scheduler.network.activities}
    new = {a.key: a for a in network.activities}
    links_old, links_new = set(scheduler.network.links), set(network.links)
    scheduler.change(
        activities=[a for key, a in new.items() if key in old and old[key] != a],
        added=[a for key, a in new.items() if key not in old],
        removed=old.keys() - new.keys(),
        links_added=list(links_new - links_old),
        links_removed=[(x.predecessor, x.successor) for x in links_old - links_new],
    )
    return scheduler
