"""The feed as browsers see it: who hears what, from where on, how much, and until when."""

import asyncio
import json
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from tests import make_duty as make
from tests.live.conftest import NOW, aside, write, write_elsewhere
from tests.live.listening import Browser, served, signed_in, until

from muster.ledger.models import Audience
from muster.live.desk import MOST_BEHIND
from muster.live.hub import Hub, Limits
from muster.live.watching import POLL_S
from muster.live.web.serving import PATH
from muster.tree import services
from muster.tree.models import Account, Grant
from muster.tree.table import Role

pytestmark = pytest.mark.django_db(transaction=True)


def test_number_kind_and_subject_go_out_and_nothing_of_the_body(world: make.World) -> None:
    commander = signed_in(make.account(Role.COMMANDER, on=world.root))

    async def scenario() -> Browser:
        async with served() as application:
            browser = Browser(application, commander)
            await browser.open()
            await until(lambda: browser.last is not None)
            await aside(lambda: write(world.commune))
            await until(lambda: bool(browser.entries))
            await browser.close()
            return browser

    browser = asyncio.run(scenario())

    assert browser.headers["content-type"].startswith("text/event-stream")
    assert "default-src 'none'" in browser.headers["content-security-policy"]
    assert "content-length" not in browser.headers
    assert browser.entries == [
        {"number": browser.entries[0]["number"], "kind": "test.written", "subject": "written:here"}
    ]
    assert b"secret" not in browser.text


def test_each_hears_what_unit_season_and_audience_give_and_an_outsider_nothing(
    world: make.World,
) -> None:
    """Nine readers, seven kinds of entries: what each is told is exactly what is its own."""
    other = make.world()
    staff = make.account(Role.ADMINISTRATOR, on=world.root)
    Account.objects.filter(pk=staff.pk).update(is_staff=True)
    readers = {
        "commander": make.account(Role.COMMANDER, on=world.root),
        "east": make.account(Role.COMMANDER, on=world.east),
        "west": make.account(Role.COMMANDER, on=world.west),
        "clerk": make.account(Role.CLERK, on=world.commune),
        "officer": make.account(Role.OFFICER, on=world.commune),
        "elsewhere": make.account(Role.COMMANDER, on=other.root),
        "nobody": make.account(on=world.root),
        "keeper of the east": make.account(Role.ADMINISTRATOR, on=world.east),
        "staff": staff,
    }
    sessions = {name: signed_in(account) for name, account in readers.items()}
    of_east = {"commander", "east", "staff", "keeper of the east"}
    of_season = {"commander", "east", "west", "clerk", "officer", "staff", "keeper of the east"}
    expected: dict[str, set[str]] = {
        Audience.SAFETY: of_east,
        Audience.FORCE: of_east | {"officer"},
        Audience.OFFICE: {"clerk", "staff", "keeper of the east"},
        Audience.UNIT: of_east | {"clerk", "officer"},
        Audience.SEASON: of_season,
        Audience.STAFF: {"staff", "keeper of the east"},
        Audience.ALL: set(readers),
        Audience.listed("post"): set(),
    }

    def act() -> dict[int, set[str]]:
        return {
            write(world.commune, audience=audience)[0]: heard_by
            for audience, heard_by in expected.items()
        }

    async def scenario() -> tuple[dict[int, set[str]], dict[str, list[int]]]:
        async with served() as application:
            browsers = {name: Browser(application, key) for name, key in sessions.items()}
            for browser in browsers.values():
                await browser.open()
            await until(lambda: all(one.last is not None for one in browsers.values()))
            wanted = await aside(act)
            (end,) = await aside(lambda: write(world.commune, audience=Audience.ALL))
            await until(lambda: all(end in one.numbers for one in browsers.values()))
            for browser in browsers.values():
                await browser.close()
            return wanted, {name: one.numbers[:-1] for name, one in browsers.items()}

    wanted, heard = asyncio.run(scenario())

    for name in readers:
        assert heard[name] == [number for number, who in wanted.items() if name in who], name


def test_what_another_process_commits_is_heard(world: make.World) -> None:
    commander = signed_in(make.account(Role.COMMANDER, on=world.root))

    async def scenario() -> tuple[list[int], list[int]]:
        async with served() as application:
            browser = Browser(application, commander)
            await browser.open()
            await until(lambda: browser.last is not None)
            written = await write_elsewhere(world.commune, count=3)
            await until(lambda: len(browser.entries) == len(written))
            await browser.close()
            return written, browser.numbers

    written, heard = asyncio.run(scenario())

    assert heard == written


