"""Instances of the PSPLIB in Patterson's format (.rcp): Kolisch & Sprecher 1997."""

from __future__ import annotations

import numpy as np

from projects.engines.levelling.problem import Link, Problem, ProblemError


def read(text: str) -> Problem:
    """Jobs and resources, capacities, then per job: duration, demands, number of successors, successors (1-based).

    Raises ProblemError with code "shape" for anything else.
    """
    try:
        numbers = [int(word) for word in text.split()]
        jobs, kinds = numbers[:2]
        durations, demands, links = [], [], []
        at = 2 + kinds
        for job in range(jobs):
            durations.append(numbers[at])
            demands.append(numbers[at + 1 : at + 1 + kinds])
            count = numbers[at + 1 + kinds]
            at += 2 + kinds
            links += [Link(job, after - 1, durations[job]) for after in numbers[at : at + count]]
            at += count
        capacity = np.array(numbers[2 : 2 + kinds], dtype=np.int64)
        return Problem(np.array(durations, dtype=np.int64), np.array(demands, dtype=np.int64), capacity, links)
    except (ValueError, IndexError) as error:
        raise ProblemError("shape") from error
