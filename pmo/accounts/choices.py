"""Languages and themes a person can choose; the empty value means "as the browser says"."""

import zoneinfo
from functools import cache

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    # Each language is named in itself, so that it can be found by someone who cannot read the other one.
    BROWSER = "", _("As my browser says")
    CHINESE = "zh-hans", "简体中文"
    ENGLISH = "en", "English"


class Theme(models.TextChoices):
    SYSTEM = "", _("As my device says")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class MailKind(models.TextChoices):
    RESET = "reset", _("Password reset")
    INVITE = "invite", _("Invitation")
    CHANGED = "changed", _("Password changed")


DEFAULT_TIME_ZONE = "Asia/Shanghai"

# The zones offered in forms: where Chinese groups have plants and offices. Any IANA name is accepted by import and API.
TIME_ZONES = (
    "Asia/Shanghai",
    "Asia/Urumqi",
    "Asia/Hong_Kong",
    "Asia/Taipei",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Asia/Bangkok",
    "Asia/Ho_Chi_Minh",
    "Asia/Jakarta",
    "Asia/Kolkata",
    "Asia/Dubai",
    "Europe/Moscow",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/Sao_Paulo",
    "Australia/Sydney",
    "UTC",
)


@cache
def known_zones() -> frozenset[str]:
    """Every IANA name; looking them up reads the disk, so once per process."""
    return frozenset(zoneinfo.available_timezones())
