"""Which groups may be shown: none of fewer than five people, and none from which such a group could be worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FEWEST = 5


def hidden(sizes: Mapping[str, int], parents: Mapping[str, str]) -> set[str]:
    """Keys of the groups to withhold. `parents`: the group each one is a part of; tops are left out of it.

    What a shown group has besides its shown parts is never one to four people: the smallest parts are withheld until
    it is none or at least five. What is below a withheld group is withheld with it.
    """
    below: dict[str, list[str]] = {}
    for key, parent in parents.items():
        if key in sizes and parent in sizes:
            below.setdefault(parent, []).append(key)
    away: set[str] = set()

    def hide(key: str) -> None:
        away.add(key)
        for part in below.get(key, ()):
            hide(part)

    def look(key: str) -> None:
        parts = sorted(below.get(key, ()), key=lambda part: (sizes[part], part))
        for part in parts:
            if sizes[part] < FEWEST:
                hide(part)
        shown = [part for part in parts if part not in away]
        while shown and 0 < sizes[key] - sum(sizes[part] for part in shown) < FEWEST:
            hide(shown.pop(0))
        for part in shown:
            look(part)

    for top in [key for key in sizes if parents.get(key) not in sizes]:
        if sizes[top] < FEWEST:
            hide(top)
        else:
            look(top)
    return away


def hidden_parts(whole: int, sizes: Sequence[tuple[str, int]]) -> set[str]:
    """The same for the parts of one whole, by key."""
    if whole < FEWEST:
        return {key for key, _size in sizes}
    named = {f"part:{key}": size for key, size in sizes} | {"": whole}
    return {key[5:] for key in hidden(named, {key: "" for key in named if key})}
