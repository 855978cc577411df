"""Articles with their publications, the word index, votes, questions, and searches that found nothing.

An article row holds the text somebody works on; readers see `current`, its newest publication. Publications never
change.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from changemgmt.feedback.models import Feedback
from metrics.knowledge.audience import condition
from metrics.knowledge.choices import ArticleKind, ArticleState, Audience, QuestionState
from metrics.reviews.models import Review
from metrics.usage.models import UsageSystem
from pmo.access.models import ScopedManager, ScopedQuerySet
from pmo.access.roles import Role
from pmo.orgs.models import Unit
from pmo.records.models import Record
from pmo.texts import bilingual
from projects.goals.models import PainPoint
from projects.portfolio.models import Project

USER = settings.AUTH_USER_MODEL
MAX_BODY = 50_000


class KnowledgeCategory(Record):
    """A shelf; shelves may stand inside one another, two deep. Everybody knows them."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("in English"), max_length=60, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("inside")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=100)

    class Meta:
        app_label = "metrics"
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")


class KnowledgeTag(Record):
    """A word articles are found by; everybody knows them."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    name_en = models.CharField(_("in English"), max_length=40, blank=True)

    class Meta:
        app_label = "metrics"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        return bilingual(self, "name")


class ArticleQuerySet(ScopedQuerySet["Article"]):
    def for_verb(self, user: Any, verb: str) -> ScopedQuerySet[Article]:
        """Besides what roles and ownership give: to read what is published for one, without a project to edit it."""
        where = condition(self.model, user, verb)
        return self if where is None else self.filter(where)


class Text(models.Model):
    """What an article says, in either language or both."""

    title = models.CharField(_("article title"), max_length=200, blank=True)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    summary_en = models.CharField(_("summary in English"), max_length=300, blank=True)
    body = models.TextField(_("article text"), max_length=MAX_BODY, blank=True)
    body_en = models.TextField(_("article text in English"), max_length=MAX_BODY, blank=True)

    class Meta:
        abstract = True

    @property
    def label(self) -> str:
        return bilingual(self, "title")

    @property
    def summary_label(self) -> str:
        return bilingual(self, "summary")


TEXTS = ("title", "title_en", "summary", "summary_en", "body", "body_en")


class Article(Text, Record):
    access_kind = "article"
    access_project = "project_id"
    access_owner = "owner_id"

    kind = models.CharField(_("kind"), max_length=16, choices=ArticleKind.choices, default=ArticleKind.ARTICLE)
    state = models.CharField(_("state"), max_length=10, choices=ArticleState.choices, default=ArticleState.DRAFT)
    category = models.ForeignKey(
        KnowledgeCategory, models.PROTECT, null=True, blank=True, related_name="articles", verbose_name=_("category")
    )
    tags: Any = models.ManyToManyField(KnowledgeTag, blank=True, related_name="articles", verbose_name=_("tags"))
    audience = models.CharField(_("readers"), max_length=8, choices=Audience.choices, default=Audience.ALL)
    units: Any = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name=_("units"))
    project = models.ForeignKey(
        Project, models.CASCADE, null=True, blank=True, related_name="articles", verbose_name=_("project")
    )
    system = models.ForeignKey(
        UsageSystem, models.SET_NULL, null=True, blank=True, related_name="articles", verbose_name=_("system")
    )
    owner = models.ForeignKey(USER, models.PROTECT, related_name="articles", verbose_name=_("owner"))
    review_by = models.DateField(_("review by"), null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    current = models.OneToOneField(
        "ArticleVersion", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    # What it was made from.
    review = models.ForeignKey(Review, models.SET_NULL, null=True, blank=True, related_name="lessons")
    pain_point = models.ForeignKey(PainPoint, models.SET_NULL, null=True, blank=True, related_name="articles")
    feedback = models.ForeignKey(Feedback, models.SET_NULL, null=True, blank=True, related_name="articles")

    objects: Any = models.Manager.from_queryset(ArticleQuerySet)()

    class Meta:
        app_label = "metrics"
        ordering = ["-updated_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(title="", title_en=""), name="article_titled"),
            models.CheckConstraint(
                condition=~Q(audience=Audience.PROJECT) | Q(project__isnull=False), name="article_project_readers"
            ),
        ]
        indexes = [models.Index(fields=["state", "review_by"], name="article_due")]

    def __str__(self) -> str:
        return self.title or self.title_en

    @property
    def name_en(self) -> str:
        """What the history calls it in English."""
        return self.title_en

    @property
    def shown(self) -> Text:
        """What readers see: the newest publication; before the first the text in hand."""
        return self.current if self.current is not None else self

    @property
    def label(self) -> str:
        return bilingual(self.shown, "title")

    @property
    def summary_label(self) -> str:
        return bilingual(self.shown, "summary")

    @property
    def is_read(self) -> bool:
        """Whether readers find it."""
        return self.current_id is not None and self.state != ArticleState.ARCHIVED

    @property
    def has_newer(self) -> bool:
        """Whether somebody works on a text that readers do not see yet."""
        return self.current_id is not None and self.state in (ArticleState.DRAFT, ArticleState.REVIEW)

    @property
    def url(self) -> str:
        return reverse("knowledge:article", args=[self.pk])


class ArticleRole(models.Model):
    """A role an article is for."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="roles")
    role = models.CharField(max_length=24, choices=Role.choices)

    class Meta:
        app_label = "metrics"
        constraints = [models.UniqueConstraint(fields=["article", "role"], name="articlerole_once")]


