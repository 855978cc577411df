"""Random numbers by counting, and distributions by their inverse.

A number depends on (seed, variable, iteration) only, never on what else is drawn, in what order, in which block or
thread. A risk that is removed therefore leaves every other draw as it was (common random numbers).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.special import betainc, ndtr, ndtri  # type: ignore[import-untyped]

from projects.engines.montecarlo.inputs import Correlation, Float, Shape

Word = npt.NDArray[np.uint64]
_STEP: Final = np.uint64(0x9E3779B97F4A7C15)
_M1: Final = np.uint64(0xBF58476D1CE4E5B9)
_M2: Final = np.uint64(0x94D049BB133111EB)
_S27, _S30, _S31, _S11 = (np.uint64(shift) for shift in (27, 30, 31, 11))
# What a variable is for; part of its address.
TASK, LINE, FIRES, SIZE, COMMON = 1, 2, 3, 4, 5
CELLS: Final = 1024
_FACE: Final = 2.0**-53


def _mix(z: Word) -> Word:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014), in place."""
    z ^= z >> _S30
    z *= _M1
    z ^= z >> _S27
    z *= _M2
    z ^= z >> _S31
    return z


def addresses(seed: int, purpose: int, keys: npt.ArrayLike) -> Word:
    """Where the sequence of every variable begins: uint64[n], scattered by mixing twice."""
    base = _mix(np.array([seed & 0xFFFFFFFFFFFFFFFF], dtype=np.uint64) + np.array([purpose], dtype=np.uint64) * _STEP)
    return _mix(_mix(np.asarray(keys, dtype=np.int64).astype(np.uint64) * _STEP + base) + base)


def uniforms(at: Word, first: int, count: int) -> Float:
    """float64[len(at), count] inside (0, 1): the draws of iterations first … first + count − 1."""
    turns = np.arange(first, first + count, dtype=np.uint64) * _STEP
    z = _mix(at[:, None] + turns[None, :])
    z >>= _S11
    found = z.astype(np.float64)
    found += 0.5
    found *= _FACE
    # The last half step would round to one.
    np.minimum(found, 1 - _FACE, out=found)
    return found


class Spread:
    """Inverse distributions of many variables at once.

    low, likely, high   float64[n]; shapes int[n], see `Shape`
    """

    def __init__(self, low: Float, likely: Float, high: Float, shapes: npt.NDArray[np.int64]) -> None:
        self.size = low.size
        self._low, self._likely, self._high = low[:, None], likely[:, None], high[:, None]
        fixed = low == high
        self._rows = {
            shape: np.flatnonzero((shapes == shape) & ~fixed) for shape in Shape if ((shapes == shape) & ~fixed).any()
        }
        self._fixed = np.flatnonzero(fixed)
        width = np.where(fixed, 1.0, high - low)
        self._split = ((likely - low) / width)[:, None]
        self._rise = np.sqrt(np.maximum((high - low) * (likely - low), 0))[:, None]
        self._fall = np.sqrt(np.maximum((high - low) * (high - likely), 0))[:, None]
        rows = self._rows.get(Shape.PERT, np.zeros(0, dtype=np.int64))
        self._tables = np.array([pert_table(round(float(self._split[row, 0]), 4)) for row in rows])

    def at(self, u: Float) -> Float:
        """float64 of the shape of `u`: the values below which a share u[i, j] of variable i lies."""
        if len(self._rows) == 1 and not self._fixed.size:
            return self._of(next(iter(self._rows)), slice(None), u)
        found = np.empty_like(u)
        found[self._fixed] = self._likely[self._fixed]
        for shape, rows in self._rows.items():
            found[rows] = self._of(shape, rows, u[rows])
        return found

    def _of(self, shape: Shape, rows: npt.NDArray[np.int64] | slice, u: Float) -> Float:
        low, likely, high = self._low[rows], self._likely[rows], self._high[rows]
        found: Float
        if shape == Shape.UNIFORM:
            found = low + u * (high - low)
        elif shape == Shape.NORMAL:
            found = np.maximum(likely + (high - likely) * ndtri(u), 0)
        elif shape == Shape.PERT:
            found = low + (high - low) * self._from_tables(u)
        else:
            rising = u < self._split[rows]
            found = np.sqrt(np.where(rising, u, 1 - u))
            found *= np.where(rising, self._rise[rows], -self._fall[rows])
            found += np.where(rising, low, high)
        return found

    def _from_tables(self, u: Float) -> Float:
        place = u * CELLS
        cell = place.astype(np.int64)
        place -= cell
        below = np.take_along_axis(self._tables, cell, axis=1)
        above = np.take_along_axis(self._tables, cell + 1, axis=1)
        found: Float = below + place * (above - below)
        return found


@lru_cache(maxsize=4096)
def pert_table(mode: float) -> Float:
    """Quantiles of PERT-beta on [0, 1] at u = 0, 1/1024 … 1: α = 1 + 4·mode, β = 1 + 4·(1 − mode)."""
    x = np.linspace(0, 1, 4 * CELLS + 1)
    share = betainc(1 + 4 * mode, 5 - 4 * mode, x)
    table: Float = np.interp(np.linspace(0, 1, CELLS + 1), share, x)
    table[0], table[-1] = 0, 1
    table.flags.writeable = False
    return table


def root_of(matrix: Float) -> Float:
    """A matrix whose product with its transpose is the given correlation matrix (positive semi-definite)."""
    values, vectors = np.linalg.eigh(matrix)
    root: Float = vectors * np.sqrt(np.maximum(values, 0))
    return root


def together(group: Correlation, own: Float, common: Float) -> Float:
    """The uniforms of a group's members, correlated. own float64[n, count] and common float64[1, count] uniforms."""
    scores = ndtri(own)
    if group.matrix is not None:
        # Not a BLAS product: its sums may run in another order on another number of threads.
        scores = np.einsum("ij,jk->ik", root_of(group.matrix), scores, optimize=False)
    elif group.rho is not None:
        scores = np.sqrt(group.rho) * ndtri(common) + np.sqrt(1 - group.rho) * scores
    found: Float = np.clip(ndtr(scores), _FACE, 1 - _FACE)
    return found
