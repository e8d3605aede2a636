"""The queue before the lock: turns in order, none lost with a process, and an end to waiting."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from checkmail.errors import StoreUnavailable
from checkmail.store import queue
from checkmail.store.locks import FileLock
from checkmail.store.queue import Queue

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX")

HOLDER = """
import sys
from pathlib import Path
from checkmail.store.queue import Queue
with Queue(Path(sys.argv[1])).turn():
    print("mine", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return tmp_path / "office.db"


@pytest.fixture
def holder(office: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has its turn."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(office)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "mine\n"
        yield process
        if process.poll() is None:
            process.kill()


def busy(desk: Queue) -> StoreUnavailable:
    with pytest.raises(StoreUnavailable) as caught, desk.turn():
        pytest.fail("two have their turn")
    return caught.value


def waits(desk: Queue, done: list[str], name: str) -> threading.Thread:
    """A desk that waits for its turn; returns when it stands in the queue."""
    thread = threading.Thread(target=lambda: _take(desk, done, name))
    thread.start()
    for _ in range(2_000):
        # Before it waits it looks for a moment whether anybody is next: only after that the gate is held for good.
        if desk._sought and not _is_free(desk.office):
            return thread
        thread.join(0.005)
    pytest.fail("it never came to stand in the queue")


def _is_free(office: Path) -> bool:
    """Whether nobody is next."""
    gate = FileLock(office.with_name(office.name + queue.FOLDER) / "gate")
    try:
        return gate.take_now()
    finally:
        gate.close()


def _take(desk: Queue, done: list[str], name: str) -> None:
    with desk.turn():
        done.append(name)


def test_a_free_turn_needs_no_thread(office):
    desk = Queue(office)
    for _ in range(3):
        with desk.turn():
            pass
    assert desk._thread is None
    desk.close()


def test_who_had_a_turn_stands_behind_those_who_wait(office):
    first, second = Queue(office), Queue(office)
    done: list[str] = []
    with first.turn():
        thread = waits(second, done, "second")
        first.call_next()
        for _ in range(2_000):
            if second._at_gate:
                break
            thread.join(0.005)
    with first.turn():
        done.append("first again")
    thread.join()
    assert done == ["second", "first again"]
    first.close()
    second.close()


def test_whoever_is_next_is_called_before_the_turn_ends_and_has_it_only_then(office, monkeypatch):
    monkeypatch.setattr(queue, "_WATCHING", 30.0)
    first, second, third = (Queue(office) for _ in range(3))
    done: list[str] = []
    watching = threading.Event()
    monkeypatch.setattr(queue, "step_aside", watching.set)
    with first.turn():
        thread = waits(second, done, "second")
        assert not watching.is_set()
        first.call_next()
        assert watching.wait(10)
        last = waits(third, done, "third")
        assert done == []
    thread.join(10)
    last.join(10)
    assert done == ["second", "third"]
    for desk in (first, second, third):
        desk.close()


def test_a_turn_that_takes_long_to_end_is_slept_for_and_the_place_is_kept(office, monkeypatch):
    monkeypatch.setattr(queue, "_WATCHING", 0.0)
    monkeypatch.setattr(queue, "PATIENCE", 0.05)
    first, second, third = (Queue(office) for _ in range(3))
    with first.turn():
        first.call_next()
        assert busy(second).key == busy(second).key == "office-busy"
        assert second._sought is second._turn
        assert busy(third).key == "office-busy"
    monkeypatch.setattr(queue, "PATIENCE", 10.0)
    with third.turn():
        assert queue.holder(office) == os.getpid()
    with second.turn():
        pass
    assert queue.holder(office) == 0
    assert _is_free(office)
    for desk in (first, second, third):
        desk.close()


def test_whoever_is_stopped_while_they_watch_keeps_nobody_waiting(office, monkeypatch):
    first, second, third = (Queue(office) for _ in range(3))

    def stopped() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(queue, "step_aside", stopped)
    with first.turn():
        first.call_next()
        with pytest.raises(KeyboardInterrupt), second.turn():
            pytest.fail("two have their turn")
        assert _is_free(office)
    with third.turn():
        pass
    for desk in (first, second, third):
        desk.close()


def raising(error: BaseException):
    def fails(*_: object) -> None:
        raise error

    return fails


def is_free(office: Path) -> bool:
    """Whether another desk has a turn at once."""
    other = Queue(office)
    try:
        with other.turn():
            return True
    except StoreUnavailable:
        return False
    finally:
        other.close()


@pytest.mark.parametrize("lock", ["_gate", "_turn"])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(37, "No locks available")])
def test_whoever_is_stopped_while_a_turn_ends_keeps_nobody_waiting(office, monkeypatch, lock, error):
    monkeypatch.setattr(queue, "PATIENCE", 0.2)
    desk = Queue(office)
    with contextlib.suppress(KeyboardInterrupt), desk.guard(), desk.turn(), monkeypatch.context() as patch:
        real = getattr(desk, lock).let_go
        calls = iter([raising(error)])
        patch.setattr(getattr(desk, lock), "let_go", lambda: next(calls, real)())
        desk.give()
    assert is_free(office)
    with desk.turn():
        pass
    desk.close()


