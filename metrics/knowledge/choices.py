from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pmo.access.roles import Role

# Pictures and files of an article, in `pmo.files`.
ARTICLE_FILE = "article"


class ArticleKind(models.TextChoices):
    ARTICLE = "article", pgettext_lazy("knowledge", "Article")
    HOW_TO = "how_to", _("How-to")
    FAQ = "faq", _("FAQ")
    BEST_PRACTICE = "best_practice", _("Best practice")
    LESSON = "lesson", _("Lesson learned")


class ArticleState(models.TextChoices):
    """What becomes of the text in hand; readers see the newest publication unless the article is archived."""

    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")


class Audience(models.TextChoices):
    ALL = "all", _("Everybody")
    UNITS = "units", _("People of units")
    PROJECT = "project", _("Whoever sees the project")
    ROLES = "roles", _("People in roles")


class QuestionState(models.TextChoices):
    OPEN = "open", pgettext_lazy("question", "Open")
    ANSWERED = "answered", _("Answered")
    REMOVED = "removed", _("Removed")


AUDIENCE_ROLES = tuple(role for role in Role if role not in (Role.EMPLOYEE, Role.CLIENT))
