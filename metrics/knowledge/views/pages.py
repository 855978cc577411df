"""The front page, the search, the list of all, and the editors' desk."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from metrics.knowledge import excel, forms, services
from metrics.knowledge.choices import ArticleKind, ArticleState
from metrics.knowledge.models import Article, KnowledgeCategory, KnowledgeTag, MissedSearch
from metrics.knowledge.selectors import home as selectors
from metrics.knowledge.selectors.search import search as find
from metrics.knowledge.views.common import act
from pmo import exchange
from pmo.access import policy
from pmo.records import DomainError, Forbidden
from pmo.search import clean
from pmo.web.lists import Choice, Column, Empty, Flag, ListPage, Ref, SavedTab
from pmo.web.pages import done, render
from projects.portfolio.models import Project


def home(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "home": selectors.home(request.user, today=today),
        "may_add": policy.may(request.user, "add", "article"),
        "may_edit": policy.may(request.user, "publish", "article"),
        "kinds": ArticleKind.choices,
        "today": today,
        "nav": "knowledge",
    }
    return render(request, "metrics/knowledge/home.html", context)


def search(request: HttpRequest) -> HttpResponse:
    """What is found; a search that finds nothing is counted, by its words alone."""
    query, today = clean(request.GET.get("q", "")), timezone.localdate()
    kind, tag, project = (request.GET.get(name, "") for name in ("kind", "tag", "project"))
    filters: dict[str, Any] = {}
    if kind in ArticleKind.values:
        filters["kind"] = kind
    if tag.isascii() and tag.isdigit() and len(tag) < 10:
        filters["tags"] = int(tag)
    if project:
        filters["project__key"] = project[:40].replace("\x00", "")
    result = find(request.user, query, today=today, filters=filters) if query else None
    if result is not None and not result.total and not filters:
        services.count_missed(query=query, today=today)
    context = {
        "query": query,
        "result": result,
        "kind": kind,
        "tag": filters.get("tags"),
        "project": project,
        "kinds": ArticleKind.choices,
        "tags": selectors.tags_with_counts()[:40],
        "projects": Project.objects.visible_to(request.user).order_by("key"),
        "narrowed": bool(filters),
        "may_add": policy.may(request.user, "add", "article"),
        "today": today,
        "nav": "knowledge",
    }
    return render(request, "metrics/knowledge/search.html", context)


def _projects(request: HttpRequest) -> QuerySet[Project]:
    return Project.objects.visible_to(request.user).order_by("key")


def _categories(request: HttpRequest) -> QuerySet[KnowledgeCategory]:
    return KnowledgeCategory.objects.all()


def _tags(request: HttpRequest) -> QuerySet[KnowledgeTag]:
    return KnowledgeTag.objects.all()


def _overdue(rows: Any, on: bool, request: HttpRequest) -> Any:
    return rows.filter(review_by__lt=timezone.localdate(), current__isnull=False)


class Articles(ListPage):
    kind = "article"
    key = "articles"
    title = gettext_lazy("All articles")
    columns = [
        Column("title", gettext_lazy("Article"), value=lambda r: r.label, sort=("title", "title_en"), header=True),
        Column("kind", gettext_lazy("Kind"), value=lambda r: r.get_kind_display(), sort="kind", nowrap=True),
        Column("category", gettext_lazy("Category"), value=lambda r: r.category and r.category.label,
               sort="category__position"),
        Column("state", gettext_lazy("State"), value=lambda r: r.get_state_display(), sort="state", nowrap=True),
        Column("owner", gettext_lazy("Owner"), value=lambda r: r.owner.label, sort="owner__name", nowrap=True),
        Column("published", gettext_lazy("Published"), value=lambda r: r.current and r.current.published_at,
               sort="current__published_at", kind="datetime"),
        Column("review_by", gettext_lazy("Review by"), sort="review_by", kind="date"),
        Column("project", gettext_lazy("Project"), value=lambda r: r.project and r.project.label, optional=True),
        Column("tags", gettext_lazy("Tags"), value=lambda r: _(", ").join(t.label for t in r.tags.all()),
               optional=True),
    ]  # fmt: skip
    filters = [
        Choice("kind", gettext_lazy("Kind"), choices=ArticleKind.choices),
        Choice("state", gettext_lazy("State"), choices=ArticleState.choices),
        Ref("category", gettext_lazy("Category"), rows_for=_categories, apply=lambda rows, value, request: rows.filter(
            category__in=KnowledgeCategory.objects.filter(pk=value.pk) | KnowledgeCategory.objects.filter(
                parent=value.pk))),
        Ref("tag", gettext_lazy("Tag"), rows_for=_tags, apply=lambda rows, value, request: rows.filter(tags=value.pk)),
        Ref("project", gettext_lazy("Project"), rows_for=_projects, key="key"),
        Flag("mine", gettext_lazy("I own it"), apply=lambda rows, on, request: rows.filter(owner=request.user)),
        Flag("overdue", gettext_lazy("May be out of date"), apply=_overdue),
    ]  # fmt: skip
    views = [
        SavedTab("all", gettext_lazy("All"), {}),
        SavedTab("faq", gettext_lazy("FAQ"), {"kind": "faq"}),
        SavedTab("practice", gettext_lazy("Best practice"), {"kind": "best_practice"}),
        SavedTab("lessons", gettext_lazy("Lessons learned"), {"kind": "lesson"}),
        SavedTab("mine", gettext_lazy("I own it"), {"mine": "1"}),
    ]
    search = ["current__title", "current__title_en", "tags__name"]
    default_sort = "-published"
    empty = Empty(
        gettext_lazy("No article yet"),
        gettext_lazy("Write down what people ask twice: how to do it, what to watch, whom to ask."),
    )
    nav = "knowledge"

    def queryset(self) -> QuerySet[Article]:
        rows: QuerySet[Article] = Article.objects.visible_to(self.request.user)
        return rows.select_related("current", "owner", "category", "project").prefetch_related("tags")

    def filtered(self) -> QuerySet[Any]:
        return super().filtered().distinct() if self.query.get("q") else super().filtered()

    def context(self) -> dict[str, Any]:
        if not policy.may(self.request.user, "add", "article"):
            return {}
        return {"add_url": reverse("knowledge:new"), "add_label": _("New article")}


def desk(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "desk": selectors.desk(request.user, today=today),
        "may_keep": policy.may(request.user, "change", "knowledge"),
        "import_url": exchange.import_url(excel.KIND) if policy.may(request.user, "add", "article") else "",
        "today": today,
        "nav": "knowledge",
    }
    return render(request, "metrics/knowledge/desk.html", context)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    missed = _kept(request, MissedSearch, pk)
    return act(
        request,
        lambda: services.settle_missed(by=request.user, missed=missed, now=timezone.now()),
        _("Taken off the list"),
        f"{reverse('knowledge:desk')}#missed",
    )


def _kept(request: HttpRequest, model: Any, pk: int) -> Any:
    policy.require(request.user, "change", "knowledge")
    return get_object_or_404(model, pk=pk)


def shelves(request: HttpRequest) -> HttpResponse:
    """Tags and categories, to be put in order."""
    policy.require(request.user, "change", "knowledge")
    context = {
        "tags": selectors.tags_with_counts(),
        "shelves": selectors.shelves(request.user),
        "nav": "knowledge",
    }
    return render(request, "metrics/knowledge/shelves.html", context)


def tag(request: HttpRequest, pk: int) -> HttpResponse:
    found: KnowledgeTag = _kept(request, KnowledgeTag, pk)
    initial = {"name": found.name, "name_en": found.name_en}
    form = forms.TagForm(request.POST or None, row=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_tag(by=request.user, tag=found, expected=form.expected, now=timezone.now(), **form.values())
        except Forbidden:
            raise
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), reverse("knowledge:shelves"))
    return _tag_page(request, found, form, forms.MergeForm(tag=found))


def _tag_page(request: HttpRequest, found: KnowledgeTag, form: Any, merge: Any) -> HttpResponse:
    context = {"tag": found, "form": form, "merge_form": merge, "nav": "knowledge"}
    refused = form.errors or merge.errors
    return render(request, "metrics/knowledge/tag.html", context, status=422 if refused else 200)


@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    found: KnowledgeTag = _kept(request, KnowledgeTag, pk)
    form = forms.MergeForm(request.POST, tag=found)
    if not form.is_valid():
        initial = {"name": found.name, "name_en": found.name_en}
        return _tag_page(request, found, forms.TagForm(row=found, initial=initial), form)
    services.merge_tag(by=request.user, tag=found, into=form.cleaned_data["into"], now=timezone.now())
    return done(request, _("Merged"), reverse("knowledge:shelves"))


def category(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    policy.require(request.user, "change", "knowledge")
    found = _kept(request, KnowledgeCategory, pk) if pk else KnowledgeCategory()
    form = forms.CategoryForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_category(
                by=request.user, category=found, expected=form.expected, now=timezone.now(), **form.values()
            )
        except DomainError as error:
            form.apply(error)
        else:
            return done(request, _("Saved"), reverse("knowledge:shelves"))
    context = {"form": form, "category": found, "nav": "knowledge"}
    return render(request, "metrics/knowledge/category.html", context, status=422 if form.errors else 200)


@require_POST
def delete_category(request: HttpRequest, pk: int) -> HttpResponse:
    found: KnowledgeCategory = _kept(request, KnowledgeCategory, pk)
    return act(
        request,
        lambda: services.delete_category(by=request.user, category=found, now=timezone.now()),
        _("Category deleted"),
        reverse("knowledge:shelves"),
    )
