from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

from pmo import files
from pmo.audit.words import register_acts
from pmo.notify import groups
from pmo.search import Command, register_command
from projects.portfolio import dimensions

ACTS = {
    "review.rule_saved": N_("set the rule of reviews"),
    "review.rule_deleted": N_("deleted the rule of reviews"),
    "review.planned": N_("planned the review"),
    "review.changed": N_("changed the review"),
    "review.cancelled": N_("cancelled the review"),
    "review.accepted": N_("accepted the invitation"),
    "review.declined": N_("declined the invitation"),
    "review.held": N_("held the review"),
    "review.closed": N_("closed the review"),
    "review.decided": N_("recorded a decision"),
    "review.decision_removed": N_("removed a decision"),
    "review.composed": N_("composed the pack"),
    "review.recomposed": N_("composed the pack anew"),
    "review.minuted": N_("took minutes"),
    "review.proposed": N_("proposed an item for the next phase"),
    "review.signed": N_("signed the minutes"),
    "review.reopened": N_("reopened the minutes; signatures fell"),
    "review.file_asked": N_("had the pack written as a file"),
    "review.distributed": N_("sent the review to more people"),
    "action.given": N_("gave an action"),
    "action.changed": N_("changed the action"),
    "action.done": N_("finished the action"),
    "action.dropped": N_("dropped the action"),
}


def connect() -> None:
    from metrics.reviews import own_data

    own_data.connect()
    import metrics.reviews.composing
    import metrics.reviews.words
    import metrics.reviews.work  # noqa: F401 - they register sentences and a kind of work
    from metrics.reviews import panels, selectors

    register_acts(ACTS)
    panels.connect()
    files.register_guard("review_pack", selectors.may_read_file)
    groups.register(
        groups.Group("review", _("Reviews and actions"), _("Invitations, reminders, actions that are due.")),
        prefixes=("review", "action"),
    )
    dimensions.register_key_dates("reviews", selectors.key_dates, selectors.planned)
    dimensions.register_decisions("reviews", selectors.invitations, selectors.unanswered)
    dimensions.register_decisions(
        "reviews.signatures", selectors.signatures, selectors.unsigned, dimensions.Consequence.STEERS
    )
    register_command(
        Command(title=_("Reviews"), url=lambda: reverse("reviews:list"), icon="loop", right=("review", "view"))
    )
    register_command(
        Command(
            title=_("My actions"),
            url=lambda: f"{reverse('reviews:actions')}?mine=1&status=open",
            icon="check",
            right=("action", "view"),
        )
    )
    register_command(
        Command(
            title=_("Give an action"), url=lambda: reverse("reviews:new_action"), icon="plus", right=("action", "add")
        )
    )
    register_command(
        Command(title=_("Plan a review"), url=lambda: reverse("reviews:new"), icon="plus", right=("review", "add"))
    )
