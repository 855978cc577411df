"""Views of lists that people saved for themselves."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A named set of conditions, order and columns of one list."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    list_key = models.CharField(max_length=48)
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=1000, blank=True)

    class Meta:
        app_label = "pmo"
        constraints = [models.UniqueConstraint(fields=["user", "list_key", "name"], name="savedview_once")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