@pytest.mark.parametrize("sought", ["gate", "turn"])
@pytest.mark.parametrize("fails", ["the thread", "the lock"])
def test_a_desk_that_cannot_wait_says_so_and_keeps_nobody_waiting(office, monkeypatch, sought, fails):
    monkeypatch.setattr(queue, "_WATCHING", 0.0)
    first, second = Queue(office), Queue(office)
    with first.turn():
        if sought == "turn":
            first.call_next()
        with monkeypatch.context() as patch:
            if fails == "the thread":
                patch.setattr(threading.Thread, "start", raising(RuntimeError("can't start new thread")))
            else:
                patch.setattr(getattr(second, f"_{sought}"), "take", raising(OSError(37, "No locks available")))
            assert busy(second).key == "store-failed"
    assert is_free(office)
    with second.turn():
        pass
    first.close()
    second.close()


def test_what_comes_when_its_waiter_was_stopped_is_given_to_nobody(office, monkeypatch):
    first, second = Queue(office), Queue(office)
    with first.turn():
        with monkeypatch.context() as patch:
            patch.setattr(queue, "PATIENCE", 0.05)
            patch.setattr(second, "_wanted_no_longer", raising(KeyboardInterrupt()))
            with pytest.raises(KeyboardInterrupt):
                second.take()
        assert second._sought is second._gate
    assert is_free(office)
    monkeypatch.setattr(queue, "PATIENCE", 0.05)
    with first.turn():
        assert busy(second).key == "office-busy"
    first.close()
    second.close()


def test_a_desk_that_is_closed_while_it_waits_gets_no_turn(office):
    first, second = Queue(office), Queue(office)
    said: list[str] = []

    def wait() -> None:
        try:
            with second.turn():
                said.append("a turn")
        except StoreUnavailable as error:
            said.append(str(error.details["error"]))

    with first.turn():
        thread = threading.Thread(target=wait)
        thread.start()
        for _ in range(2_000):
            if second._sought:
                break
            thread.join(0.005)
        second.close()
    thread.join(10)
    assert said == ["closed"]
    assert is_free(office)
    first.close()
    with queue.alone(office):
        pass


def test_whoever_is_next_and_does_not_go_on_is_named(office):
    desk = Queue(office)
    assert desk._gate.take_now()
    desk._gate.note(desk._me)
    assert queue.holder(office) == os.getpid()
    desk.close()


def test_a_closed_lock_lets_go_of_nothing_that_has_its_number_now(tmp_path):
    first = FileLock(tmp_path / "first")
    number = first._file
    first.close()
    second = FileLock(tmp_path / "second")
    assert second._file == number
    assert second.take_now()
    first.let_go()
    third = FileLock(tmp_path / "second")
    assert not third.take_now()
    second.close()
    third.close()


@posix
def test_a_killed_holder_gives_its_turn_back(office, holder):
    desk, done = Queue(office), []
    thread = waits(desk, done, "next")
    holder.send_signal(signal.SIGKILL)
    thread.join(10)
    assert done == ["next"]
    desk.close()


def test_a_holder_that_does_not_go_on_is_named_after_a_while(office, holder, monkeypatch):
    monkeypatch.setattr(queue, "PATIENCE", 0.05)
    desk = Queue(office)
    error = busy(desk)
    assert (error.key, error.details["process"]) == ("office-busy", holder.pid)
    # Somebody tidied up: whose turn it is cannot be said any more, and it is one all the same.
    shutil.rmtree(f"{office}{queue.FOLDER}", ignore_errors=True)
    assert busy(desk).key == "office-busy"
    assert queue.holder(office) == 0 or sys.platform == "win32"
    desk.close()


def test_a_place_in_the_queue_is_kept_and_what_nobody_wants_is_given_back(office, holder, monkeypatch):
    monkeypatch.setattr(queue, "PATIENCE", 0.05)
    desk, other = Queue(office), Queue(office)
    assert busy(desk).key == busy(desk).key == "office-busy"
    assert holder.stdin is not None
    holder.communicate("\n", timeout=10)
    monkeypatch.setattr(queue, "PATIENCE", 10.0)
    with other.turn():
        assert queue.holder(office) == os.getpid()
    with desk.turn():
        pass
    assert queue.holder(office) == 0
    desk.close()
    other.close()


def test_a_desk_that_leaves_while_it_waits_keeps_nobody_waiting(office, holder, monkeypatch):
    monkeypatch.setattr(queue, "PATIENCE", 0.05)
    desk = Queue(office)
    busy(desk)
    desk.close()
    holder.communicate("\n", timeout=10)
    monkeypatch.setattr(queue, "PATIENCE", 10.0)
    other = Queue(office)
    with other.turn():
        pass
    other.close()


def test_a_turn_that_cannot_be_noted_is_a_turn_all_the_same(office, monkeypatch):
    desk, other = Queue(office), Queue(office)

    def full(_said: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(desk._turn, "note", full)
    with desk.turn():
        assert queue.holder(office) == 0
        assert not other._turn.take_now()
    with other.turn():
        assert not desk._turn.take_now()
    desk.close()
    other.close()


def test_an_office_that_is_being_restored_is_not_opened(office):
    desk = Queue(office)
    with pytest.raises(StoreUnavailable, match="office-in-use"), queue.alone(office):
        pytest.fail("a desk has it open")
    desk.close()
    with queue.alone(office), pytest.raises(StoreUnavailable, match="office-restoring"):
        Queue(office)
    Queue(office).close()
