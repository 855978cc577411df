"""How, what, under which name, and how far it has come."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Files of a named item, in `pmo.files`.
FILE = "feedback"

ANSWER_WORKDAYS = 2
DECIDE_WORKDAYS = 30
# How long after the target the unit has before it goes further up.
MANAGEMENT_WORKDAYS = 3
# The smallest group among whom nobody can be told apart.
FEWEST = 5


class Kind(models.TextChoices):
    GOOD = "good", pgettext_lazy("feedback", "Works well")
    STUCK = "stuck", pgettext_lazy("feedback", "Stuck")
    IDEA = "idea", pgettext_lazy("feedback", "Idea")


class Reason(models.TextChoices):
    FASTER = "faster", _("Saves time")
    EASY = "easy", _("Easy to learn")
    CLEAR = "clear", _("Figures are clear")
    DEVICE = "device", _("Too few devices")
    SCAN = "scan", _("Does not scan")
    SLOW = "slow", _("Pages are slow")
    HOW = "how", _("I do not know how")
    NETWORK = "network", _("No network")
    DATA = "data", _("Data is wrong")
    FIELDS = "fields", _("Too much to fill in")
    MISSING = "missing", _("Something is missing")
    TRAINING = "training", _("More training")
    PROCESS = "process", _("Change the steps")
    OTHER = "other", pgettext_lazy("feedback", "In my words")


REASONS: dict[str, tuple[Reason, ...]] = {
    Kind.GOOD: (Reason.FASTER, Reason.EASY, Reason.CLEAR),
    Kind.STUCK: (Reason.DEVICE, Reason.SCAN, Reason.SLOW, Reason.HOW, Reason.NETWORK, Reason.DATA),
    Kind.IDEA: (Reason.FIELDS, Reason.MISSING, Reason.TRAINING, Reason.PROCESS),
}

# What an item is called until somebody gives it a better name, in both languages, as it is stored.
TITLES: dict[str, tuple[str, str]] = {
    Reason.FASTER: ("省时间", "Saves time"),
    Reason.EASY: ("好上手", "Easy to learn"),
    Reason.CLEAR: ("数据看得清", "Figures are clear"),
    Reason.DEVICE: ("设备不够", "Too few devices"),
    Reason.SCAN: ("扫不出来", "Does not scan"),
    Reason.SLOW: ("页面慢", "Pages are slow"),
    Reason.HOW: ("不会填", "Does not know how"),
    Reason.NETWORK: ("没网", "No network"),
    Reason.DATA: ("数据不对", "Data is wrong"),
    Reason.FIELDS: ("要填的太多", "Too much to fill in"),
    Reason.MISSING: ("缺功能", "Something is missing"),
    Reason.TRAINING: ("想要更多培训", "More training"),
    Reason.PROCESS: ("流程要改", "Change the steps"),
}
OTHER_TITLES: dict[str, tuple[str, str]] = {
    Kind.GOOD: ("说好用", "Works well"),
    Kind.STUCK: ("说卡住了", "Stuck"),
    Kind.IDEA: ("有建议", "An idea"),
}


class Level(models.TextChoices):
    """Anonymous: no link to a person exists. Confidential: the link is kept, and shown to nobody."""

    NAMED = "named", _("With my name")
    CONFIDENTIAL = "confidential", _("Confidential")
    ANONYMOUS = "anonymous", _("Anonymous")


class Source(models.TextChoices):
    FORM = "form", pgettext_lazy("feedback", "Form")
    CODE = "code", _("QR code")
    MEETING = "meeting", pgettext_lazy("feedback", "Meeting")
    API = "api", _("Interface")


class State(models.TextChoices):
    NEW = "new", pgettext_lazy("feedback", "New")
    OPEN = "open", _("Being looked at")
    ANSWERED = "answered", pgettext_lazy("feedback", "Answered")
    DECIDED = "decided", pgettext_lazy("feedback", "Decided")
    CLOSED = "closed", pgettext_lazy("feedback", "Closed")
    MERGED = "merged", pgettext_lazy("feedback", "Merged")
    WITHDRAWN = "withdrawn", pgettext_lazy("feedback", "Taken back")


class Decision(models.TextChoices):
    WILL = "will", _("We will do it")
    PARTLY = "partly", _("Partly")
    LATER = "later", _("Not now")
    WONT = "wont", _("We will not")


class Step(models.TextChoices):
    """How far up an unanswered item has gone."""

    NONE = "none", pgettext_lazy("escalation", "not yet")
    UNIT = "unit", _("Head of the unit")
    MANAGEMENT = "management", _("Management")


class NoteKind(models.TextChoices):
    AUTHOR = "author", _("Added by the author")
    ANSWER = "answer", pgettext_lazy("feedback", "Answer")
    INTERNAL = "internal", _("Among those who handle it")


WAITING = (State.NEW, State.OPEN)
ALIVE = (State.NEW, State.OPEN, State.ANSWERED, State.DECIDED)
GONE = (State.MERGED, State.WITHDRAWN)
PROMISED = (Decision.WILL, Decision.PARTLY)
