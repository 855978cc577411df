"""Wires the room to the outside: words of the history, messages, causes, what waits, search, the rail, tabs."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_

ACTS = {
    "points.rule_added": N_("added a rule for points"),
    "points.rule_changed": N_("changed a rule for points"),
    "points.budget_added": N_("granted a points budget"),
    "points.budget_changed": N_("changed a points budget"),
    "points.policy_saved": N_("set how long points last"),
    "points.taken_back": N_("took points back"),
    "points.shared": N_("shared out the points of the unit"),
    "points.left": N_("let lapse the points of somebody who left"),
    "points.shown": N_("let their name stand in the ranking"),
    "points.hidden": N_("took their name out of the ranking"),
    "gift.added": N_("added a gift"),
    "gift.changed": N_("changed a gift"),
    "gift.restocked": N_("changed the stock of a gift"),
    "gift.picture_removed": N_("removed the picture of a gift"),
    "redemption.asked": N_("asked for a gift"),
    "redemption.approved": N_("approved a gift"),
    "redemption.refused": N_("refused a gift"),
    "redemption.cancelled": N_("cancelled a wish for a gift"),
    "redemption.handed": N_("handed over a gift"),
    "redemption.received": N_("received a gift"),
    "redemption.not_received": N_("said that a gift has not come"),
    "recognition.given": N_("thanked a colleague"),
    "recognition.reported": N_("reported a recognition"),
    "recognition.kept": N_("left a reported recognition on the wall"),
    "recognition.withdrawn": N_("took a recognition down"),
}
# What the history calls the values of these acts.
VALUES = (
    N_("points"), N_("cap"), N_("period"), N_("cool down days"), N_("allowance"), N_("pair limit"), N_("price"),
    N_("stock"), N_("limit"), N_("picture"), N_("gift"), N_("receiver"), N_("report"), N_("value"), N_("currency"),
    N_("year"), N_("expire months"), N_("leaver days"), N_("people"), N_("active"), N_("cause"), N_("text"),
)  # fmt: skip
WORDS = ("积分", "激励", "礼品", "兑换", "认可", "感谢", "points", "reward", "gift", "thanks", "recognition")


def connect() -> None:
    from changemgmt.incentives import own_causes, own_data, sentences, waiting  # noqa: F401 - registers the sentences
    from pmo.audit.words import register_acts
    from pmo.notify import groups
    from pmo.web import nav
    from projects.portfolio import stage_tabs
    from projects.portfolio.choices import Stage

    register_acts(ACTS)
    groups.register(
        groups.Group("points", _("Points and thanks"), _("What you earned, what lapses, your gifts, who thanks you.")),
        prefixes=("points", "redemption", "recognition"),
    )
    own_causes.connect()
    own_data.connect()
    waiting.connect()
    nav.register(nav.Entry("/points/", _("My points"), "gift", nav.CHANGE))
    stage_tabs.register(
        stage_tabs.Tab(
            Stage.CHANGE.value, "points", _("Points and gifts"), "incentives:project", ("point_budget", "view"), 60
        )
    )
    _connect_search()


def _connect_search() -> None:
    from pmo import search

    search.register("gift", _("Gifts"), find, order=66)
    for title, route, icon, right in (
        (_("My points"), "incentives:mine", "gift", None),
        (_("Gifts"), "incentives:gifts", "gift", None),
        (_("Thank a colleague"), "incentives:thank", "star", None),
        (_("Wall of thanks"), "incentives:wall", "star", None),
        (_("Gifts to approve and hand over"), "incentives:redemption_list", "check", ("redemption", "decide")),
        (_("Rules for points"), "incentives:rules", "settings", ("point_rule", "change")),
        (_("Points budget"), "incentives:budgets", "coin", ("point_budget", "view")),
        (_("Ledger of points"), "incentives:ledger", "coin", ("point_budget", "export")),
    ):
        search.register_command(
            search.Command(title=title, url=partial(reverse, route), icon=icon, right=right, words=WORDS)
        )


def find(user: Any, query: str, limit: int) -> Any:
    """Gifts by name, of those that are offered."""
    from django.utils import timezone

    from changemgmt.incentives.selectors import gifts
    from pmo import search

    names = ["name", "name_en"]
    rows = gifts.offered(user, timezone.localdate()).filter(search.match(names, query))

    def hit(row: Any) -> search.Hit:
        return search.Hit(row.label, row.url, str(_("%(n)s points") % {"n": row.price}), "gift")

    return search.Found(rows, hit, names)
