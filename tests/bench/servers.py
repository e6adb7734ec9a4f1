"""A server of ours as `./run` starts it, in its own process group, on a free port of this machine."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.config import ROOT

OURS = (sys.executable, "-m", "app.serve")
# Nobody is to be stopped by a limit that this machine alone would reach.
UNLIMITED = {
    "MASA_LIMIT_APPLICATIONS_PER_HOUR": "1000000",
    "MASA_LIMIT_LOOKUP_PER_MINUTE": "1000000",
    "MASA_LIMIT_FACT_PER_HOUR": "1000000",
    "MASA_LIMIT_FACT_PER_30_DAYS": "1000000",
    "MASA_LIMIT_SIGNIN_PER_MINUTE": "1000000",
}


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def settings(instance: Path, port: int, **more: str) -> dict[str, str]:
    """The environment of a server: nothing of ours but what is named here."""
    return {
        "PATH": os.environ["PATH"],
        "MASA_INSTANCE": str(instance),
        "MASA_PORT": str(port),
        "MASA_DEFAULT_LOCALE": "tr",
        **UNLIMITED,
        **more,
    }


@dataclass(frozen=True)
class Server:
    """A started server; `pid` leads its process group."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def first_answer(self, path: str = "/healthz", seconds: float = 60) -> float:
        """Wait until it answers; seconds waited. Raises TimeoutError with the end of its log."""
        started = time.monotonic()
        while time.monotonic() - started < seconds:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", path)
                if connection.getresponse().status == 200:
                    return time.monotonic() - started
            except OSError:
                pass
            finally:
                connection.close()
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        raise TimeoutError(self.log.read_text(errors="replace")[-2000:])

    def kill(self) -> None:
        """kill -9 of every process of it, at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it the friendly way."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()

    def processes(self) -> list[int]:
        """The ids of all its processes, the parent first."""
        return [self.process.pid, *_below(self.process.pid)]

    def pss(self) -> tuple[float, float]:
        """MiB of memory of parent and web together, and of the periodic worker; shared pages are shared out."""
        web = worker = 0.0
        for pid in self.processes():
            is_worker = _parent(pid) == self.process.pid and not _below(pid)
            mib = _pss(pid)
            web, worker = (web, worker + mib) if is_worker else (web + mib, worker)
        return web, worker


@contextmanager
def serving(
    command: Sequence[str], environment: dict[str, str], log: Path, limits: Sequence[str] = ()
) -> Iterator[Server]:
    """A server for the length of a block. `limits` is a command put in front, such as prlimit."""
    server = start(command, environment, log, limits)
    try:
        yield server
    finally:
        server.stop()


def start(command: Sequence[str], environment: dict[str, str], log: Path, limits: Sequence[str] = ()) -> Server:
    """Start a server in a process group of its own."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*limits, *command], cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    return Server(process, int(environment["MASA_PORT"]), log)


def _below(parent: int) -> list[int]:
    try:
        children = [int(word) for word in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    except FileNotFoundError:
        return []
    return [pid for child in children for pid in (child, *_below(child))]


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def _pss(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
