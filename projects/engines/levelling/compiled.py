"""The passes compiled by numba, for problems beyond what an interpreter does in a moment.

Importing numba and compiling cost seconds, so both happen on the first large problem of a process only.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec, module_from_spec
from types import ModuleType

from projects.engines.levelling import kernels as plain


@cache
def kernels() -> ModuleType:
    """The same functions compiled; as they are when numba is not installed: the same answers, later."""
    spec = find_spec(plain.__name__)
    try:
        from numba import njit
    except ImportError:
        return plain
    if spec is None or spec.loader is None:
        return plain
    # A second copy of the module, in which compiled functions call each other.
    compiled = module_from_spec(spec)
    spec.loader.exec_module(compiled)
    for name in plain.PARTS:
        setattr(compiled, name, njit(getattr(compiled, name)))
    return compiled
