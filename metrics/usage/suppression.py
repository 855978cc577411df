"""Which groups may be shown: none of fewer than five people, and none from which such a group could be worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pmo.engines import suppression as engine

FEWEST = engine.SMALLEST


def hidden(sizes: Mapping[str, int], parents: Mapping[str, str]) -> set[str]:
    """Keys of the groups to withhold. `parents`: the group each one is a part of; tops are left out of it.

    `sizes` count the people of a group with all its parts. What is below a withheld group is withheld with it.
    """
    keys = list(sizes)
    place = {key: i for i, key in enumerate(keys)}
    above = [place.get(parents[key], -1) if key in parents else -1 for key in keys]
    parent = np.array(above, dtype=np.int64)
    own = np.array([sizes[key] for key in keys], dtype=np.int64)
    for key, at in zip(keys, above, strict=True):
        if at >= 0:
            own[at] -= sizes[key]
    # A unit that moved since it was counted may have had fewer people than its parts of today.
    shown = engine.suppress(parent, np.maximum(own, 0)[:, None]) if keys else None
    return {key for key in keys if shown is None or sizes[key] < FEWEST or not shown.whole[place[key]]}


def hidden_parts(whole: int, sizes: Sequence[tuple[str, int]]) -> set[str]:
    """The same for the parts of one whole, by key."""
    if whole < FEWEST:
        return {key for key, _size in sizes}
    named = {f"part:{key}": size for key, size in sizes} | {"": whole}
    return {key[5:] for key in hidden(named, {key: "" for key in named if key})}
