"""The company's own words to start announcements from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from changemgmt.comms.models import TEXTS, CommsTemplate
from pmo import audit
from pmo.access import policy
from pmo.records import Invalid
from pmo.records.models import create, save

FIELDS = ("name", "name_en", "topic", *TEXTS)


@transaction.atomic
def save_template(
    *, by: Any, template: CommsTemplate, now: datetime, expected: int | None = None, **values: Any
) -> CommsTemplate:
    """Add it, or change it. Raises Forbidden, Invalid (name taken, no title) or StaleWrite."""
    policy.require(by, "change" if template.pk else "add", "comm_template")
    before = {} if template.pk is None else {field: getattr(template, field) for field in FIELDS}
    for field in FIELDS:
        setattr(template, field, values.get(field, getattr(template, field)).strip())
    if not template.title and not template.title_en:
        raise Invalid(_("Give it a title in Chinese or in English."), code="required", field="title")
    try:
        with transaction.atomic():
            if template.pk is None:
                create(template, now=now)
            else:
                save(template, now=now, expected=expected, fields=FIELDS)
    except IntegrityError as error:
        raise Invalid(_("There is a template of this name already."), code="taken", field="name") from error
    after = {field: getattr(template, field) for field in FIELDS if getattr(template, field) != before.get(field)}
    audit.record(
        by=by,
        act="comm_template.saved",
        obj=template,
        before={field: before[field] for field in after if field in before},
        after=after,
        now=now,
    )
    return template


@transaction.atomic
def delete_template(*, by: Any, template: CommsTemplate, now: datetime, expected: int | None = None) -> None:
    """Announcements made from it keep their words. Raises Forbidden or StaleWrite."""
    policy.require(by, "delete", "comm_template")
    save(template, now=now, expected=expected, fields=["name"])
    audit.record(by=by, act="comm_template.deleted", obj=template, before={"name": template.name}, now=now)
    template.delete()
