"""Wires the room to the outside: words of the history, search, tabs, navigation, imports, facts of the stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as N_


def connect() -> None:
    from metrics.usage import own_data

    own_data.connect()
    from metrics.usage import excel, sentences  # noqa: F401 - registers sentences
    from metrics.usage.models import UsageUpload
    from metrics.usage.services.uploads import UPLOAD_FILE
    from pmo import exchange, files
    from pmo.audit.words import register_acts
    from pmo.web import nav
    from projects.portfolio import dimensions, stage_tabs
    from projects.portfolio.choices import Stage

    register_acts(ACTS)
    files.register_owner(UPLOAD_FILE, UsageUpload)
    exchange.register(excel.FEATURES)
    exchange.register(excel.RULES)
    dimensions.register_stage_facts(Stage.IMPROVEMENT.value, stage_facts)
    nav.register(nav.Entry("/usage/", _("Systems"), "chart", nav.RESULTS), before="/reviews/")
    tab = stage_tabs.Tab(
        Stage.IMPROVEMENT, "usage", _("Deliveries"), "usage:project", ("usage", "view"), 12, group="adoption"
    )
    stage_tabs.register(tab)
    _connect_search()


def _connect_search() -> None:
    from pmo import search

    search.register("usage_system", _("Systems"), find_systems, order=48)
    search.register_command(
        search.Command(
            title=_("Systems and their use"),
            url=lambda: reverse("usage:systems"),
            icon="chart",
            right=("usage_system", "view"),
            words=("使用", "采用", "系统", "usage", "adoption"),
        )
    )
    search.register_command(
        search.Command(
            title=_("What is kept about my use of systems"),
            url=lambda: reverse("usage:mine"),
            icon="download",
            words=("我的数据", "个人信息", "privacy", "my data"),
        )
    )


def find_systems(user: Any, query: str, limit: int) -> Any:
    from metrics.usage.selectors import systems
    from pmo import search

    names = ["name", "name_en", "code"]
    rows = systems.visible(user).filter(search.match(names, query))

    def hit(row: Any) -> search.Hit:
        return search.Hit(row.label, row.url, f"{row.project.key} {row.project.label}", "chart")

    return search.Found(rows, hit, names)


def stage_facts(projects: Sequence[Any], as_of: date) -> Mapping[int, Any]:
    """Beside the improvement stage: which share of those who should use the system do (two queries)."""
    from metrics.usage.selectors import counts
    from pmo import texts
    from pmo.texts import Sentence

    found = {}
    for project_id, one in counts.of_projects([p.pk for p in projects], as_of).items():
        found[project_id] = [Sentence("usage.fact", {"rate": texts.pct(round(one.percent))})]
    return found


ACTS = {
    "usage.system_added": N_("added the system"),
    "usage.system_changed": N_("changed the system"),
    "usage.system_deleted": N_("deleted the system"),
    "usage.feature_added": N_("added a feature"),
    "usage.feature_changed": N_("changed a feature"),
    "usage.feature_deleted": N_("deleted a feature"),
    "usage.role_added": N_("added a role"),
    "usage.role_changed": N_("changed a role"),
    "usage.role_deleted": N_("deleted a role"),
    "usage.rule_added": N_("said who should use it"),
    "usage.rule_changed": N_("changed who should use it"),
    "usage.rule_removed": N_("removed a rule of who should use it"),
    "usage.source_added": N_("made a token for a source"),
    "usage.source_revoked": N_("revoked a source"),
    "usage.file_uploaded": N_("uploaded events"),
    "usage.file_read": N_("events of a file read"),
    "usage.exported": N_("handed out what is kept about somebody's use"),
    "usage.erased": N_("erased what somebody did in the systems"),
}
# What the history calls the values of these acts.
VALUES = (
    N_("code"), N_("identity"), N_("time zone"), N_("module"), N_("is core"), N_("retired on"), N_("cadence"),
    N_("position"), N_("job titles"), N_("site"), N_("from on"), N_("to on"), N_("people"), N_("hint"), N_("signed"),
    N_("origins"), N_("expires on"), N_("rows"), N_("accepted"), N_("duplicates"), N_("refused"), N_("unknown"),
    N_("file name"),
)  # fmt: skip
