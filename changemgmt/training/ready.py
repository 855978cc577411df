"""Wires the room to the outside: words of the history, messages, evidence, health, what waits, search, the rail."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import pgettext_lazy

ACTS = {
    "course.created": N_("made the course"),
    "course.changed": N_("changed the course"),
    "course.open": N_("opened the course"),
    "course.closed": N_("closed the course"),
    "course.deleted": N_("deleted the course"),
    "course.material_added": N_("added material"),
    "course.material_removed": N_("removed material"),
    "course.question_added": N_("added a question"),
    "course.question_changed": N_("changed a question"),
    "course.question_removed": N_("removed a question"),
    "course.bank_imported": N_("brought in questions"),
    "course.enrolled_self": N_("enrolled"),
    "course.enrolled": N_("enrolled people"),
    "course.left": N_("left the course"),
    "course.rated": N_("said how the course was"),
    "course.passed": N_("passed the course"),
    "curriculum.created": N_("made the curriculum"),
    "curriculum.changed": N_("changed the curriculum"),
    "curriculum.deleted": N_("deleted the curriculum"),
    "curriculum.enrolled": N_("enrolled by rule"),
    "training.session_planned": N_("planned a session"),
    "training.session_changed": N_("changed the session"),
    "training.session_cancelled": N_("cancelled the session"),
    "training.seat_asked": N_("asked for a seat"),
    "training.seat_given_up": N_("gave up the seat"),
    "training.participants_added": N_("added participants"),
    "training.participant_removed": N_("took somebody off the list"),
    "training.checked_in": N_("checked in"),
    "training.attendance_marked": N_("noted who was there"),
    "assessment.begun": N_("began an assessment"),
    "assessment.handed_in": N_("handed in an assessment"),
    "assessment.marked": N_("marked an assessment"),
}
# What the history calls the values of these acts.
VALUES = (
    N_("learner role"), N_("due on"), N_("courses"), N_("enrolled"), N_("let go"), N_("certificate"), N_("attended"),
    N_("score"), N_("seat"), N_("starts at"), N_("ends at"), N_("place"), N_("online"), N_("seats"), N_("trainer"),
    N_("self enrol"), N_("needs attendance"), N_("needs assessment"), N_("pretest"), N_("drawn"), N_("time limit"),
    N_("attempts"), N_("pass mark"), N_("valid months"), N_("minutes"), N_("link"), N_("points"), N_("person"),
)  # fmt: skip


def connect() -> None:
    from changemgmt.training import (
        enclosing,
        excel,
        guards,
        health,
        own_data,
        sentences,  # noqa: F401 - registers the sentences
    )
    from changemgmt.training.choices import COURSE_FILE, COVERAGE_DEFAULT
    from changemgmt.training.selectors import waiting
    from pmo import exchange
    from pmo.audit.words import register_acts
    from pmo.files.guards import register_guard
    from pmo.notify import groups
    from pmo.web import nav
    from projects.gates import evidence
    from projects.portfolio import dimensions, stage_tabs
    from projects.portfolio.choices import Stage

    register_acts(ACTS)
    own_data.connect()
    enclosing.connect()
    groups.register(
        groups.Group("training", _("Training"), _("What you learn by when, your seats, certificates that expire.")),
        prefixes=("training",),
    )
    nav.register(
        nav.Entry(
            "/learning/", _("My learning"), "book", nav.OWN, key="l", dock=2, short=pgettext_lazy("dock", "Learning")
        )
    )
    nav.register(nav.Entry("/training/", _("Training"), "book", nav.CHANGE))
    register_guard(COURSE_FILE, guards.may_read)
    evidence.register(
        evidence.EvidenceKind(
            "training_coverage", _("Training coverage"), health.evidence, Decimal(COVERAGE_DEFAULT), "%"
        )
    )
    dimensions.register_dimension(
        dimensions.Dimension("training", _("Training"), Stage.EXECUTION, health.read, ("training", "view"))
    )
    dimensions.register_stage_facts(Stage.EXECUTION, waiting.stage_facts)
    waiting.connect()
    dimensions.register_key_dates("training.deadlines", waiting.deadline_days, waiting.deadlines)
    dimensions.register_key_dates("training.sessions", waiting.session_days, waiting.sessions)
    stage_tabs.register(
        stage_tabs.Tab(Stage.EXECUTION, "training", _("Training"), "training:project", ("training", "view"), 40)
    )
    for importer in excel.IMPORTERS:
        exchange.register(importer)
    _connect_search()


def _connect_search() -> None:
    from pmo import search

    search.register("course", _("Courses"), find, order=55)
    _commands()


def _commands() -> None:
    from pmo import search

    for title, route, icon, right in (
        (_("My learning"), "training:mine", "book", None),
        (_("Training"), "training:list", "book", ("training", "view")),
        (_("Marking"), "training:marking", "check", ("training", "mark")),
    ):
        search.register_command(
            search.Command(
                title=title,
                url=partial(reverse, route),
                icon=icon,
                right=right,
                words=("培训", "课程", "学习", "考试", "证书", "training", "course", "learning"),
            )
        )


def find(user: Any, query: str, limit: int) -> Any:
    """Courses whose title holds the words: those one runs or watches, and those one learns."""
    from django.db.models import Exists, OuterRef, Q

    from changemgmt.training import audience
    from changemgmt.training.models import Course
    from pmo import search

    names = ["title", "title_en"]
    learns = audience.learnable(user).order_by()
    rows: Any = Course.objects.filter(search.match(names, query)).select_related("project")
    seen = rows.filter(Q(pk__in=Course.objects.visible_to(user).values("pk")) | Q(pk__in=learns.values("pk")))

    def hit(row: Any) -> search.Hit:
        return search.Hit(row.label, row.learn_url if row.learns else row.url, row.project.label, "book")

    return search.Found(seen.annotate(learns=Exists(learns.filter(pk=OuterRef("pk")))), hit, names)
