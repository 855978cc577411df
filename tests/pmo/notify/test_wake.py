"""Waking a worker may fail, but never costs the request more than a moment."""

import threading
import time

import pytest
from django.db import transaction

from pmo.notify import wake


@pytest.fixture(autouse=True)
def caller(monkeypatch):
    fresh = wake.Caller()
    monkeypatch.setattr(wake, "caller", fresh)
    return fresh


@pytest.fixture
def calls(monkeypatch):
    made = []
    monkeypatch.setattr(wake.current_app, "send_task", lambda name, **kw: made.append((name, kw["args"])))
    return made


def test_equal_calls_of_one_transaction_are_made_once(db, calls, caller, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        for _n in range(3):
            wake.wake("pmo.deliver_messages")
        wake.wake("pmo.run_job", 7)
    assert caller.flush(2)
    assert calls == [("pmo.deliver_messages", ()), ("pmo.run_job", (7,))]


def test_a_broker_that_refuses_is_left_alone_for_a_while(monkeypatch, caller):
    tried = []

    def refuse(name, **kw):
        tried.append(name)
        raise OSError("connection refused")

    monkeypatch.setattr(wake.current_app, "send_task", refuse)
    for _n in range(5):
        wake.Call("pmo.sweep")()
    assert caller.flush(2)
    assert caller.broker_away
    wake.Call("pmo.sweep")()
    assert len(tried) == 1


def test_a_broker_that_hangs_holds_nobody_up(monkeypatch, caller):
    monkeypatch.setattr(wake, "WAITING", 3)
    caller.reset()
    hung = threading.Event()
    monkeypatch.setattr(wake.current_app, "send_task", lambda name, **kw: (hung.set(), time.sleep(2)))
    started = time.monotonic()
    wake.Call("pmo.sweep")()
    hung.wait(2)
    for _n in range(10):
        wake.Call("pmo.sweep")()
    assert time.monotonic() - started < 0.5
    assert caller.broker_away
    assert not caller.flush(0.05)


def test_a_broker_that_is_back_is_used_again(monkeypatch, calls, caller):
    monkeypatch.setattr(wake, "PAUSE_SECONDS", 0.05)
    caller._leave_alone("refused", wake.Call("pmo.sweep"))
    wake.Call("pmo.sweep")()
    time.sleep(0.06)
    wake.Call("pmo.run_job", (3,))()
    assert caller.flush(2)
    assert calls == [("pmo.run_job", (3,))]


def test_a_forked_process_starts_a_thread_of_its_own(calls, caller):
    wake.Call("pmo.sweep")()
    caller.flush(2)
    first = caller._thread
    caller.reset()
    wake.Call("pmo.sweep")()
    assert caller.flush(2)
    assert caller._thread is not first
    assert len(calls) == 2
