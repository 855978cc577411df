from changemgmt.support.models.care import HyperCare, HyperCareCriterion
from changemgmt.support.models.mail import SupportMail, SupportMailbox
from changemgmt.support.models.releases import KnownError, SupportRelease
from changemgmt.support.models.requests import (
    MAX_TEXT,
    SolvedByArticle,
    SupportNote,
    SupportPause,
    SupportPicture,
    SupportRequest,
)
from changemgmt.support.models.setup import (
    CannedAnswer,
    ServiceLevel,
    SupportCategory,
    SupportSetting,
    SupportTeam,
)

__all__ = [
    "MAX_TEXT",
    "CannedAnswer",
    "HyperCare",
    "HyperCareCriterion",
    "KnownError",
    "ServiceLevel",
    "SolvedByArticle",
    "SupportCategory",
    "SupportMail",
    "SupportMailbox",
    "SupportNote",
    "SupportPause",
    "SupportPicture",
    "SupportRelease",
    "SupportRequest",
    "SupportSetting",
    "SupportTeam",
]
