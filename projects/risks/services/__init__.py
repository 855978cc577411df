"""Business acts on risks, problems, decisions and what is done about them."""

from projects.risks.services.actions import add_action, change_action, drop_action, finish_action
from projects.risks.services.effects import add_effect, change_effect, remove_effect
from projects.risks.services.issues import add_issue, change_issue, reopen_issue, settle_issue
from projects.risks.services.library import take
from projects.risks.services.reminders import remind
from projects.risks.services.risks import assess_risk, change_risk, check_risk, delete_risk, raise_risk, review_risk
from projects.risks.services.scales import change_scale
from projects.risks.services.statuses import answer_escalation, move_risk, require_sponsor
from projects.risks.services.threads import turn

__all__ = [
    "add_action",
    "add_effect",
    "add_issue",
    "answer_escalation",
    "assess_risk",
    "change_action",
    "change_effect",
    "change_issue",
    "change_risk",
    "change_scale",
    "check_risk",
    "delete_risk",
    "drop_action",
    "finish_action",
    "move_risk",
    "raise_risk",
    "remind",
    "remove_effect",
    "reopen_issue",
    "require_sponsor",
    "review_risk",
    "settle_issue",
    "take",
    "turn",
]
