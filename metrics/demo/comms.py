"""What the demo company was told: one project that tells it all in time, one with shifts that hear it late, one that
says nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any
from zlib import crc32

from changemgmt.comms import services
from changemgmt.comms.models import Announcement, AnnouncementQuestion, CommsTemplate, PlanEntry, Receipt
from metrics.demo.clock import Timed, moment, workday
from metrics.demo.comms_texts import ENTRIES, NEXT, OWN, STORIES, Story
from projects.portfolio.models import Project

if TYPE_CHECKING:
    from metrics.demo.build import Company

# Half of those who read at all do so within this time.
HALF = timedelta(hours=20)
PLANNED = timedelta(days=21)
# Before the last project fell silent.
LATEST = timedelta(days=60)


@dataclass(frozen=True)
class Voices:
    """Who writes and who approves, by project."""

    author: str
    approver: str


VOICES = {
    "FK-01": Voices("change", "pm"),
    "MES-02": Voices("change", "xuliang"),
    "HR-03": Voices("gaoxiang", "linjing"),
    "OA-04": Voices("change", "tangqi"),
    "BI-07": Voices("change", "tangqi"),
}


def events(company: Company) -> Iterator[Timed]:
    """Everything in the order it happened."""
    yield Timed(company.now - timedelta(days=400), partial(_template, company))
    for key, topic, title, channel, sender, units, ago, done in ENTRIES:
        on = workday(company.today - timedelta(days=ago))
        planned = min(company.now - LATEST, moment(company.now, on, 9, title[0]) - PLANNED)
        given = {"topic": topic, "title": title[0], "title_en": title[1], "channel": channel}
        yield Timed(planned, partial(_plan, company, key, given, sender, units, on))
        if done:
            yield Timed(moment(company.now, on, 17, title[0]), partial(_tick, company, key, title[0], on))
    for story in STORIES:
        on = workday(company.today - timedelta(days=story.ago))
        planned = min(company.now - LATEST, moment(company.now, on, 9, story.code) - PLANNED)
        given = {"topic": story.topic, "title": story.title[0], "title_en": story.title[1]}
        yield Timed(planned, partial(_plan, company, story.project, given, story.sender, story.units, on))
        yield Timed(moment(company.now, on, 10, story.code), partial(_announce, company, story))
        for place, _question in enumerate(story.questions):
            later = min(moment(company.now, on, 15, f"{story.code}{place}"), company.now - timedelta(minutes=20))
            yield Timed(later + timedelta(minutes=place), partial(_ask, company, story, place))
    soon = moment(company.now, workday(company.today - timedelta(days=1)), 16, "comms-next")
    yield Timed(soon, partial(_next, company))


def _project(key: str) -> Project:
    return Project.objects.select_related("sponsor", "manager", "business_owner").get(key=key)


def _template(company: Company, at: datetime) -> None:
    name, title, body = OWN
    services.save_template(
        by=company.people["pmo"],
        template=CommsTemplate(),
        name=name[0],
        name_en=name[1],
        topic="when",
        title=title[0],
        title_en=title[1],
        body=body[0],
        body_en=body[1],
        now=at,
    )


def _plan(
    company: Company, key: str, given: dict[str, Any], sender: str, units: Sequence[str], on: date, at: datetime
) -> None:
    services.add_entry(
        by=company.people[VOICES[key].author],
        project=_project(key),
        units=[company.units[code] for code in units],
        sender=company.people[sender],
        due_on=on,
        now=at,
        **given,
    )


def _entry(key: str, title: str) -> PlanEntry:
    return PlanEntry.objects.select_related("project").get(project__key=key, title=title)


def _tick(company: Company, key: str, title: str, on: date, at: datetime) -> None:
    by = company.people[VOICES[key].author]
    services.mark_done(by=by, entry=_entry(key, title), on=on, today=on, now=at)


def _write(company: Company, story: Story, at: datetime) -> Announcement:
    return services.draft(
        by=company.people[VOICES[story.project].author],
        project=_project(story.project),
        entry=_entry(story.project, story.title[0]),
        topic=story.topic,
        title=story.title[0],
        title_en=story.title[1],
        body=story.body[0],
        body_en=story.body[1],
        sender=company.people[story.sender],
        audience="units" if story.units else "staff",
        units=[company.units[code] for code in story.units],
        confirm=story.confirm,
        now=at,
    )


def _announce(company: Company, story: Story, at: datetime) -> None:
    voices = VOICES[story.project]
    by, approver = company.people[voices.author], company.people[voices.approver]
    made = _write(company, story, at - timedelta(days=2))
    services.submit(by=by, announcement=made, now=at - timedelta(days=2))
    approved = services.approve(by=approver, announcement=made, now=at - timedelta(days=1))
    _read(company, story, services.publish(by=by, announcement=approved, now=at))


def _read(company: Company, story: Story, made: Announcement) -> None:
    """Every unit reads at its own rate, half of its readers on the first day. What is to come is left unread."""
    random = Random(crc32(story.code.encode()))  # noqa: S311 - a story, not a secret
    codes = {unit.pk: code for code, unit in company.units.items()}
    spared = {company.people[name].pk for name in story.unread}
    receipts = list(made.receipts.order_by("pk"))
    read = []
    for receipt in receipts:
        rate = story.rates.get(codes.get(receipt.unit_id or 0, ""), story.rate)
        chance, late = random.random(), random.expovariate(1.0)
        when = (made.published_at or company.now) + HALF * late
        if chance < rate and receipt.user_id not in spared and when < company.now:
            receipt.opened_at = receipt.read_at = when
            read.append(receipt)
    Receipt.objects.bulk_update(read, ["opened_at", "read_at"], batch_size=1000)


def _ask(company: Company, story: Story, place: int, at: datetime) -> None:
    question = story.questions[place]
    found = Announcement.objects.select_related("project", "sender", "author").get(title=story.title[0])
    by = company.people[question.by]
    if not Announcement.objects.visible_to(by).filter(pk=found.pk).exists():
        return
    made = services.ask(by=by, announcement=found, text=question.text, hidden=question.hidden, now=at)
    first = AnnouncementQuestion.objects.filter(announcement=found).order_by("pk").first()
    if question.same and first is not None:
        services.merge(by=found.author, question=made, into=first, now=at)
    elif question.answer[0]:
        services.answer(by=found.sender, question=made, text=question.answer[0], text_en=question.answer[1], now=at)


def _next(company: Company, at: datetime) -> None:
    """One announcement waits for its approval, one goes out by itself."""
    for story, scheduled in NEXT:
        voices = VOICES[story.project]
        by = company.people[voices.author]
        given = {"topic": story.topic, "title": story.title[0], "title_en": story.title[1]}
        _plan(company, story.project, given, story.sender, story.units, company.today + timedelta(days=3), at)
        made = _write(company, story, at)
        services.submit(by=by, announcement=made, now=at)
        if scheduled:
            approved = services.approve(by=company.people[voices.approver], announcement=made, now=at)
            out = services.next_time(company.now + timedelta(days=2))
            services.schedule(by=by, announcement=approved, at=out, now=at)
