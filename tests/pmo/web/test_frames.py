"""What is called with room answers as before."""

import pytest

from pmo.web.frames import roomy


def _deep(n: int) -> int:
    return n and 1 + _deep(n - 1)


def test_arguments_and_answers_pass_through() -> None:
    assert roomy(lambda a, *, b: (a, b))(1, b=2) == (1, 2)
    assert roomy(_deep)(700) == 700


def test_errors_pass_through() -> None:
    with pytest.raises(ZeroDivisionError):
        roomy(lambda: 1 // 0)()


def test_nested_calls_are_served_from_one_chunk() -> None:
    """A frame so large that the frames below it fit beside it: the code says so to the interpreter."""
    assert roomy(_deep).__code__.co_stacksize >= 2**16
