"""The network of champions, and what they do."""

from changemgmt.champions.models.network import Champion, ChampionSetting, ChampionSkill, CriticalProcess
from changemgmt.champions.models.work import ChampionEntry, ChampionMaterial, ChampionQuestion

__all__ = [
    "Champion",
    "ChampionEntry",
    "ChampionMaterial",
    "ChampionQuestion",
    "ChampionSetting",
    "ChampionSkill",
    "CriticalProcess",
]
