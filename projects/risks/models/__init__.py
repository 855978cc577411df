"""What may happen to a project, what did, and what is done about it."""

from projects.risks.models.risks import Risk, RiskEffect, RiskMark, RiskScale
from projects.risks.models.threads import Issue, ResponseAction, ThreadStep

__all__ = ["Issue", "ResponseAction", "Risk", "RiskEffect", "RiskMark", "RiskScale", "ThreadStep"]
