"""What is measured, each measure a function that gives plain figures."""

import sqlite3
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from app import create_app
from app.clock import utc_now
from tests.bench.browser import Browser, token_in
from tests.bench.capture import captured
from tests.bench.drafts import Prepared, prepared
from tests.bench.load import Timings, one_round, timed
from tests.bench.servers import OURS, Server, free_port, serving, settings
from tests.bench.towns import EMAIL, PASSWORD, Town, copied

Figures = dict[str, Any]
CLIENTS = 8
_LOOK_UPS, _SENDS = 240, 120
_WORDS = ("çöp", "yol kaldırım", "su arızası", "park", "ruhsat", "budama")


def beside_the_bare_app(town: Town, folder: Path, rounds: int) -> Figures:
    """Look-ups and applications of ours and of the bare app, in turns, each on its own copy of the same town."""
    ours_at = copied(town, folder / "ours")
    app = create_app({**settings(ours_at, 80), "MASA_PUBLIC_URL": "http://localhost"})
    port, bare_port = free_port(), free_port()
    script = captured(app, town.numbers[0], utc_now(), folder)
    with serving(OURS, settings(ours_at, port), folder / "ours.log") as ours:
        ours.first_answer()
        drafts = prepared(app, port, "FEN-01", (rounds + 1) * _SENDS, utc_now())
    bare_at = folder / "bare"
    bare_at.mkdir(exist_ok=True)
    with closing(sqlite3.connect(ours_at / "masa.db")) as source, closing(sqlite3.connect(bare_at / "masa.db")) as copy:
        source.backup(copy)
    (bare_at / "bare.json").write_bytes(script.read_bytes())
    with (
        serving(OURS, settings(ours_at, port), folder / "ours.log") as ours,
        serving(_bare_command(bare_port), _bare_settings(bare_at, bare_port), folder / "bare.log") as bare,
    ):
        ours.first_answer()
        bare.first_answer()
        return _in_turns(ours, bare, town, drafts, rounds)


def _in_turns(ours: Server, bare: Server, town: Town, drafts: list[Prepared], rounds: int) -> Figures:
    timings = {name: Timings() for name in ("ours_look_up", "bare_look_up", "ours_send", "bare_send")}
    numbers = (town.numbers * 10)[:_LOOK_UPS]
    for n in range(rounds + 1):  # the first round warms both up and is not counted
        mine = drafts[n * _SENDS : (n + 1) * _SENDS]
        plan: list[tuple[str, Server, Callable[..., dict[str, float]], list[Any]]] = [
            ("ours_look_up", ours, _look_up, numbers),
            ("bare_look_up", bare, _look_up, numbers),
            ("ours_send", ours, _send, mine),
            ("bare_send", bare, _send_bare, mine),
        ]
        for name, server, asks, over in plan if n % 2 else [*plan[1::-1], *plan[:1:-1]]:
            taken, seconds = one_round(server.port, asks, over, CLIENTS)
            if n:
                timings[name].add(taken, seconds)
    found: Figures = {name: one.figures() for name, one in timings.items()}
    for what, floor, aim in (("look_up", 0.25, 0.4), ("send", 0.3, 0.45)):
        pairs = zip(timings[f"ours_{what}"].rates, timings[f"bare_{what}"].rates, strict=True)
        ratio = statistics.median(mine / theirs for mine, theirs in pairs)
        found[f"{what}_of_bare"] = {"ratio": round(ratio, 3), "floor": floor, "aim": aim, "holds": ratio >= floor}
    return found


def _look_up(browser: Browser, number: str) -> dict[str, float]:
    reply, posting = timed(lambda: browser.post("/takip", {"number": number}))
    assert reply.status == 303, reply
    page, getting = timed(lambda: browser.get("/takip"))
    assert page.status == 200, page
    assert number[:4] in page.text
    return {"post": posting, "get": getting}


def _send(browser: Browser, draft: Prepared) -> dict[str, float]:
    reply, seconds = timed(lambda: draft.send_in(browser))
    assert reply.status == 303, reply
    return {"send": seconds}


def _send_bare(browser: Browser, draft: Prepared) -> dict[str, float]:
    from app.keys import token_hash

    browser.cookies = dict(draft.cookies)
    fields = {"csrf_token": draft.csrf_token, "sending": draft.mark, "go": "send"}
    reply, seconds = timed(lambda: browser.post(f"/send/{token_hash(draft.browser_token)}", fields))
    assert reply.status == 303, reply
    return {"send": seconds}


def _bare_command(port: int) -> tuple[str, ...]:
    return (
        sys.executable, "-m", "gunicorn", "-k", "gthread", "-w", "2", "--threads", "8", "--preload",
        "--no-control-socket", "--log-level", "warning", "-b", f"127.0.0.1:{port}", "tests.bench.bare:app",
    )  # fmt: skip


