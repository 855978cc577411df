"""Real processes, real kills: the ledger of what was asked equals the ledger of what happened.

Contract: in the inbox exactly once; by mail at least once, always under the same Message-ID, doubled at most once per
kill; the effect of a job exactly once.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.faults.stage import Stage
from tests.harness import find_postgres, find_redis

pytestmark = pytest.mark.faults

# A release is tried with more: LUODI_KILLS=100 pytest tests/faults
CHILD_KILLS = int(os.environ.get("LUODI_KILLS", "12"))
GROUP_KILL_EVERY = 6
MAILS = 12 * CHILD_KILLS
JOBS = 2 * CHILD_KILLS


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    if find_postgres() is None or find_redis() is None:
        pytest.skip("needs PostgreSQL and Redis")
    with Stage() as running:
        running.driver("people", names=["lin", "reminded1", "reminded2", "reminded3"])
        yield running


def test_killed_workers_lose_nothing_and_double_nothing(stage: Stage) -> None:
    chance = random.Random(7)
    driver, sink = stage.driver, stage.sink
    stage.at_least(workers=2, beats=1)
    driver("start", count=JOBS, seconds=1.0)
    driver("promise", to="lin", periods=[f"kill-{n}" for n in range(MAILS)])
    assert stage.until(lambda: "running" in driver("report")["jobs"], seconds=90), "the workers never began"

    kills = 0
    for turn in range(CHILD_KILLS):
        time.sleep(chance.uniform(0.2, 0.6))
        workers = stage.running("worker")
        children = [pid for worker in workers for pid in worker.children()]
        if children:
            os.kill(chance.choice(children), signal.SIGKILL)
            kills += 1
        if turn % GROUP_KILL_EVERY == 3:
            workers[0].kill()
            kills += 1
            stage.worker()

    assert stage.until(stage.settled, seconds=60 + CHILD_KILLS), driver("report")
    told = driver("report")
    reminders = 3 * len(told["periods"])
    assert told["messages"] == {"inbox sent": MAILS + reminders, "mail sent": MAILS + reminders}
    assert told["doubled"] == 0
    assert told["jobs"] == {"done": JOBS}
    assert told["effects"] == [[1, JOBS]], "an effect was lost or doubled"
    assert set(sink.accepted) == set(told["mail_ids"]), "a mail was lost or sent under another name"
    assert len(sink.accepted) - len(set(sink.accepted)) <= kills
    assert told["attempts"] > JOBS, "no kill hit a job: the test proves nothing"


def test_killed_workers_on_sqlite() -> None:
    """The same contract where all processes share one file, and a writer makes the others wait."""
    if find_redis() is None:
        pytest.skip("needs Redis")
    chance = random.Random(11)
    with Stage(sqlite=True) as stage:
        driver = stage.driver
        driver("people", names=["lin"])
        worker, _beat = stage.worker(), stage.beat()
        driver("start", count=8, seconds=0.6)
        driver("promise", to="lin", periods=[f"kill-{n}" for n in range(30)])
        assert stage.until(lambda: "running" in driver("report")["jobs"], seconds=90), "the worker never began"
        for _turn in range(5):
            time.sleep(chance.uniform(0.3, 0.6))
            if children := worker.children():
                os.kill(chance.choice(children), signal.SIGKILL)

        assert stage.until(stage.settled, seconds=150), driver("report")
        told = driver("report")
        assert told["messages"] == {"inbox sent": 30, "mail sent": 30}
        assert told["doubled"] == 0
        assert told["jobs"] == {"done": 8}
        assert told["effects"] == [[1, 8]]
        assert set(stage.sink.accepted) == set(told["mail_ids"])


def test_without_redis_requests_go_on_and_everything_arrives_afterwards(stage: Stage) -> None:
    driver = stage.driver
    stage.at_least(workers=1, beats=1)
    before = driver("report")
    assert stage.until(lambda: driver("report")["periods"] != before["periods"], seconds=30), "nothing ran"

    driver("post", username="lin", path="/inbox/read-all/")  # the first request of a process loads half the product

    stage.redis.stop(how=signal.SIGKILL)  # and with it every message: this server keeps nothing
    promising = driver("promise", to="lin", periods=[f"down-{n}" for n in range(20)])
    starting = driver("start", count=4, seconds=0.1)
    status, request = driver("post", username="lin", path="/inbox/read-all/")
    time.sleep(4)
    stage.redis.start()

    assert max(promising, starting) < 0.3, "a request waited for the broker"
    assert (status, request < 2) == (302, True)
    assert stage.until(stage.settled, seconds=150), driver("report")
    told = driver("report")
    assert told["doubled"] == 0
    assert told["jobs"] == {"done": JOBS + 4}
    assert told["effects"] == [[1, JOBS + 4]]
    assert set(stage.sink.accepted) == set(told["mail_ids"])


def test_two_beats_remind_once(stage: Stage) -> None:
    driver = stage.driver
    stage.at_least(workers=1, beats=2)
    beats = stage.running("beat")
    assert stage.until(lambda: len(list(stage.folder.glob("beat-*.pid"))) == 2, seconds=30), "no second beat"
    before = set(driver("report")["periods"])
    assert stage.until(lambda: len(set(driver("report")["periods"]) - before) >= 2, seconds=30), "nothing ran"
    beats[0].kill()
    assert stage.until(lambda: len(set(driver("report")["periods"]) - before) >= 4, seconds=30), "one was not enough"
    beats[1].kill()

    assert stage.until(stage.settled, seconds=30)
    told = driver("report")
    sent = Counter(stage.sink.accepted)
    reminded = {period: ids for period, ids in told["periods"].items() if period not in before}
    assert told["doubled"] == 0
    for period, ids in reminded.items():
        assert [sent[one] for one in ids] == [1, 1, 1], f"each person once in period {period}"
    assert sorted(sent) == told["mail_ids"]