def test_two_servers_on_one_database_tell_the_same(world: make.World) -> None:
    """Each has a hub of its own; a browser goes from one to the other and misses nothing."""
    key = signed_in(make.account(Role.COMMANDER, on=world.root))

    async def scenario() -> tuple[list[int], list[list[int]]]:
        async with served() as here, served() as there:
            browsers = [Browser(here, key, last=0), Browser(there, key, last=0)]
            wanderer = Browser(here, key, last=0)
            for browser in (*browsers, wanderer):
                await browser.open()
            parts = [await aside(lambda: write(world.commune, count=5))]
            for place in range(4):
                await until(lambda: wanderer.last == parts[-1][-1])
                await wanderer.close()
                wanderer.application = there if place % 2 == 0 else here
                parts.append(await write_elsewhere(world.east, count=5))
                await wanderer.open()
            wanted = [number for part in parts for number in part]
            everyone = [*browsers, wanderer]
            await until(lambda: all(browser.last == wanted[-1] for browser in everyone))
            for browser in everyone:
                await browser.close()
            return wanted, [browser.numbers for browser in everyone]

    wanted, heard = asyncio.run(scenario())

    for numbers in heard:
        assert [number for number in numbers if number >= wanted[0]] == wanted


def test_no_entry_is_missing_or_double_after_forced_reconnects(world: make.World) -> None:
    """Eight browsers are cut again and again while two processes and a thread write."""
    key = signed_in(make.account(Role.COMMANDER, on=world.root))

    async def restless(browser: Browser, over: asyncio.Event, place: int) -> int:
        cuts = 0
        while not over.is_set():
            await browser.open()
            await asyncio.sleep(0.05 + 0.03 * place)
            await browser.close()
            cuts += 1
        await browser.open()
        return cuts

    async def scenario() -> tuple[list[int], list[list[int]], list[int]]:
        async with served() as application:
            browsers = [Browser(application, key, last=0) for _ in range(8)]
            over = asyncio.Event()
            running = [
                asyncio.create_task(restless(one, over, place))
                for place, one in enumerate(browsers)
            ]
            parts = await asyncio.gather(
                write_elsewhere(world.commune, count=120),
                write_elsewhere(world.east, count=120),
                aside(lambda: write(world.commune, count=60)),
            )
            over.set()
            cuts = await asyncio.gather(*running)
            wanted = sorted(number for part in parts for number in part)
            await until(lambda: all(one.last >= wanted[-1] for one in browsers if one.last))
            for one in browsers:
                await one.close()
            return wanted, [one.numbers for one in browsers], cuts

    wanted, heard, cuts = asyncio.run(scenario())

    assert len(wanted) == 300
    assert min(cuts) >= 2
    for numbers in heard:
        assert [number for number in numbers if number in set(wanted)] == wanted


