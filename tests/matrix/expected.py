"""What each cell must answer, from the policy table and `rights`."""

from __future__ import annotations

from enum import Enum

from pmo.access import routes
from tests.matrix import champions, feedback, gates, incentives, reviews, risks, support, training, worth
from tests.matrix.rights import NOBODY, SAME_PERSON, allows, ever
from tests.matrix.subjects import DIRECTORY, PERSONAL, Subject


class Outcome(Enum):
    OPEN = "let in"
    LOGIN = "log in first"
    HIDDEN = "as if it did not exist"
    REFUSED = "visible, but not allowed"
    CROSSED = "a child of another parent"

    @property
    def statuses(self) -> tuple[int, ...]:
        return {Outcome.HIDDEN: (404,), Outcome.REFUSED: (403,), Outcome.CROSSED: (404, 403)}.get(self, ())


# Acts only the named person can do, whatever their role allows on such objects: our side, foreign side.
NAMED: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "goals:sign_off_sign": (frozenset({"cfo"}), frozenset({"ceo"})),
    "goals:sign_off_decline": (frozenset({"cfo"}), frozenset({"ceo"})),
    "api:sign-off-sign": (frozenset({"cfo"}), frozenset({"ceo", "scoped"})),
    "api:sign-off-decline": (frozenset({"cfo"}), frozenset({"ceo", "scoped"})),
    "budget:approval_decide": (frozenset({"cfo"}), frozenset({"ceo"})),
    "api:approval-sign": (frozenset({"cfo"}), frozenset({"ceo", "scoped"})),
    "api:approval-decline": (frozenset({"cfo"}), frozenset({"ceo", "scoped"})),
    "api:approval-give-back": (frozenset({"cfo"}), frozenset({"ceo", "scoped"})),
    "api:approval-delegate": (frozenset({"cfo"}), frozenset({"ceo", "scoped"})),
    "api:approval-withdraw": (frozenset({"pm"}), frozenset({"stranger"})),
    **risks.NAMED,
    **worth.NAMED,
    **gates.NAMED,
    **reviews.NAMED,
    **feedback.NAMED,
    **incentives.NAMED,
    **champions.NAMED,
    **support.NAMED,
    **training.NAMED,
    "reviews:respond": (frozenset({"owner", "employee", "pm"}), frozenset({"stranger"})),
}


def expected(name: str, route: str, method: str, subject: Subject | None, relation: str) -> Outcome:
    """`relation` is own, foreign, nowhere or crossed."""
    rule = routes.table()[route][method]
    if isinstance(rule, routes.Public):
        return Outcome.OPEN
    if name in NOBODY:
        return Outcome.LOGIN
    if isinstance(rule, routes.Rule) and not ever(name, rule.kind, rule.verb):
        return Outcome.REFUSED if ever(name, rule.kind, "view") else Outcome.HIDDEN
    side = "other" if relation == "foreign" else "mine"
    if subject is None:
        return Outcome.OPEN
    if relation == "nowhere":
        return Outcome.HIDDEN
    owns = _owns(name, subject, side)
    if not _sees(name, subject, side, owns):
        return Outcome.HIDDEN
    if relation == "crossed":
        return Outcome.CROSSED
    if isinstance(rule, routes.Rule) and not allows(name, rule.kind, rule.verb, side, owns=owns):
        return Outcome.REFUSED
    if subject.also and not allows(name, *subject.also, side, owns=owns):
        return Outcome.REFUSED
    named = NAMED.get(route)
    if named and name not in named[side == "other"]:
        return Outcome.REFUSED
    return Outcome.OPEN


def _owns(name: str, subject: Subject, side: str) -> bool:
    person = SAME_PERSON.get(name, name)
    return person in (subject.foreign_owners if side == "other" else subject.owners)


def _sees(name: str, subject: Subject, side: str, owns: bool) -> bool:
    if subject.kind == DIRECTORY:
        return True
    if subject.kind == PERSONAL:
        return owns or not subject.owners
    return allows(name, subject.kind, "view", side, owns=owns)