class ArticleVersion(Text):
    """One publication, as it was."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=ArticleKind.choices)
    note = models.CharField(max_length=300, blank=True)
    published_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    # Votes of this version, counted with each of them.
    helpful = models.PositiveIntegerField(default=0)
    unhelpful = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "metrics"
        ordering = ["article_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="articleversion_number")]

    def __str__(self) -> str:
        return f"{self.title or self.title_en} {self.number}"


class ArticleTerm(models.Model):
    """One term of a published article and its weight: see docs/adr/0011 and `metrics.engines.text_terms`."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="terms")
    term = models.CharField(max_length=32)
    weight = models.PositiveSmallIntegerField()

    class Meta:
        app_label = "metrics"
        constraints = [models.UniqueConstraint(fields=["article", "term"], name="articleterm_once")]
        # Found by the beginning too, whatever the collation of the database.
        indexes = [models.Index(fields=["term"], name="articleterm_term", opclasses=["varchar_pattern_ops"])]


class KnowledgeWord(models.Model):
    """Words in Latin letters that some article has had, to find what was misspelt."""

    word = models.CharField(max_length=32, primary_key=True)

    class Meta:
        app_label = "metrics"


class MissedSearch(models.Model):
    """What was searched without finding anything: the words and how often, never who."""

    access_kind = "knowledge"

    query = models.CharField(max_length=60, unique=True)
    times = models.PositiveIntegerField(default=1)
    last_on = models.DateField()
    settled = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        app_label = "metrics"
        ordering = ["-times", "-last_on", "query"]


class ArticleVote(models.Model):
    """Whether a publication helped one reader. Who said what is shown to nobody."""

    version = models.ForeignKey(ArticleVersion, models.CASCADE, related_name="votes")
    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    helpful = models.BooleanField()
    note = models.CharField(max_length=300, blank=True)
    voted_at = models.DateTimeField()

    class Meta:
        app_label = "metrics"
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="articlevote_once")]


class ArticleQuestion(Record):
    """A question under an article, answered in public; what it taught may become an article of its own."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="questions")
    text = models.TextField(_("question"), max_length=1000)
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=QuestionState.choices, default=QuestionState.OPEN)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    faq = models.OneToOneField(Article, models.SET_NULL, null=True, blank=True, related_name="asked_as")

    class Meta:
        app_label = "metrics"
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=QuestionState.ANSWERED) | ~Q(answer=""), name="articlequestion_answered"
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]
