"""Announcements of a project and of all; the composer with both languages side by side."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from changemgmt.comms import forms, health, samples, services
from changemgmt.comms.choices import State, Topic
from changemgmt.comms.models import TEXTS, Announcement, CommsTemplate, PlanEntry
from changemgmt.comms.selectors import desk, reach
from changemgmt.comms.views.common import load
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.web import markdown
from pmo.web.lists import Choice, Column, Empty, Flag, ListPage, Ref, SavedTab
from pmo.web.pages import done, render
from projects.portfolio.choosing import choose
from projects.portfolio.models import Project
from projects.portfolio.stage_pages import load_project, page


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return Project.objects.visible_to(request.user).order_by("key")


def _reach(row: Announcement) -> float | None:
    return round(100 * row.read / row.addressed, 1) if row.addressed else None  # type: ignore[attr-defined]


class Announcements(ListPage):
    """Of all projects the reader may see, and what was addressed to them."""

    kind = "announcement"
    key = "announcements"
    title = gettext_lazy("All announcements")
    columns = [
        Column("title", gettext_lazy("Announcement"), value=lambda r: r.label, sort=("title", "title_en"), header=True),
        Column("project", gettext_lazy("Project"), value=lambda r: r.project.label, sort="project__key"),
        Column("topic", gettext_lazy("What it tells"), value=lambda r: r.get_topic_display(), nowrap=True),
        Column("state", gettext_lazy("State"), value=lambda r: r.get_state_display(), sort="state", nowrap=True),
        Column("sender", gettext_lazy("Sender"), value=lambda r: r.sender.label, sort="sender__name", nowrap=True),
        Column("published", pgettext_lazy("announcement", "Sent"), value=lambda r: r.published_at,
               sort="published_at", kind="datetime"),
        Column("addressed", gettext_lazy("Addressed"), sort="addressed", kind="integer"),
        Column("read", pgettext_lazy("announcement", "Read"), sort="read", kind="integer"),
        Column("reach", gettext_lazy("Reach, %"), value=_reach, kind="decimal"),
        Column("asked", gettext_lazy("Open questions"), sort="asked", kind="integer"),
        Column("author", pgettext_lazy("announcement", "Written by"), value=lambda r: r.author.label, optional=True),
    ]  # fmt: skip
    filters = [
        Choice("state", gettext_lazy("State"), choices=State.choices),
        Choice("topic", gettext_lazy("What it tells"), choices=Topic.choices),
        Ref("project", gettext_lazy("Project"), rows_for=_projects, key="key"),
        Flag("approve", gettext_lazy("Waits for my approval"), apply=lambda rows, on, request: rows.filter(
            pk__in=desk.to_approve(request.user).values("pk"))),
        Flag("asked", gettext_lazy("With open questions"), apply=lambda rows, on, request: rows.filter(asked__gt=0)),
    ]  # fmt: skip
    views = [
        SavedTab("all", gettext_lazy("All"), {}),
        SavedTab("out", pgettext_lazy("announcement", "Published"), {"state": "published"}),
        SavedTab("approve", gettext_lazy("For me to approve"), {"approve": "1"}),
        SavedTab("asked", gettext_lazy("With open questions"), {"asked": "1"}),
    ]
    search = ["title", "title_en", "project__name", "project__name_en"]
    default_sort = "-published"
    empty = Empty(
        gettext_lazy("No announcements yet"),
        gettext_lazy("Tell everybody early why a project exists; the words to start from come with the product."),
    )
    nav = "announcements"

    def queryset(self) -> QuerySet[Announcement]:
        return desk.visible(self.request.user)

    def context(self) -> dict[str, Any]:
        if not policy.may(self.request.user, "add", "announcement"):
            return {}
        return {"add_url": reverse("comms:choose"), "add_label": _("New announcement")}


def choose_project(request: HttpRequest) -> HttpResponse:
    return choose(request, _("New announcement"), "comms:new")


def project(request: HttpRequest, key: str) -> HttpResponse:
    """What was announced about a project, how far it reached, and whether everybody was told at all."""
    found = load_project(request, key, "announcement")
    today = timezone.localdate()
    reached = reach.of_project(found, today)
    judged = [found] if health.applies(found) else []
    reading = health.readings(judged, {found.pk: reached}, today).get(found.pk)
    may_add = found.is_open and policy.may(request.user, "add", "announcement", project_id=found.pk)
    context = page(
        request,
        found,
        "comms",
        lead=reading.sentence if reading else _("Announcements"),
        reading=reading,
        whole=reached.whole,
        units=[(unit, reached.within(unit.path)) for unit in found.units.order_by("path")],
        rows=desk.of_project(request.user, found),
        may_add=may_add,
        silent=may_add and bool(judged) and bool(reached.whole.staff) and not reached.whole.told,
        samples=samples.SAMPLES,
        may_templates=policy.may(request.user, "view", "comm_template"),
    )
    return render(request, "changemgmt/comms/project.html", context)


def new(request: HttpRequest, key: str) -> HttpResponse:
    """The composer; `?sample=`, `?template=` or `?entry=` say what it starts from."""
    found = load_project(request, key, "announcement")
    policy.require(request.user, "add", "announcement", project_id=found.pk)
    initial = _initial(request, found)
    form = forms.AnnouncementForm(
        request.POST or None, user=request.user, project=found, instance=Announcement(), initial=initial
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.draft(by=request.user, project=found, now=timezone.now(), **form.values())
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("The draft is saved; put it forward when it is ready"), made.url)
    back = reverse("comms:project", args=[found.key])
    templates = CommsTemplate.objects.visible_to(request.user)
    return _form(request, form, found, _("New announcement"), back, samples=samples.SAMPLES, templates=templates)


def _initial(request: HttpRequest, found: Project) -> dict[str, Any]:
    given = request.GET
    initial: dict[str, Any] = {"sender": request.user.pk, "questions_open": True}
    entry = _one(PlanEntry.objects.visible_to(request.user).filter(project=found), given.get("entry"))
    code = given.get("sample", "")
    if entry is not None:
        initial |= {
            "entry": entry.pk,
            "topic": entry.topic,
            "sender": entry.sender_id or request.user.pk,
            "units": [unit.pk for unit in entry.units.all()],
            "audience": "units" if entry.units.exists() else "staff",
        }
        code = code or entry.topic
    template = _one(CommsTemplate.objects.visible_to(request.user), given.get("template"))
    if template is not None:
        for zh, en in (("title", "title_en"), ("body", "body_en")):
            words = (getattr(template, zh), getattr(template, en))
            initial[zh], initial[en] = samples.filled(words, found)
        return {**initial, "topic": template.topic}
    sample = samples.sample(code)
    if sample is not None:
        initial["title"], initial["title_en"] = samples.filled(sample.title, found)
        initial["body"], initial["body_en"] = samples.filled(sample.body, found)
        initial |= {"topic": sample.topic, "confirm": sample.confirm}
        if entry is None and sample.topic in (Topic.WHY, Topic.WHAT) and found.sponsor_id:
            initial["sender"] = found.sponsor_id
    return initial


def _one(rows: Any, given: str | None) -> Any:
    number = int(given) if given and given.isascii() and given.isdigit() and len(given) < 18 else None
    return rows.filter(pk=number).first() if number is not None else None


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = load(request, pk)
    policy.require(request.user, "change", found)
    form = forms.AnnouncementForm(request.POST or None, user=request.user, project=found.project, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change(
                by=request.user, announcement=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
            found = load(request, pk)
        else:
            return done(request, _("Saved"), found.url)
    return _form(request, form, found.project, _("Edit the announcement"), found.url, announcement=found)


def _form(request: HttpRequest, form: Any, of: Project, title: str, back: str, **more: Any) -> HttpResponse:
    context = {"form": form, "project": of, "title": title, "back": back, "nav": "projects", **more}
    return render(request, "changemgmt/comms/form.html", context, status=422 if form.errors else 200)


@require_POST
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """Both languages as readers would see them; nothing is kept."""
    found = load_project(request, key, "announcement")
    policy.require(request.user, "add", "announcement", project_id=found.pk)
    words = {field: request.POST.get(field, "")[:20_000] for field in TEXTS}
    context = {
        "project": found,
        "title": pgettext("announcement", "Preview"),
        "sides": [
            ("zh-Hans", _("Chinese"), words["title"], markdown.render(words["body"])),
            ("en", _("English"), words["title_en"], markdown.render(words["body_en"])),
        ],
        "nav": "projects",
    }
    return render(request, "changemgmt/comms/preview.html", context, partial="sides")
