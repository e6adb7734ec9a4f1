"""Asking a server the same thing many times, over a few kept connections, and how long each answer took."""

import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

from tests.bench.browser import Browser

T = TypeVar("T")
Ask = Callable[[Browser, T], dict[str, float]]


@dataclass
class Timings:
    """Seconds of each answer by what was asked, and of the whole round."""

    asked: dict[str, list[float]] = field(default_factory=dict)
    rates: list[float] = field(default_factory=list)

    def add(self, taken: Sequence[dict[str, float]], seconds: float) -> None:
        for one in taken:
            for name, value in one.items():
                self.asked.setdefault(name, []).append(value)
        self.rates.append(len(taken) / seconds)

    def figures(self) -> dict[str, float]:
        """Rate (median of the rounds) and milliseconds, p50 and p99, of each thing asked."""
        found = {"per_second": round(statistics.median(self.rates), 1)}
        for name, values in self.asked.items():
            values = sorted(values)
            found[f"{name}_p50_ms"] = round(1000 * values[len(values) // 2], 2)
            found[f"{name}_p99_ms"] = round(1000 * values[min(len(values) - 1, len(values) * 99 // 100)], 2)
        return found


def timed(action: Callable[[], T]) -> tuple[T, float]:
    """What an action gives, and its seconds."""
    started = time.perf_counter()
    return action(), time.perf_counter() - started


def one_round(port: int, asks: Ask[T], over: Sequence[T], clients: int) -> tuple[list[dict[str, float]], float]:
    """Ask once for each of `over`, shared out over `clients` kept connections."""

    def client(n: int) -> list[dict[str, float]]:
        with Browser(port) as browser:
            return [asks(browser, one) for one in over[n::clients]]

    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        taken = [one for part in pool.map(client, range(clients)) for one in part]
    return taken, time.perf_counter() - started
