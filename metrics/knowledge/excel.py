"""Articles from a table: checked as a whole first, then drafts nobody reads until they are published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from metrics.knowledge import services
from metrics.knowledge.choices import ArticleKind, Audience
from metrics.knowledge.models import MAX_BODY, Article, KnowledgeCategory
from pmo.access import policy
from pmo.exchange import CellError, Checked, Column, ImportContext, Importer, ImportOutcome, TableSpec
from projects.portfolio.models import Project

KIND = "articles"
Row = dict[str, Any]
# What a cell of a workbook can hold.
MOST = min(MAX_BODY, 32_000)

SPEC = TableSpec(
    sheet=_("Articles"),
    key=("title",),
    max_rows=1_000,
    columns=(
        Column("title", _("Title"), required=True, max_length=200, width=32, example="夜班怎样报工"),
        Column("title_en", _("In English"), max_length=200, width=28, example="Reporting work on the night shift"),
        Column("kind", _("Kind"), kind="choice", choices=ArticleKind.choices, example="how_to"),
        Column("category", _("Category"), max_length=60, help=_("The name of a category that exists.")),
        Column("tags", _("Tags"), max_length=400, help=_("Separated by commas."), example="报工, 夜班"),
        Column(
            "project", _("Project"), max_length=32,
            help=_("Its key: then whoever sees the project reads it. Empty: everybody."),
        ),
        Column("summary", _("Summary"), max_length=300),
        Column("summary_en", _("Summary in English"), max_length=300),
        Column("body", _("Text"), max_length=MOST, width=60, help=_("Markdown.")),
        Column("body_en", _("Text in English"), max_length=MOST, width=60),
        Column("review_by", _("Review by"), kind="date"),
    ),
)  # fmt: skip
TEXTS = ("title", "title_en", "summary", "summary_en", "body", "body_en")


def context(user: Any, params: Mapping[str, str]) -> ImportContext:
    policy.require(user, "add", "article")
    return ImportContext(user=user, params={}, title=str(_("Knowledge base")), back_url=reverse("knowledge:list"))


def check(rows: list[Row], context: ImportContext) -> Checked:
    """Three queries. A title that the importer sees already is left as it is: the table adds, it replaces nothing."""
    known = set(Article.objects.visible_to(context.user).values_list("title", flat=True))
    categories, projects = _places(context.user)
    errors, actions = [], []
    for row in rows:
        if row["category"] and row["category"].casefold() not in categories:
            errors.append(CellError(row["_row"], "category", "unknown", N_("There is no category of this name.")))
        if row["project"] and row["project"].upper() not in projects:
            errors.append(CellError(row["_row"], "project", "unknown", N_("There is no such project.")))
        if not row["body"] and not row["body_en"]:
            errors.append(CellError(row["_row"], "body", "required", N_("Write the text in at least one language.")))
        actions.append("unchanged" if row["title"] in known else "create")
    return Checked(errors=errors, actions=actions)


def commit(rows: list[Row], by: Any, context: ImportContext, now: datetime) -> ImportOutcome:
    categories, projects = _places(by)
    made = 0
    actions = check(rows, context).actions
    for row, action in zip(rows, actions, strict=True):
        if action == "create":
            project = projects[row["project"].upper()] if row["project"] else None
            services.create_article(
                by=by,
                kind=row["kind"] or ArticleKind.ARTICLE,
                category=categories[row["category"].casefold()] if row["category"] else None,
                tags=[part.strip() for part in (row["tags"] or "").replace("，", ",").split(",") if part.strip()],
                project=project,
                audience=Audience.PROJECT if project is not None else Audience.ALL,
                review_by=row["review_by"],
                now=now,
                **{name: row[name] or "" for name in TEXTS},
            )
            made += 1
    return ImportOutcome(created=made, unchanged=len(rows) - made, url=context.back_url)


def _places(user: Any) -> tuple[dict[str, KnowledgeCategory], dict[str, Project]]:
    categories = {row.name.casefold(): row for row in KnowledgeCategory.objects.all()}
    return categories, {row.key.upper(): row for row in Project.objects.visible_to(user)}


IMPORTER = Importer(
    kind=KIND,
    title=_("Articles from Excel"),
    spec=SPEC,
    context=context,
    check=check,
    commit=commit,
    about=_("Every row becomes a draft of yours; a title that exists is left as it is. Nothing is published."),
)
