"""No key to a person is without an answer: what is handed out to them, what becomes of it when they are forgotten."""

from __future__ import annotations

from django.apps import apps

from pmo.accounts import personal
from pmo.accounts.models import User

# Who answers for a thing of the business: it stays, and names a former member.
RESPONSIBLE = {
    "owner", "organiser", "presenter", "trainer", "sender", "sponsor", "manager", "business_owner", "assignee",
    "validator", "finance", "executive", "lead",
}  # fmt: skip
# Who did a business act: the same, and the history beside it says so too.
ACTED = {
    "answered_by", "approved_by", "asked_by", "assessed_by", "booked_by", "by", "corrected_by", "created_by",
    "decided_by", "done_by", "edited_by", "ended_by", "entered_by", "estimated_by", "exception_by",
    "finance_confirmed_by", "given_by", "granted_by", "held_by", "made_by", "marked_by", "moved_by", "nominated_by",
    "noted_by", "proposed_by", "published_by", "raised_by", "released_by", "requested_by", "reviewed_by", "adopted_by",
    "settled_by", "signed_by", "signer", "started_by", "stepped_by", "taken_by", "undone_by", "uploaded_by",
    "verdict_by", "voided_by", "withdrawn_by", "added_by", "handed_by", "reported_by",
}  # fmt: skip
EXEMPT = {
    "metrics.Override.author": "who declared another health, with a reason, for a time: an act",
    "changemgmt.Announcement.author": "who wrote what the company told: an act",
    "projects.MigrationRun.recorded_by": "who recorded what was transferred: an act",
    "pmo.User.groups": "not used",
    "pmo.User.user_permissions": "not used",
    "pmo.User_groups.user": "not used",
    "pmo.User_user_permissions.user": "not used",
}


def _keys() -> set[str]:
    found = set()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            # Of a many-to-many the rows between are asked.
            if getattr(field, "concrete", False) and field.related_model is User and not field.many_to_many:
                found.add(f"{model._meta.label}.{field.name}")
    return found


def test_every_key_to_a_person_has_an_answer() -> None:
    answered = {f"{model}.{path}" for model, path in personal.answered()}
    open_ = {key for key in _keys() - answered - set(EXEMPT) if key.rpartition(".")[2] not in RESPONSIBLE | ACTED}
    assert not open_, "register them with pmo.accounts.personal, or say why not: " + ", ".join(sorted(open_))


def test_what_people_said_of_themselves_is_answered_though_it_looks_like_an_act() -> None:
    answered = {f"{model}.{path}" for model, path in personal.answered()}
    assert {
        "changemgmt.AnnouncementQuestion.asked_by", "changemgmt.ChampionQuestion.asked_by",
        "metrics.ArticleQuestion.asked_by", "changemgmt.FeedbackNote.by", "metrics.Action.owner",
    } <= answered  # fmt: skip


def test_exemptions_are_of_keys_that_exist() -> None:
    known = _keys()
    assert not {key for key in EXEMPT if key not in known and not key.startswith("pmo.User.")}
    names = {key.rpartition(".")[2] for key in known}
    assert (RESPONSIBLE | ACTED) - names == set()
