"""Requests share kept threads and their connections; what is not kept ends."""

import asyncio
import threading
from typing import Any

from asgiref.sync import sync_to_async

from muster.site.threads import KEPT, KeptThreads


class Pages:
    """Stands for Django: each request runs one sync function and may wait for a sign."""

    def __init__(self) -> None:
        self.idents: list[int] = []
        self.came = asyncio.Semaphore(0)
        self.may_end = asyncio.Event()

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.idents.append(await sync_to_async(threading.get_ident)())
        self.came.release()
        if scope.get("waits"):
            await self.may_end.wait()
        if scope.get("fails"):
            raise ConnectionResetError


def request_threads() -> int:
    return sum(one.name.startswith("request") for one in threading.enumerate())


def test_one_request_after_the_other_runs_on_one_thread() -> None:
    async def walk() -> list[int]:
        pages = Pages()
        kept = KeptThreads(pages)
        for scope in ({}, {}, {"fails": True}, {}):
            try:
                await kept(dict(scope), None, None)  # type: ignore[arg-type]
            except ConnectionResetError:
                continue
        await kept.close()
        return pages.idents

    idents = asyncio.run(walk())
    assert len(idents) == 4
    assert len(set(idents)) == 1
    assert request_threads() == 0


def test_requests_never_wait_for_a_thread_and_only_so_many_are_kept() -> None:
    async def walk() -> tuple[int, int]:
        pages = Pages()
        kept = KeptThreads(pages)
        many = [
            asyncio.create_task(kept({"waits": True}, None, None))  # type: ignore[arg-type]
            for _ in range(KEPT + 5)
        ]
        for _ in many:
            await pages.came.acquire()
        at_once = len(set(pages.idents))
        pages.may_end.set()
        await asyncio.gather(*many)
        left = request_threads()
        await kept.close()
        return at_once, left

    assert asyncio.run(walk()) == (KEPT + 5, KEPT)


def test_a_cut_request_gives_its_thread_back() -> None:
    async def walk() -> list[int]:
        pages = Pages()
        kept = KeptThreads(pages)
        cut = asyncio.create_task(kept({"waits": True}, None, None))  # type: ignore[arg-type]
        await pages.came.acquire()
        cut.cancel()
        await asyncio.gather(cut, return_exceptions=True)
        await kept({}, None, None)  # type: ignore[arg-type]
        await kept.close()
        return pages.idents

    first, second = asyncio.run(walk())
    assert first == second