def test_a_page_too_far_behind_is_told_to_load_again(
    world: make.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the bound all of it comes; one further, and one ahead of the record, a word instead."""
    monkeypatch.setattr("muster.live.desk.MOST_BEHIND", 20)
    key = signed_in(make.account(Role.COMMANDER, on=world.root))
    numbers = write(world.commune, count=30)

    async def scenario() -> list[Browser]:
        async with served() as application:
            found = [Browser(application, key, last=numbers[-1] - back) for back in (20, 21, -1)]
            for browser in found:
                await browser.open()
                await until(lambda b=browser: len(b.said) == 2)  # type: ignore[misc]
                await browser.close()
            return found

    reached, behind, ahead = asyncio.run(scenario())

    assert MOST_BEHIND >= 20
    assert reached.numbers == numbers[-20:]
    for lost in (behind, ahead):
        assert [name for name, _ in lost.said] == ["hello", "reload"]
        assert lost.entries == []
        assert lost.last == numbers[-1]


def end_session(account: Account, key: str) -> None:
    Session.objects.get(session_key=key).delete()


def end_account(account: Account, key: str) -> None:
    Account.objects.filter(pk=account.pk).update(is_active=False)


def change_password(account: Account, key: str) -> None:
    account.set_password("another-long-enough-password")
    account.save()


@pytest.mark.parametrize("act", [end_session, end_account, change_password])
def test_who_signs_out_or_is_shut_out_is_told_so_and_hears_no_more(
    world: make.World, act: Any
) -> None:
    account = make.account(Role.COMMANDER, on=world.root)
    key = signed_in(account)

    async def scenario() -> tuple[Browser, list[int]]:
        async with served() as application:
            browser = Browser(application, key)
            await browser.open()
            await until(lambda: browser.last is not None)
            await aside(lambda: act(account, key))
            await browser.ended()
            numbers = await aside(lambda: write(world.commune))
            await browser.open()
            return browser, numbers

    browser, _ = asyncio.run(scenario())

    assert browser.said[-1] == ("farewell", {"why": "signed_out"})
    assert browser.entries == []
    assert browser.status == 302


def test_who_loses_the_grant_hears_nothing_written_after_it(world: make.World) -> None:
    """The very next entry already: taking a grant back is an entry itself, and read before it."""
    account = make.account(Role.COMMANDER, on=world.root)
    key = signed_in(account)
    grant = Grant.objects.get(account=account)

    async def scenario() -> tuple[list[int], list[int], Browser]:
        async with served() as application:
            browser = Browser(application, key)
            await browser.open()
            await until(lambda: browser.last is not None)
            before = await aside(lambda: write(world.commune))
            await until(lambda: len(browser.entries) == 1)

            def lose() -> list[int]:
                services.revoke(make.ACTOR, grant_id=grant.pk, reason="moved", now=NOW)
                return write(world.commune, count=3)

            await aside(lose)
            end = await aside(lambda: write(world.commune, audience=Audience.ALL))
            await until(lambda: end[0] in browser.numbers)
            await browser.close()
            return before, end, browser

    before, end, browser = asyncio.run(scenario())

    assert browser.numbers == [*before, *end]


def test_a_grant_that_was_taken_back_past_the_services_ends_as_well(world: make.World) -> None:
    account = make.account(Role.COMMANDER, on=world.root)
    key = signed_in(account)

    async def scenario() -> tuple[int, list[int]]:
        async with served() as application:
            browser = Browser(application, key)
            await browser.open()
            await until(lambda: browser.last is not None)
            await aside(lambda: Grant.objects.filter(account=account).update(revoked_at=NOW))
            await asyncio.sleep(3)
            await aside(lambda: write(world.commune))
            (end,) = await aside(lambda: write(world.commune, audience=Audience.ALL))
            await until(lambda: end in browser.numbers)
            await browser.close()
            return end, browser.numbers

    end, heard = asyncio.run(scenario())

    assert heard == [end]


def test_so_many_windows_and_no_more_under_one_account_and_in_all(world: make.World) -> None:
    first = signed_in(make.account(Role.COMMANDER, on=world.root))
    second = signed_in(make.account(Role.COMMANDER, on=world.root))

    async def scenario() -> list[tuple[int, bytes]]:
        async with served(Hub(limits=Limits(account=2, total=3))) as application:
            browsers = [Browser(application, key) for key in (first, first, first, second, second)]
            for browser in browsers:
                await browser.open()
            await until(lambda: all(one.text for one in browsers))
            answers = [(one.status, one.text) for one in browsers]
            await browsers[0].close()
            again = Browser(application, first)
            await again.open()
            for browser in (browsers[1], browsers[3], again):
                await browser.close()
            assert application.hub.places_taken == 0
            return [*answers, (again.status, b"")]

    answers = asyncio.run(scenario())

    assert [status for status, _ in answers] == [200, 200, 429, 200, 503, 200]
    refused = [json.loads(text) for status, text in answers if status >= 400]
    assert [one["code"] for one in refused] == ["live.too_many_windows", "live.full"]
    assert [one["params"] for one in refused] == [{"most": 2}, {"most": 3}]


def test_a_browser_that_reads_nothing_is_cut_off_and_catches_up_when_it_comes_back(
    world: make.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("muster.live.listening.MOST_WAITING_BYTES", 2000)
    key = signed_in(make.account(Role.COMMANDER, on=world.root))
    start = write(world.commune)[0]

    async def scenario() -> tuple[list[int], Browser]:
        async with served() as application:
            browser = Browser(application, key, last=start)
            await browser.open(reads=False)
            numbers: list[int] = []
            # in many parts: what comes at once is one piece, and one piece is always taken
            for _ in range(50):
                numbers += await aside(lambda: write(world.commune, count=20))
                if browser.is_over:
                    break
                await asyncio.sleep(POLL_S)
            await browser.ended()
            await browser.open()
            await until(lambda: len(browser.entries) == len(numbers))
            await browser.close()
            return numbers, browser

    numbers, browser = asyncio.run(scenario())

    assert browser.numbers == numbers


def test_a_server_that_ends_says_so(world: make.World) -> None:
    key = signed_in(make.account(Role.COMMANDER, on=world.root))

    async def scenario() -> Browser:
        async with served() as application:
            browser = Browser(application, key)
            await browser.open()
            await until(lambda: browser.last is not None)
            application.hub.close()
            await browser.ended()
            return browser

    browser = asyncio.run(scenario())

    assert browser.said[-1] == ("farewell", {"why": "closing"})


def test_a_server_that_holds_no_lines_says_so(client: Client, world: make.World) -> None:
    client.force_login(make.account(Role.COMMANDER, on=world.root))

    answer = client.get(reverse("live:feed"), headers={"Accept": "application/json"})

    assert reverse("live:feed") == PATH
    assert (answer.status_code, answer.json()["code"]) == (503, "live.none")


def test_a_visitor_is_sent_to_sign_in(world: make.World) -> None:
    async def scenario() -> Browser:
        async with served() as application:
            browser = Browser(application, "no-such-session")
            await browser.open()
            await browser.ended()
            return browser

    browser = asyncio.run(scenario())

    assert browser.status == 302
    assert browser.headers["location"].startswith("/accounts/login/")