def _bare_settings(folder: Path, port: int) -> dict[str, str]:
    return {"PATH": settings(folder, port)["PATH"], "MASA_PORT": str(port), "MASA_TEST_BARE": str(folder)}


def small_beside_large(small: Town, large: Town, folder: Path, times: int) -> Figures:
    """The same pages in two towns, asked in turns; the medians' ratio."""
    found: Figures = {}
    small_at, large_at = free_port(), free_port()
    with (
        serving(OURS, settings(small.instance, small_at), folder / "small.log") as one,
        serving(OURS, settings(large.instance, large_at), folder / "large.log") as other,
        Browser(small_at) as there,
        Browser(large_at) as here,
    ):
        one.first_answer()
        other.first_answer()
        for browser in (there, here):
            _sign_in(browser)
        for what, asked in _pages().items():
            taken: tuple[list[float], list[float]] = ([], [])
            for n in range(times + 6):
                for place, (browser, town) in enumerate(((there, small), (here, large))):
                    _reply, seconds = timed(partial(asked, browser, town, n))
                    if n >= 6:
                        taken[place].append(seconds)
            medians = [statistics.median(values) * 1000 for values in taken]
            found[what] = {
                f"{small.cases}_p50_ms": round(medians[0], 2),
                f"{large.cases}_p50_ms": round(medians[1], 2),
                "ratio": round(medians[1] / medians[0], 3),
                "ceiling": 1.5,
                "holds": medians[1] <= 1.5 * medians[0],
            }
    return found


def _pages() -> dict[str, Callable[[Browser, Town, int], object]]:
    def page(path: str) -> Callable[[Browser, Town, int], object]:
        def ask(browser: Browser, _town: Town, _n: int) -> object:
            reply = browser.get(path)
            assert reply.status == 200, reply
            return reply

        return ask

    def search(browser: Browser, town: Town, n: int) -> object:
        from urllib.parse import quote

        return page(f"/desk?q={quote(_WORDS[n % len(_WORDS)])}")(browser, town, n)

    def follow(browser: Browser, town: Town, n: int) -> object:
        return _look_up(browser, town.numbers[n % len(town.numbers)])

    # The views that fill a page in the small town too: of the others a small town simply draws fewer rows.
    views = {f"queue {view}": page(f"/desk?view={view}") for view in ("department", "all")}
    return {"look-up": follow, "search": search, **views}


def _sign_in(browser: Browser) -> None:
    page = browser.get("/giris")
    reply = browser.post("/giris", {"csrf_token": token_in(page.text), "email": EMAIL, "password": PASSWORD})
    assert reply.status == 303, reply.text[:400]


def memory(town: Town, folder: Path) -> Figures:
    """Memory of all processes, idle with two workers: shared pages shared out."""
    port = free_port()
    with serving(OURS, settings(town.instance, port), folder / "idle.log") as server:
        server.first_answer("/readyz")
        time.sleep(3)
        web, worker = server.pss()
    total = web + worker
    holds = total <= 160 and web <= 110 and worker <= 50
    return {"web_mib": round(web, 1), "worker_mib": round(worker, 1), "sum_mib": round(total, 1), "holds": holds}


def first_answer(town: Town, folder: Path, times: int) -> Figures:
    """From the command to the first page, with everything installed and the database there."""
    taken = []
    for _ in range(times):
        port, started = free_port(), time.perf_counter()
        with serving(OURS, settings(town.instance, port), folder / "start.log") as server:
            server.first_answer("/")
            taken.append(time.perf_counter() - started)
    median = statistics.median(taken)
    return {"median_s": round(median, 2), "worst_s": round(max(taken), 2), "ceiling_s": 2, "holds": median <= 2}


def oracle(town: Town, folder: Path, times: int) -> Figures:
    """What a stranger could learn from how long it takes: an unknown number, and a known one with a wrong fact."""
    from random import Random

    from app.cases.tracking_number import new_number

    rng, port = Random(5), free_port()
    taken: dict[str, list[float]] = {"unknown": [], "wrong": []}
    with serving(OURS, settings(town.instance, port), folder / "oracle.log") as server, Browser(port) as browser:
        server.first_answer()
        for n in range(times + 20):
            for name in ("unknown", "wrong") if n % 2 else ("wrong", "unknown"):
                number = new_number(rng.choice) if name == "unknown" else rng.choice(town.numbers)
                fields = {"number": number, "fact": f"{rng.randrange(10**6):06d}"}
                reply, seconds = timed(partial(browser.post, "/takip", fields))
                assert reply.status in (303, 422), reply
                if n >= 20 and reply.status == 422:
                    taken[name].append(seconds)
    medians = {name: statistics.median(values) * 1000 for name, values in taken.items()}
    apart = abs(medians["unknown"] - medians["wrong"])
    return {f"{name}_p50_ms": round(value, 3) for name, value in medians.items()} | {
        "apart_ms": round(apart, 3),
        "ceiling_ms": 1,
        "holds": apart < 1,
    }
