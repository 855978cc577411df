"""Causes this package can tell by itself: the data, access, meaning, habit, satisfaction, pain points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from metrics.adoption import satisfaction
from metrics.adoption.lens import Asked, Cause, Finding, register, sees
from metrics.adoption.standing import Line
from metrics.usage.suppression import FEWEST
from metrics.usage.wording import SILENT_AFTER
from pmo import texts
from pmo.texts import Sentence
from projects.goals.choices import PainStatus
from projects.goals.models import PainPoint

# Up to this share of people it is nobody's cause.
SPARE = 5.0
# Strangers in the events may be half of a cause at most: nobody knows whether they belong to the unit.
HALF = 0.5

texts.register("lens.upto", N_("up to %(value)s"))
texts.register("lens.atleast", N_("at least %(value)s"))
texts.register("lens.none", N_("none"))
texts.register("lens.days", N_("%(days)s"))
texts.register("lens.people", N_("%(share)s (%(people)s people)"))
texts.register("lens.count", N_("%(count)s"))
texts.register("lens.data.silent", N_("Nothing was delivered for %(days)s: the rate may be lower than what people do."))
texts.register("lens.data.fine", N_("Data arrives: what is missing here is not a gap of delivery."))
texts.register(
    "lens.strangers.some", N_("People in the events are in no directory; those of this unit would not count.")
)
texts.register("lens.strangers.none", N_("Everybody in the events is known."))
texts.register(
    "lens.access.some",
    N_("They never signed in in four weeks: no account, no device, no shift on it, or they do not know it exists."),
)
texts.register("lens.access.none", N_("Nearly everybody signs in."))
texts.register(
    "lens.meaning.some",
    N_("They sign in but do none of the core actions: the way of working has not changed, or the action does not fit."),
)
texts.register("lens.meaning.none", N_("Whoever signs in does the core action."))
texts.register("lens.habit.some", N_("They act, but less often than their role should: it is done beside the system."))
texts.register("lens.habit.none", N_("Whoever acts does so as often as the role should."))
texts.register("lens.satisfaction.low", N_("“%(survey)s”, %(n)s answers: people here are not satisfied with it."))
texts.register("lens.satisfaction.fine", N_("“%(survey)s”, %(n)s answers: people here are satisfied with it."))
texts.register(
    "lens.pains.some", N_("Pain points that affect the unit are still open: it does not get better for them.")
)
texts.register("lens.pains.none", N_("No open pain point names this unit."))

Found = Mapping[str, Finding]


def connect() -> None:
    register(Cause("data", _("Data does not arrive"), data))
    register(Cause("access", _("Never signed in"), access))
    register(Cause("meaning", _("Signs in, does not do it"), meaning))
    register(Cause("habit", _("Does it too rarely"), habit))
    register(Cause("strangers", _("Unknown people"), strangers))
    register(Cause("satisfaction", _("Satisfaction"), content, sees("survey")))
    register(Cause("pains", _("Open pain points"), pains, sees("pain_point")))


def data(asked: Asked, lines: Sequence[Line]) -> Found:
    """The same for all units of a system."""
    silent = asked.delivered.silent_days or 0
    url = reverse("usage:project", args=[asked.system.project.key])
    bad = silent > SILENT_AFTER
    sentence = Sentence("lens.data.silent", {"days": texts.days(silent)}) if bad else Sentence("lens.data.fine")
    finding = Finding(
        Sentence("lens.days", {"days": texts.days(silent)}),
        _upto(texts.days(SILENT_AFTER)),
        sentence,
        url,
        1.0 if bad else 0.0,
    )
    return {line.group.key: finding for line in lines}


def strangers(asked: Asked, lines: Sequence[Line]) -> Found:
    found = asked.delivered.strangers
    url = reverse("usage:project", args=[asked.system.project.key])
    whole = asked.found.whole
    eligible = whole.group.count.eligible if whole is not None else 0
    severity = min(HALF, found / eligible) if eligible else 0.0
    sentence = Sentence("lens.strangers.some" if found else "lens.strangers.none")
    finding = Finding(_count(found), Sentence("lens.none"), sentence, url, severity)
    return {line.group.key: finding for line in lines}


def access(asked: Asked, lines: Sequence[Line]) -> Found:
    return _people(asked, lines, "absent", "lens.access")


def meaning(asked: Asked, lines: Sequence[Line]) -> Found:
    return _people(asked, lines, "idle", "lens.meaning")


def _people(asked: Asked, lines: Sequence[Line], part: str, wording: str) -> Found:
    """A part of those who are not active, as it was counted with the activity."""
    found = {}
    for line in lines:
        group = asked.groups.get(line.group.key)
        people = group.get(part) if group else None
        if group is None or people is None:
            continue
        share = 100 * people / group["eligible"]
        missing = max(1, group["eligible"] - group["mau"])
        severity = people / missing if share > SPARE else 0.0
        value = Sentence("lens.people", {"share": texts.pct(round(share)), "people": texts.num(people)})
        said = Sentence(f"{wording}.{'some' if severity else 'none'}")
        found[line.group.key] = Finding(value, _upto(texts.pct(SPARE)), said, "", min(1.0, severity))
    return found


def habit(asked: Asked, lines: Sequence[Line]) -> Found:
    """Active, but not as often as their role should, on the last working day, as kept with the activity."""
    found = {}
    for line in lines:
        day = asked.groups.get(line.group.key, {}).get("steady")
        rare = day["active"] - day["kept"] if day else 0
        # A withheld part of a unit could be worked out from a handful.
        if not day or 0 < rare < FEWEST:
            continue
        share = 100 * rare / day["eligible"]
        severity = min(HALF, share / 100) if share > 2 * SPARE else 0.0
        value = Sentence("lens.people", {"share": texts.pct(round(share)), "people": texts.num(rare)})
        said = Sentence(f"lens.habit.{'some' if severity else 'none'}")
        found[line.group.key] = Finding(value, _upto(texts.pct(2 * SPARE)), said, "", severity)
    return found


def content(asked: Asked, lines: Sequence[Line]) -> Found:
    """The score of the unit in the newest closed round, as far as it may be shown (one query)."""
    newest = satisfaction.newest([asked.system.project_id], asked.today).get(asked.system.project_id)
    if newest is None:
        return {}
    found = {}
    for line in lines:
        score = newest.units.get(int(line.group.key))
        if score is None:
            continue
        limit = satisfaction.LIMITS[newest.kind][0]
        low = score["value"] < limit
        params = {"survey": newest.title, "n": texts.num(score["n"])}
        said = Sentence(f"lens.satisfaction.{'low' if low else 'fine'}", params)
        # How far it is below what is enough, on the way to the worst there is.
        severity = min(0.9, 0.3 + (limit - score["value"]) / 100) if low else 0.0
        value = satisfaction.named(newest.kind, score["value"])
        threshold = Sentence("lens.atleast", {"value": satisfaction.shown(newest.kind, limit)})
        found[line.group.key] = Finding(value, threshold, said, newest.url, severity)
    return found


def pains(asked: Asked, lines: Sequence[Line]) -> Found:
    """Pain points of the project that name the unit (one query)."""
    rows = PainPoint.objects.filter(
        project=asked.system.project_id,
        status__in=(PainStatus.OPEN,),
        units__in=[int(line.group.key) for line in lines],
    )
    counted = dict(rows.order_by().values_list("units").annotate(n=Count("pk", distinct=True)))
    url = reverse("goals:project_pain_points", args=[asked.system.project.key])
    found = {}
    for line in lines:
        open_ = counted.get(int(line.group.key), 0)
        said = Sentence(f"lens.pains.{'some' if open_ else 'none'}")
        severity = min(HALF, 0.15 * open_)
        found[line.group.key] = Finding(_count(open_), Sentence("lens.none"), said, url, severity)
    return found


def _upto(value: object) -> Sentence:
    return Sentence("lens.upto", {"value": value})


def _count(number: int) -> Sentence:
    return Sentence("lens.count", {"count": texts.num(number)}) if number else Sentence("lens.none")
