"""What the hub's thread knows and decides: what is new, who may hear it, who may still listen.

It knows the last two thousand entries, so that a thousand browsers that come back at once ask the
database nothing. Nothing here knows threads or sockets.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from muster.live import queries
from muster.live.listening import Line, Ticket
from muster.live.queries import Heard, Standing
from muster.live.rules import FirstOf, Reader
from muster.live.wire import Chunk, hello, pulse, reload

# How far a page may be behind and still be told entry by entry.
MOST_BEHIND: Final = 2000
PULSE_S: Final = 10.0
# Pages ask within a time that grows with their number, so that one entry brings no storm.
SPREAD_MS_EACH: Final = 10
MOST_SPREAD_MS: Final = 3000

Post = tuple[Line, Chunk]


def _places() -> FirstOf:
    return cache(queries.first_in_season)


@dataclass(slots=True)
class Desk:
    """number: of the newest entry that was read; ``recent`` ends with it."""

    number: int = 0
    recent: deque[Heard] = field(default_factory=lambda: deque(maxlen=MOST_BEHIND))
    _readers: dict[int, Reader] = field(default_factory=dict)
    _standings: Mapping[int, Standing] = field(default_factory=dict)
    _hashes: dict[tuple[int, str], str] = field(default_factory=dict)
    _ground: object = None
    _first_of: Callable[[int, int], int | None] = field(default_factory=_places)

    def begin(self) -> None:
        """Learn the end of the record."""
        self.number = max(0, queries.head() - MOST_BEHIND)
        self.recent.clear()
        self.read()

    def read(self) -> list[Heard]:
        """Everything that was committed since the last reading, in the order of its numbers."""
        news: list[Heard] = []
        while found := queries.entries_after(self.number, most=MOST_BEHIND):
            self.number = found[-1].number
            self.recent.extend(found)
            news += found
        return news

    def first(self, line: Line, *, of: int) -> Post:
        """What a new line, one *of* many, begins with: a greeting and what its page has missed."""
        spread_ms = min(MOST_SPREAD_MS, SPREAD_MS_EACH * of)
        greeting = hello(self.number, spread_ms=spread_ms, pulse_s=PULSE_S)
        after = self.number if line.ticket.after is None else line.ticket.after
        behind = self.number - after
        # A number that was not given yet: the record behind the page is another one.
        if behind < 0 or behind > len(self.recent):
            return line, greeting + reload(self.number)
        missed = list(self.recent)[len(self.recent) - behind :]
        return line, greeting + self._heard_by(line, missed) + pulse(self.number)

    def news(self, lines: Sequence[Line], news: Sequence[Heard]) -> list[Post]:
        """What the open lines hear of *news*; each account's text is made once."""
        if len(news) > MOST_BEHIND:
            return [(line, reload(self.number)) for line in lines]
        texts: dict[int, Chunk] = {}
        for line in lines:
            account = line.ticket.account_id
            if account not in texts:
                texts[account] = self._heard_by(line, news)
        return [(line, text) for line in lines if (text := texts[line.ticket.account_id])]

    def _heard_by(self, line: Line, entries: Iterable[Heard]) -> Chunk:
        account_id = line.ticket.account_id
        if account_id not in self._standings:
            return b""
        if account_id not in self._readers:
            self._readers[account_id] = queries.reader_of(account_id)
        hears = self._readers[account_id].hears
        return b"".join(e.text for e in entries if hears(e.aim, first_of=self._first_of))

    def check(self, lines: Sequence[Line], *, is_shifted: bool) -> list[Line]:
        """The lines whose holders may not listen any more; what the others reach is asked anew.

        is_shifted: units, seasons or grants changed, so that nothing decided before may stand.
        """
        alive = queries.sessions_alive({line.ticket.session for line in lines})
        standings = queries.standings({line.ticket.account_id for line in lines})
        ground = queries.ground()
        if is_shifted or ground != self._ground:
            self._readers.clear()
            self._first_of = _places()
        for account in list(self._readers):
            if standings.get(account) != self._standings.get(account):
                del self._readers[account]
        self._ground, self._standings = ground, standings
        return [line for line in lines if not self._is_let_in(line.ticket, alive)]

    def _is_let_in(self, ticket: Ticket, alive: set[str]) -> bool:
        standing = self._standings.get(ticket.account_id)
        if standing is None or ticket.session not in alive:
            return False
        key = ticket.account_id, standing.password
        if key not in self._hashes:
            self._hashes[key] = queries.auth_hash_of(ticket.account_id)
        return ticket.auth_hash == self._hashes[key]
