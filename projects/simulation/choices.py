from django.db import models
from django.utils.translation import gettext_lazy as _


class Shape(models.TextChoices):
    """How an estimate spreads between its three points."""

    TRIANGULAR = "triangular", _("triangular")
    PERT = "pert", _("PERT")
    UNIFORM = "uniform", _("uniform")


class RunState(models.TextChoices):
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class Mode(models.TextChoices):
    """Risks as they are, or as they will be once the planned responses have worked."""

    CURRENT = "current", _("as they are")
    AFTER = "after", _("after the responses")
