"""A parent and its two children, web and worker.

When the web ends, everything ends; when the worker ends, it is started again. No process outlives the parent.
"""

import ctypes
import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

from flask import Flask

Start = Callable[[Flask], int]

_log = logging.getLogger("masa.serve")
_PR_SET_PDEATHSIG = 1
_END_SECONDS = 25.0


class Family:
    """The parent and its two children."""

    def __init__(self, app: Flask, web: Start, worker: Start) -> None:
        self._app = app
        self._web = web
        self._worker = worker
        self._children: dict[int, str] = {}
        self._ending = False
        self._worker_started = 0.0

    def serve(self) -> int:
        """Start both, watch them, and end them when told to."""
        ready_to_fork(self._app)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._end)
        self._fork("web", self._web)
        self._fork("worker", self._worker)
        status = self._watch()
        self._wait_for_all()
        return status

    def _fork(self, name: str, start: Start) -> None:
        parent = os.getpid()
        child = os.fork()
        if child:
            self._children[child] = name
            self._worker_started = time.monotonic()
            return
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        _end_with_parent(parent)
        status = 1
        try:
            status = start(self._app)
        except SystemExit as error:
            status = error.code if isinstance(error.code, int) else 1
        except BaseException:
            _log.error("the %s failed", name, exc_info=True)
        finally:
            sys.stdout.flush()
            os._exit(status)

    def _watch(self) -> int:
        """Until the web ends or we are told to end; the exit status."""
        while not self._ending:
            try:
                child, state = os.wait()
            except InterruptedError:
                continue
            except ChildProcessError:
                return 1
            name = self._children.pop(child, None)
            if self._ending:
                break
            if name == "web":
                _log.error("the web ended by itself")
                self._tell_all(signal.SIGTERM)
                return os.waitstatus_to_exitcode(state) or 1
            if name == "worker":
                _log.error("the worker ended by itself and is started again")
                time.sleep(max(0.0, self._worker_started + 5 - time.monotonic()))  # not more often than every 5 seconds
                if not self._ending:
                    self._fork("worker", self._worker)
        return 0

    def _end(self, _signal: int, _frame: FrameType | None) -> None:
        self._ending = True
        self._tell_all(signal.SIGTERM)

    def _tell_all(self, number: int) -> None:
        for child in list(self._children):
            try:
                os.kill(child, number)
            except ProcessLookupError:
                self._children.pop(child, None)

    def _wait_for_all(self) -> None:
        deadline = time.monotonic() + _END_SECONDS
        while self._children:
            try:
                child, _state = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            self._children.pop(child, None)
            if child == 0:
                if time.monotonic() > deadline:
                    self._tell_all(signal.SIGKILL)
                time.sleep(0.02)


def ready_to_fork(app: Flask) -> None:
    """A connection must not be carried over a fork, and memory that is never looked at again stays shared."""
    from app.extensions import db

    with app.app_context():
        db.engine.dispose()
    gc.collect()
    gc.freeze()


def _end_with_parent(parent: int) -> None:
    """Ask Linux to end this process when its parent dies, even by kill -9."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)
