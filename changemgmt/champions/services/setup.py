"""What a project asks of its network: the ratio, critical processes, and materials for its champions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from changemgmt.champions import choices
from changemgmt.champions.choices import MATERIAL_FILE
from changemgmt.champions.models import ChampionMaterial, ChampionSetting, CriticalProcess
from pmo import audit, files
from pmo.access import policy
from pmo.records import Conflict, Invalid
from pmo.records.models import create, save
from projects.portfolio import dimensions
from projects.portfolio.acts import assign, filled, lock, require_open
from projects.portfolio.models import Project

BOUNDS = {
    "people_per_champion": choices.RATIO_RANGE,
    "smallest_unit": choices.SMALLEST_RANGE,
    "term_months": choices.TERM_RANGE,
    "quiet_days": choices.QUIET_RANGE,
}
MOST_MATERIALS = 40


@transaction.atomic
def save_setting(
    *, by: Any, project: Project, now: datetime, expected: int | None = None, **values: int
) -> ChampionSetting:
    """Set the ratio and its companions. Raises Forbidden, Conflict (closed), Invalid (out of bounds) or StaleWrite."""
    policy.require(by, "manage", "champion", project_id=project.pk)
    lock(project)
    for field, value in values.items():
        low, high = BOUNDS[field]
        if not low <= value <= high:
            raise Invalid(
                _("Between %(low)s and %(high)s."), code="out_of_range", field=field, params={"low": low, "high": high}
            )
    found = ChampionSetting.objects.filter(project=project).first()
    before = audit.snapshot(found, BOUNDS) if found is not None else {}
    setting = found or ChampionSetting(project=project)
    assign(setting, values)
    if found is None:
        create(setting, now=now)
    else:
        save(setting, now=now, expected=expected, fields=list(values) or ["quiet_days"])
    after = audit.snapshot(setting, BOUNDS)
    audit.record(
        by=by, act="champion.setting_saved", obj=setting, project_id=project.pk, now=now, before=before, after=after
    )
    dimensions.changed([project.pk], now)
    return setting


@transaction.atomic
def add_process(*, by: Any, project: Project, name: str, now: datetime, name_en: str = "") -> CriticalProcess:
    """Raises Forbidden, Conflict (closed; named already) or Invalid (no name)."""
    policy.require(by, "manage", "champion", project_id=project.pk)
    require_open(project)
    if not name.strip():
        raise Invalid(_("Give it a name."), code="required", field="name")
    made = CriticalProcess(project=project, name=name.strip()[:80], name_en=name_en.strip()[:80])
    try:
        with transaction.atomic():
            create(made, now=now)
    except IntegrityError as error:
        raise Conflict(_("This process is on the list already."), code="taken", field="name") from error
    _record(by, "champion.process_added", made, now, after=filled(audit.snapshot(made, ("name", "name_en"))))
    return made


@transaction.atomic
def remove_process(*, by: Any, process: CriticalProcess, now: datetime) -> None:
    """It needs no champion of its own any more. Raises Forbidden or Conflict (closed)."""
    policy.require(by, "manage", process)
    require_open(process.project)
    _record(by, "champion.process_removed", process, now, before=audit.snapshot(process, ("name", "name_en")))
    process.delete()


@transaction.atomic
def add_material(
    *,
    by: Any,
    project: Project,
    title: str,
    now: datetime,
    title_en: str = "",
    link: str = "",
    upload: Any = None,
) -> ChampionMaterial:
    """An address or a file, for all champions of a project.

    Raises Forbidden, Conflict (closed; too many), Invalid (neither or both) or what `files.store` raises.
    """
    policy.require(by, "manage", "champion", project_id=project.pk)
    require_open(project)
    if not title.strip():
        raise Invalid(_("Give it a title."), code="required", field="title")
    if bool(link.strip()) == (upload is not None):
        raise Invalid(_("Either an address or a file."), code="one_of", field="link")
    if ChampionMaterial.objects.filter(project=project).count() >= MOST_MATERIALS:
        raise Conflict(_("Forty materials are enough: remove one first."), code="too_many")
    made = ChampionMaterial(
        project=project, title=title.strip()[:120], title_en=title_en.strip()[:120], link=link.strip(), added_by=by
    )
    create(made, now=now)
    if upload is not None:
        made.file = files.store(
            by=by, upload=upload, now=now, project_id=project.pk, kind=MATERIAL_FILE, object_id=made.pk
        )
        save(made, now=now, fields=["file"])
    _record(by, "champion.material_added", made, now, after=filled(audit.snapshot(made, ("title", "link"))))
    return made


@transaction.atomic
def remove_material(*, by: Any, material: ChampionMaterial, now: datetime) -> None:
    """With its file. Raises Forbidden or Conflict (closed)."""
    policy.require(by, "manage", material)
    require_open(material.project)
    _record(by, "champion.material_removed", material, now, before=audit.snapshot(material, ("title", "link")))
    file = material.file
    material.delete()
    if file is not None:
        files.delete(by=by, attachment=file, now=now)


def _record(by: Any, act: str, obj: Any, now: datetime, **more: Any) -> None:
    audit.record(by=by, act=act, obj=obj, project_id=obj.project_id, now=now, **more)
