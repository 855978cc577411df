"""One system, some days of one month: who was eligible and what they did, stored in place of what was there."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Q

from metrics.engines import usage_counts as engine
from metrics.engines.usage_counts import DayCounts, Deeds, Sizes, Spans
from metrics.usage.choices import CADENCE_DAYS, Dimension, EventKind
from metrics.usage.models import Eligible, Feature, FeatureCount, UsageCount, UsageRole, UsageSystem
from metrics.usage.store import Marks, month_of, store
from metrics.usage.store.base import first_of
from pmo.orgs.models import Unit

LAST = date.max.toordinal()
BATCH = 2_000


@dataclass
class Index:
    """Ids in the order the engine knows them by."""

    units: list[int]
    parents: list[int]
    roles: list[int]
    waves: list[int]
    sites: list[str]
    features: list[int]
    core: set[int]

    @property
    def sizes(self) -> Sizes:
        parents = np.array(self.parents, dtype=np.int64)
        return Sizes(parents, len(self.roles), len(self.waves), len(self.sites), len(self.features))


def count(system: UsageSystem, days: Sequence[date]) -> None:
    """Store the counts of `days`, all of one month."""
    first, month = min(days), month_of(min(days))
    rows = list(
        Eligible.objects.filter(system_id=system.pk, from_on__lte=max(days))
        .filter(Q(to_on__isnull=True) | Q(to_on__gte=first))
        .values_list("subject", "unit_id", "role_id", "wave", "site", "from_on", "to_on")
    )
    cadences = dict(UsageRole.objects.filter(system=system).values_list("pk", "cadence"))
    index = _index(system, rows)
    spans, subjects = _spans(rows, index, cadences)
    found = _deeds(system.pk, month, subjects, index)
    start = first_of(month - 1)
    asked = [(day.toordinal(), (day - start).days) for day in days]
    counted = engine.count_days(spans, found, index.sizes, asked)
    _store(system, days, counted, index)


def expire(months_before: int) -> None:
    """Forget counts of months before one."""
    day = first_of(months_before)
    UsageCount.objects.filter(day__lt=day).delete()
    FeatureCount.objects.filter(day__lt=day).delete()


def _index(system: UsageSystem, rows: Sequence[tuple[Any, ...]]) -> Index:
    tree = list(Unit.objects.order_by("path").values_list("pk", "parent_id", "path"))
    # Parents before their children: by how deep they are.
    tree.sort(key=lambda unit: unit[2].count("/"))
    place = {pk: n for n, (pk, _parent, _path) in enumerate(tree)}
    features = dict(Feature.objects.filter(system=system).order_by("pk").values_list("pk", "is_core"))
    return Index(
        units=[pk for pk, _parent, _path in tree],
        parents=[place.get(parent, -1) for _pk, parent, _path in tree],
        roles=sorted({row[2] for row in rows if row[2] is not None}),
        waves=sorted({row[3] for row in rows if row[3] is not None}),
        sites=sorted({row[4] for row in rows if row[4]}),
        features=list(features),
        core={pk for pk, is_core in features.items() if is_core},
    )


def _spans(
    rows: Sequence[tuple[Any, ...]], index: Index, cadences: dict[int, str]
) -> tuple[Spans, np.ndarray[Any, np.dtype[np.int64]]]:
    subjects = np.unique(np.array([row[0] for row in rows], dtype=np.int64))
    unit, role = ({pk: n for n, pk in enumerate(ids)} for ids in (index.units, index.roles))
    wave = {number: n for n, number in enumerate(index.waves)}
    site = {name: n for n, name in enumerate(index.sites)}

    def column(values: list[int]) -> np.ndarray[Any, np.dtype[np.int64]]:
        return np.array(values, dtype=np.int64)

    spans = Spans(
        subjects=subjects.size,
        subject=np.searchsorted(subjects, column([row[0] for row in rows])).astype(np.int64),
        unit=column([unit.get(row[1], -1) for row in rows]),
        role=column([role.get(row[2], -1) for row in rows]),
        wave=column([wave.get(row[3], -1) for row in rows]),
        site=column([site.get(row[4], -1) for row in rows]),
        cadence=column([CADENCE_DAYS[cadences.get(row[2], "monthly")] for row in rows]),
        first=column([row[5].toordinal() for row in rows]),
        last=column([row[6].toordinal() if row[6] else LAST for row in rows]),
    )
    return spans, subjects


def _deeds(system_id: int, month: int, subjects: Any, index: Index) -> Deeds:
    """Two months as one bitmap per subject and feature; who is not eligible at all is left out."""
    before, now = store().marks(system_id, month - 1), store().marks(system_id, month)
    length = calendar.monthrange(*divmod_month(month - 1))[1]
    joined = Marks(
        subject=np.concatenate([before.subject, now.subject]),
        feature=np.concatenate([before.feature, now.feature]),
        kind=np.concatenate([before.kind, now.kind]),
        days=np.concatenate([before.days, now.days << length]),
    )
    features = np.array(sorted(index.features), dtype=np.int64)
    place = np.searchsorted(subjects, joined.subject)
    inside = place < subjects.size
    inside[inside] = subjects[place[inside]] == joined.subject[inside]
    login = joined.kind == EventKind.LOGIN
    feature = np.searchsorted(features, joined.feature)
    there = feature < features.size
    there[there] = features[feature[there]] == joined.feature[there]
    uses = (joined.kind >= EventKind.CLICK) & there
    keep = inside & (uses | login)
    core = np.isin(joined.feature, np.array(sorted(index.core), dtype=np.int64)) & uses
    return engine.deeds(
        place[keep].astype(np.int64),
        np.where(login, -1, feature)[keep].astype(np.int64),
        joined.days[keep],
        uses[keep],
        core[keep],
        (subjects.size, max(features.size, 1)),
    )


def divmod_month(month: int) -> tuple[int, int]:
    """(year, month from 1)."""
    return month // 12, month % 12 + 1


def _store(system: UsageSystem, days: Sequence[date], counted: Sequence[DayCounts], index: Index) -> None:
    counts: list[UsageCount] = []
    features: list[FeatureCount] = []
    ids = sorted(index.features)
    for day, found in zip(days, counted, strict=True):
        counts.append(_row(system.pk, Dimension.ALL, "", day, found.everybody))
        for dimension, keys, table in (
            (Dimension.UNIT, index.units, found.units),
            (Dimension.ROLE, index.roles, found.roles),
            (Dimension.WAVE, index.waves, found.waves),
            (Dimension.SITE, index.sites, found.sites),
        ):
            counts += [
                _row(system.pk, dimension, str(key), day, line)
                for key, line in zip(keys, table, strict=True)  # type: ignore[arg-type]
                if line[engine.ELIGIBLE]
            ]
        for unit, table in zip([0, *index.units], [found.all_features, *found.features], strict=True):
            for place in np.flatnonzero(table[:, -1]):
                if place < len(ids):
                    one, seven, most = (int(n) for n in table[place])
                    features.append(
                        FeatureCount(
                            system_id=system.pk, unit_id=unit, day=day, feature_id=ids[place],
                            people_1=one, people_7=seven, people_28=most,
                        )
                    )  # fmt: skip
    UsageCount.objects.filter(system=system, day__in=list(days)).delete()
    FeatureCount.objects.filter(system=system, day__in=list(days)).delete()
    UsageCount.objects.bulk_create(counts, batch_size=BATCH)
    FeatureCount.objects.bulk_create(features, batch_size=BATCH)


def _row(system_id: int, dimension: str, key: str, day: date, line: Any) -> UsageCount:
    eligible, one, seven, most, kept, logins_7, logins_28 = (int(n) for n in line)
    return UsageCount(
        system_id=system_id,
        dimension=dimension,
        key=key,
        day=day,
        eligible=eligible,
        active_1=one,
        active_7=seven,
        active_28=most,
        on_cadence=kept,
        login_days_7=logins_7,
        login_days_28=logins_28,
    )
