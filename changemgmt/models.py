"""Register of the package's models."""

from changemgmt.champions.models import (
    Champion,
    ChampionEntry,
    ChampionMaterial,
    ChampionQuestion,
    ChampionSetting,
    ChampionSkill,
    CriticalProcess,
)

__all__ = [
    "Champion",
    "ChampionEntry",
    "ChampionMaterial",
    "ChampionQuestion",
    "ChampionSetting",
    "ChampionSkill",
    "CriticalProcess",
]
