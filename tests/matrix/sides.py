"""One of everything on a project, told in the words it is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from metrics.health import services as health
from metrics.health.models import Override
from metrics.kpis import services as kpis
from metrics.kpis.models import Measurement
from metrics.processes import services as processes
from metrics.processes.models import EventLog, Process, ProcessAnalysis
from metrics.reviews.models import Action, AgendaItem, Review, ReviewDecision, ReviewParticipant, ReviewRule
from pmo import audit, files
from pmo.accounts.models import User
from pmo.exchange.models import ImportBatch
from pmo.files.models import Attachment
from pmo.jobs import runner
from pmo.jobs.models import Job
from pmo.notify.clock import standing
from pmo.notify.models import Message
from pmo.records.models import create
from pmo.texts import Sentence
from pmo.tokens.models import ApiToken
from pmo.web.models import SavedView
from projects.goals.models import Goal, Kpi, PainPoint, Requirement, Signature, SignOff
from projects.goals.versions import fingerprint, freeze
from projects.portfolio.choices import TeamRole
from projects.portfolio.models import Follow, Portfolio, Project, ProjectMember
from tests import factories
from tests.matrix import (
    adoption,
    certainty,
    champions,
    comms,
    contest,
    datamig,
    feedback,
    gates,
    incentives,
    knowledge,
    money,
    planning,
    readiness,
    reviews,
    risks,
    support,
    surveys,
    training,
    usage,
    worth,
)
from tests.matrix import selection as selecting

PRIVATE = "CANARY-own-91c2"
FOREIGN_KEY = "MES-01"


@dataclass
class Personal:
    """What belongs to one person alone."""

    job: Job
    message: Message
    token: ApiToken
    saved_view: SavedView
    batch: ImportBatch
    loose_file: Attachment


@dataclass
class Side:
    """Everything that hangs on one project."""

    project: Project
    portfolio: Portfolio
    pain: PainPoint
    pain_file: Attachment
    goal: Goal
    kpi: Kpi
    measurement: Measurement
    requirement: Requirement
    sign_off: SignOff
    signature: Signature
    process: Process
    log: EventLog
    log_file: Attachment
    edge: str
    override: Override
    rule: ReviewRule
    review: Review
    decision: ReviewDecision
    action: Action
    member: ProjectMember
    plans: planning.PlanSide
    scope: planning.ScopeSide
    people: planning.PeopleSide
    certainty: certainty.CertaintySide
    money: money.MoneySide
    risks: risks.RiskSide
    worth: worth.WorthSide
    gates: gates.GateSide
    data: datamig.DataSide
    usage: usage.UsageSide
    adoption: adoption.AdoptionSide
    contest: contest.ContestSide
    champions: champions.ChampionSide
    selection: selecting.SelectionSide
    surveys: surveys.SurveySide
    knowledge: knowledge.KnowledgeSide
    comms: comms.CommsSide
    readiness: readiness.ReadinessSide
    feedback: feedback.FeedbackSide
    support: support.SupportSide
    incentives: incentives.IncentiveSide
    training: training.TrainingSide
    shown_to: User
    personal: Personal
    user: User
    """Somebody of this side (people are known to everybody)."""


def _sentence(text: str) -> dict[str, Any]:
    """A registered sentence that carries `text`."""
    project = {"t": "name", "zh": text, "en": text}
    return Sentence("sign_off.asked", {"project": project, "version": 1}).to_json()


def _xes(word: str, start: datetime) -> bytes:
    """Six months of cases in four steps, one in six sent back."""
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<log xmlns="http://www.xes-standard.org">']
    for month in range(6):
        for number in range(6):
            at = start + timedelta(days=30 * month + number)
            steps = [("Submitted", 0.0), ("Checked", 1.0), ("Approved", 2.5), ("Paid", 4.0 + number / 10)]
            if number == 5:
                steps.insert(1, ("Rejected", 0.5))
            parts.append(f'<trace><string key="concept:name" value="{word}{month}-{number}"/>')
            for name, days in steps:
                when = (at + timedelta(days=days)).isoformat()
                parts.append(
                    f'<event><string key="concept:name" value="{word}{name}"/>'
                    f'<date key="time:timestamp" value="{when}"/>'
                    f'<string key="org:resource" value="{word}P{number}"/>'
                    f'<string key="org:role" value="{word}R"/></event>'
                )
            parts.append("</trace>")
    return "\n".join([*parts, "</log>"]).encode()


def _personal(user: User, text: str, now: datetime, project: Project) -> Personal:
    # Its name stands in the history, which the PMO lead reads; what is in it is nobody's but the owner's.
    file = files.store(by=user, upload=SimpleUploadedFile("draft.txt", f"{text} draft".encode()), now=now)
    return Personal(
        job=Job.objects.create(
            kind="processes.analyse",
            owner=user,
            state="failed",
            errors=[{"code": "failed", "pointer": "", "detail": _sentence(text)}],
            progress_text=_sentence(text),
            params={"note": text},
            result={"note": text},
            next_try_at=now,
            created_at=now,
            finished_at=now,
        ),
        message=Message.objects.create(
            rule="kpi.measure",
            subject_kind="projects.project",
            subject_id=str(project.pk),
            period=f"p-{user.pk}",
            recipient=user,
            channel="inbox",
            text=_sentence(text),
            url=f"/projects/{project.key}/",
            due_at=now - timedelta(hours=1),
            next_try_at=now,
            state="sent",
            sent_at=now,
        ),
        token=ApiToken.objects.create(
            user=user,
            name=text,
            digest=f"{user.pk:064d}",
            hint="ld_x",
            created_at=now,
            expires_at=now + timedelta(days=30),
        ),
        saved_view=SavedView.objects.create(user=user, list_key="projects", name=text[:40], query="state=active"),
        batch=ImportBatch.objects.create(
            kind="goals",
            context={"project": project.key},
            context_key="0" * 64,
            project_id=project.pk,
            file_name=f"{text}.xlsx",
            sha256="0" * 64,
            by=user,
            created_at=now,
            checked_at=now,
            counts={"rows": 0, "good": 0, "errors": 0},
        ),
        loose_file=file,
    )


def side_of(
    zoo_now: datetime,
    project: Project,
    goal: Goal,
    kpi: Kpi,
    owner: User,
    manager: User,
    signer: User,
    doer: User,
    guest: User,
    word: str,
    private: str,
    champion: User | None,
) -> Side:
    now, today = zoo_now, timezone.localdate(zoo_now)
    text: dict[str, Any] = {"title": f"{word}题", "title_en": f"{word} title"}
    pain = factories.make_pain_point(
        now,
        project,
        owner,
        **text,
        description=f"{word} description",
        source_detail=f"{word} detail",
        process_name=f"{word} process",
        hours_per_month=Decimal(120),
        money_per_month=Decimal(30000),
        frequency_per_month=Decimal(400),
    )
    pain.goals.add(goal)
    pain_file = files.store(
        by=owner,
        upload=SimpleUploadedFile(f"{word}-evidence.txt", f"{word} evidence".encode()),
        now=now,
        project_id=project.pk,
        kind="pain_point",
        object_id=pain.pk,
    )
    Goal.objects.filter(pk=goal.pk).update(description=f"{word} goal text", status="submitted")
    goal.refresh_from_db()
    Kpi.objects.filter(pk=kpi.pk).update(source_note=f"{word} source")
    kpi.refresh_from_db()
    first = None
    for month in range(5):
        on = today - timedelta(days=150 - 30 * month)
        made = kpis.record(
            by=manager,
            kpi=kpi,
            measured_on=on,
            value=Decimal(5) - Decimal(month) / 2,
            note=f"{word} note {month}",
            now=now - timedelta(days=150 - 30 * month) + timedelta(hours=1),
        )
        first = first or made
    requirement = create(
        Requirement(
            project=project,
            number=1,
            **text,
            description=f"{word} wish",
            goal=goal,
            business_owner=owner,
            raised_by=manager,
            conditions=f"{word} condition",
            feasibility="conditions",
            status="assessed",
            effort_days=Decimal(5),
            risk="low",
            assessed_by=manager,
            assessed_at=now,
        ),
        now=now,
    )
    frozen = freeze(project)
    sign_off = create(
        SignOff(
            project=project,
            goals_version=1,
            frozen=frozen,
            fingerprint=fingerprint(frozen),
            asked_by=manager,
            asked_at=now,
            due_on=today + timedelta(days=7),
            note=f"{word} please sign",
        ),
        now=now,
    )
    signature = create(Signature(sign_off=sign_off, executive=signer, comment=f"{word} comment"), now=now)
    process, log = _process(project, manager, word, now)
    override = health.declare(
        by=manager,
        project=project,
        status="risk",
        reason=f"{word} reason",
        expires_on=today + timedelta(days=20),
        now=now,
    )
    rule = create(
        ReviewRule(
            portfolio=project.portfolio,
            project=project,
            at_time="09:30",
            organiser=manager,
            agenda=[{"title": f"{word} item", "title_en": f"{word} item", "minutes": 10}],
        ),
        now=now,
    )
    rule.participants.add(doer)
    review, decision = _review(project, rule, owner, manager, doer, word, now)
    action = create(
        Action(
            review=review,
            project=project,
            title=f"{word} act",
            title_en=f"{word} act",
            owner=doer,
            due_on=today + timedelta(days=5),
            created_by=manager,
            result=f"{word} result",
        ),
        now=now,
    )
    member = factories.add_member(now, project, signer, TeamRole.BUSINESS_EXPERT)
    audit.record(
        by=manager,
        act="project.changed",
        obj=project,
        before={"summary": f"{word} before"},
        after={"summary": f"{word} after"},
        project_id=project.pk,
        now=now,
        reason=f"{word} why",
    )
    for obj in (pain, goal, kpi, requirement, sign_off, process, review, action):
        audit.record(by=manager, act="x", obj=obj, after={"title": word}, project_id=project.pk, now=now)
    Follow.objects.create(user=manager, project=project)
    using = usage.usage_of(project, manager, word, now)
    return Side(
        project=project,
        portfolio=project.portfolio,
        pain=pain,
        pain_file=pain_file,
        goal=goal,
        kpi=kpi,
        measurement=first,  # type: ignore[arg-type]
        requirement=requirement,
        sign_off=sign_off,
        signature=signature,
        process=process,
        log=log,
        log_file=log.attachment,
        edge=ProcessAnalysis.objects.get(log=log).result["edges"][0]["key"],
        override=override,
        rule=rule,
        review=review,
        decision=decision,
        action=action,
        member=member,
        plans=planning.plans(project, manager, owner, word, now),
        scope=planning.scope_of(project, manager, owner, word, now),
        people=planning.people(project, manager, word, now),
        certainty=certainty.of(project, manager, word, now),
        money=money.money(project, manager, signer, word, now),
        risks=risks.risks_of(project, manager, owner, word, now),
        worth=worth.worth_of(project, kpi, manager, owner, signer, word, now),
        gates=gates.gates_of(project, manager, owner, word, now),
        data=datamig.data_of(project, manager, owner, word, now),
        usage=using,
        adoption=adoption.adoption_of(using, manager, word, now),
        contest=contest.contest_of(using.system, manager, word, now),
        champions=champions.champions_of(project, manager, doer, word, now, champion),
        selection=selecting.selection(project, word, now),
        surveys=surveys.surveys_of(project, manager, doer, word, now),
        knowledge=knowledge.knowledge_of(project, manager, owner, word, now),
        comms=comms.comms_of(project, manager, signer, word, now),
        readiness=readiness.readiness_of(project, manager, doer, word, now),
        feedback=feedback.feedback_of(project, manager, doer, word, now),
        support=support.support_of(project, manager, doer, word, now),
        incentives=incentives.incentives_of(project, doer, word, now),
        training=training.training_of(project, manager, doer, word, now),
        shown_to=guest,
        personal=_personal(manager, private, now, project),
        user=manager,
    )


def _process(project: Project, manager: User, word: str, now: datetime) -> tuple[Process, EventLog]:
    process = processes.create_process(
        by=manager, project=project, name=f"{word} flow", name_en=f"{word} flow", now=now
    )
    start = datetime(now.year, now.month, 1, 2, tzinfo=UTC) - timedelta(days=240)
    upload = SimpleUploadedFile(f"{word.strip()}.xes", _xes(word, start))
    processes.upload_log(by=manager, process=process, upload=upload, now=now)
    runner.run_pending(clock=standing(now))
    log = process.logs.select_related("attachment").get()
    if log.status != "ready":
        raise AssertionError(f"the log is {log.status}: {log.error}")
    return process, log


def _review(
    project: Project, rule: ReviewRule, owner: User, manager: User, doer: User, word: str, now: datetime
) -> tuple[Review, ReviewDecision]:
    review = create(
        Review(
            rule=rule,
            portfolio=project.portfolio,
            project=project,
            quarter=f"{now.year}Q3",
            starts_at=now + timedelta(days=10),
            organiser=manager,
            notes=f"{word} minutes",
        ),
        now=now,
    )
    seats = {user.pk: user for user in (owner, doer, manager)}
    ReviewParticipant.objects.bulk_create([ReviewParticipant(review=review, user=user) for user in seats.values()])
    AgendaItem.objects.create(review=review, position=1, title=f"{word} agenda", notes=f"{word} agenda notes")
    decision = create(ReviewDecision(review=review, text=f"{word} decided", decided_by=manager), now=now)
    reviews.packed(review, manager, word, now)
    return review, decision
