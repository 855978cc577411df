"""Rules, budgets, the ledger, gifts, and what colleagues thank each other for."""

from changemgmt.incentives.models.gifts import Gift, GiftPicture, Redemption
from changemgmt.incentives.models.ledger import PointAccount, PointAward, PointEntry, PointTransaction
from changemgmt.incentives.models.setup import PointBudget, PointPolicy, PointRule, PointWish
from changemgmt.incentives.models.thanks import Recognition

__all__ = [
    "Gift",
    "GiftPicture",
    "PointAccount",
    "PointAward",
    "PointBudget",
    "PointEntry",
    "PointPolicy",
    "PointRule",
    "PointTransaction",
    "PointWish",
    "Recognition",
    "Redemption",
]
