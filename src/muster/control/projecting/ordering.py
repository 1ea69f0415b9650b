"""Entries of several nodes in one order that every node gives them, whatever came when.

Each node says in its own log, with an entry, up to where it has taken in the logs of others. So of
any two entries it is known whether one of their authors could have seen the other. An entry stands
behind all that its author had seen; what neither had seen is put in the order of its recording.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from muster.control.projecting.fact import Fact

Sizes = Mapping[str, int]


@dataclass(slots=True)
class Knowledge:
    """What each node had seen of the others, from which of its own entries on."""

    _steps: dict[str, list[int]] = field(default_factory=dict)
    _sizes: dict[str, list[Sizes]] = field(default_factory=dict)

    def note(self, log: str, counter: int, sizes: Sizes) -> None:
        """From entry *counter* on, the node had seen so much of other logs; in rising order."""
        steps, known = self._steps.setdefault(log, []), self._sizes.setdefault(log, [])
        before = known[-1] if known else {}
        grown = {one: max(before.get(one, 0), sizes.get(one, 0)) for one in {*before, *sizes}}
        steps.append(counter)
        known.append(grown)

    def seen(self, log: str, counter: int) -> Sizes:
        """How much of each other log the author of an entry had seen."""
        at = bisect_right(self._steps.get(log, ()), counter)
        return self._sizes[log][at - 1] if at else {}

    def has_seen(self, fact: Fact, log: str, counter: int) -> bool:
        """Whether the author of *fact* had seen that entry of another node."""
        return counter <= self.seen(fact.log, fact.counter).get(log, 0)


def in_order(logs: Mapping[str, Sequence[Fact]], knowledge: Knowledge) -> Iterator[Fact]:
    """The facts of all *logs*, each log in the order of its numbers, once for each act.

    An act that a client sent to two nodes stands where the first of both stands; the other node's
    entries of it are left out.
    """
    return _once(_merged(logs, knowledge))


def _merged(logs: Mapping[str, Sequence[Fact]], knowledge: Knowledge) -> Iterator[Fact]:
    at = dict.fromkeys(sorted(logs), 0)
    while waiting := {log: logs[log][place] for log, place in at.items() if place < len(logs[log])}:
        ready = [one for one in waiting.values() if _is_free(one, waiting, knowledge)]
        # Logs that contradict each other would leave none; nobody may be able to stop us so.
        first = min(ready or waiting.values(), key=lambda one: (one.recorded_at, one.log))
        at[first.log] += 1
        yield first


def _is_free(fact: Fact, waiting: Mapping[str, Fact], knowledge: Knowledge) -> bool:
    """Whether nothing that its author had seen is still to come."""
    seen = knowledge.seen(fact.log, fact.counter)
    return all(
        other.counter > seen.get(log, 0) for log, other in waiting.items() if log != fact.log
    )


def _once(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Without the entries of acts that another node recorded as well, further in front."""
    author: dict[UUID, str] = {}
    dropping: dict[str, tuple[UUID, int]] = {}
    for fact in facts:
        first, calls = dropping.get(fact.log, (None, 0))
        if first is not None and fact.key == uuid5(first, str(calls)):
            dropping[fact.log] = first, calls + 1
            continue
        dropping.pop(fact.log, None)
        if author.setdefault(fact.key, fact.log) != fact.log:
            dropping[fact.log] = fact.key, 1
            continue
        yield fact
