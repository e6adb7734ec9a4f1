"""How a normal user fares beside slow clients: `python -m tests.bench.slow_clients https://127.0.0.1:443 --host NAME`.

Meant for the shipped proxy configurations; loopback only. Each kind of slow client holds its connections for a while,
from ten addresses, and a normal user asks for the first page again and again. Prints a table and writes JSON.
"""

import argparse
import asyncio
import ipaddress
import json
import ssl
import statistics
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

ADDRESSES = 10
PATIENCE = 8.0  # seconds after which the normal user gives up
PAUSE = 0.1

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True)
class Target:
    """The proxy on this machine, and the name it answers to."""

    address: str
    port: int
    host: str
    tls: ssl.SSLContext | None

    async def connect(self, source: str) -> Streams:
        """A new connection from a loopback address of ours."""
        name = self.host if self.tls else None
        return await asyncio.open_connection(
            self.address, self.port, ssl=self.tls, server_hostname=name, local_addr=(source, 0)
        )

    def head(self, method: str, *lines: str) -> bytes:
        """The beginning of a request, without the empty line that ends it."""
        return "\r\n".join([f"{method} / HTTP/1.1", f"Host: {self.host}", *lines, ""]).encode()


@dataclass(frozen=True)
class Row:
    """What the normal user met beside one kind of slow client."""

    beside: str
    slow_clients: int
    asked: int
    errors: int
    p50_ms: float
    p95_ms: float
    worst_ms: float


async def idle(_target: Target, _streams: Streams) -> None:
    """Say nothing at all."""
    await asyncio.sleep(3600)


async def slow_head(target: Target, streams: Streams) -> None:
    """One header line every five seconds, never the last."""
    streams[1].write(target.head("GET"))
    for number in range(720):
        streams[1].write(f"X-Slow-{number}: 1\r\n".encode())
        await streams[1].drain()
        await asyncio.sleep(5)


async def slow_body(target: Target, streams: Streams) -> None:
    """One byte of a body every five seconds."""
    kind = "Content-Type: application/x-www-form-urlencoded"
    streams[1].write(target.head("POST", kind, "Content-Length: 100000") + b"\r\n")
    for _ in range(720):
        streams[1].write(b"a")
        await streams[1].drain()
        await asyncio.sleep(5)


KINDS: dict[str, Callable[[Target, Streams], Awaitable[None]]] = {
    "idle": idle,
    "slow headers": slow_head,
    "slow bodies": slow_body,
}


async def _stay(target: Target, kind: Callable[[Target, Streams], Awaitable[None]], number: int) -> None:
    """One slow client: whenever it is cut off it comes back."""
    while True:
        with suppress(OSError, ssl.SSLError):
            streams = await target.connect(f"127.0.0.{2 + number % ADDRESSES}")
            try:
                await kind(target, streams)
            finally:
                streams[1].close()
        await asyncio.sleep(1)


async def _ask(target: Target) -> float:
    """The seconds a first page takes on a new connection. Raises OSError or TimeoutError when it does not come."""
    started = time.perf_counter()
    async with asyncio.timeout(PATIENCE):
        reader, writer = await target.connect("127.0.0.1")
        writer.write(target.head("GET", "Connection: close") + b"\r\n")
        answer = await reader.read()
        writer.close()
    if not answer.startswith(b"HTTP/1.1 200"):
        raise ConnectionError(answer[:40])
    return time.perf_counter() - started


async def _measure(target: Target, beside: str, kinds: list[str], each: int, seconds: float) -> Row:
    slow = [asyncio.create_task(_stay(target, KINDS[kind], number)) for kind in kinds for number in range(each)]
    if slow:
        await asyncio.sleep(3)  # until they all stand
    taken, errors = [], 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            taken.append(await _ask(target))
        except (OSError, TimeoutError):
            errors += 1
        await asyncio.sleep(PAUSE)
    for task in slow:
        task.cancel()
    await asyncio.gather(*slow, return_exceptions=True)
    milliseconds = [second * 1000 for second in taken] or [PATIENCE * 1000]
    p95 = statistics.quantiles(milliseconds, n=20)[-1] if len(milliseconds) > 1 else milliseconds[0]
    figures = (statistics.median(milliseconds), p95, max(milliseconds))
    return Row(beside, len(slow), len(taken) + errors, errors, *(round(figure, 1) for figure in figures))


async def run(target: Target, each: int, seconds: float) -> list[Row]:
    """The user alone, beside each kind, and beside all of them."""
    plans = [("nobody", []), *((kind, [kind]) for kind in KINDS), ("all three", list(KINDS))]
    return [await _measure(target, beside, kinds, each, seconds) for beside, kinds in plans]


def _target(address: str, host: str | None) -> Target:
    parts = urlsplit(address)
    name = parts.hostname or ""
    if not ipaddress.ip_address(name).is_loopback:
        raise SystemExit("only a server on this machine is measured; give its loopback address")
    tls = None
    if parts.scheme == "https":
        tls = ssl.create_default_context()
        tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE  # a trial certificate, on this machine
    return Target(name, parts.port or (443 if tls else 80), host or name, tls)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("address", help="http(s)://127.0.0.1:PORT of the proxy")
    parser.add_argument("--host", help="name the proxy answers to (MASA_PUBLIC_URL)")
    parser.add_argument("--each", type=int, default=200, help="slow clients of each kind")
    parser.add_argument("--seconds", type=float, default=20, help="how long each kind is measured")
    parser.add_argument("--json", type=Path, help="file for the figures")
    wanted = parser.parse_args()
    rows = asyncio.run(run(_target(wanted.address, wanted.host), min(wanted.each, 500), wanted.seconds))
    print(f"{'beside':<14}{'clients':>8}{'asked':>7}{'errors':>8}{'p50 ms':>9}{'p95 ms':>9}{'worst ms':>10}")
    for row in rows:
        print(f"{row.beside:<14}{row.slow_clients:>8}{row.asked:>7}{row.errors:>8}"
              f"{row.p50_ms:>9}{row.p95_ms:>9}{row.worst_ms:>10}")  # fmt: skip
    if wanted.json:
        wanted.json.write_text(json.dumps([asdict(row) for row in rows], indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
