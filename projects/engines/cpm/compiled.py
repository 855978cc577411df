"""The passes compiled by numba, for networks beyond what an interpreter does in a moment.

Compiling costs seconds once per process, so it happens on the first large network only.
"""

from __future__ import annotations

from functools import cache
from types import FunctionType
from typing import Any

from projects.engines.cpm import kernels as plain
from projects.engines.cpm.kernels import Kernels


@cache
def kernels() -> Kernels | None:
    """The same functions compiled; None when numba is not installed: the interpreter gives the same answers, later."""
    try:
        from numba import njit
    except ImportError:
        return None
    # Compiled functions see each other, and searches numba can compile, in place of the interpreter's.
    scope: dict[str, Any] = {**vars(plain), "bisect_right": njit(_right), "bisect_left": njit(_left)}
    for name in plain.PARTS:
        scope[name] = njit(FunctionType(getattr(plain, name).__code__, scope, name))
    return Kernels(scope["forward"], scope["backward"], scope["floats"])


def _right(a: Any, x: int, lo: int, hi: int) -> int:
    while lo < hi:
        mid = (lo + hi) >> 1
        if x < a[mid]:
            hi = mid
        else:
            lo = mid + 1
    return lo


def _left(a: Any, x: int, lo: int, hi: int) -> int:
    while lo < hi:
        mid = (lo + hi) >> 1
        if a[mid] < x:
            lo = mid + 1
        else:
            hi = mid
    return lo
