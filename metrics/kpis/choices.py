from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    MANUAL = "manual", _("By hand")
    IMPORT = "import", _("File")
    API = "api", _("Interface")
    PROCESS_LOG = "process_log", _("Process log")
    SURVEY = "survey", _("Survey")
