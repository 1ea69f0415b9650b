"""Whose entries count here, and in which order: what the logs of command posts say themselves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from muster.control.projecting import POST, Fact, Knowledge
from muster.ledger.models import Entry, Node
from muster.ledger.queries import entries_for
from muster.ledger.services.recording import local_key

BEGUN: Final = "control.post_begun"
ENROLLED: Final = "control.post_enrolled"
TAKEN: Final = "control.bundle_taken"
BEGINS: Final = ("control.opened", "control.day_begun")


@dataclass(slots=True)
class Standing:
    """own: our log. counted: of each other log, how many of its entries hold here.

    base: how many of them were in the copy that this installation began with. events: of each other
    log, up to which event both have the same under one id; what is about later ones stays out.
    """

    own: str
    counted: dict[str, int] = field(default_factory=dict)
    base: dict[str, int] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)
    knowledge: Knowledge = field(default_factory=Knowledge)

    @property
    def is_alone(self) -> bool:
        """Whether no other command post was ever spoken of."""
        return not self.counted

    def counts(self, log: str, counter: int) -> bool:
        """Whether an entry holds here; that of a log that nobody ever named does, as before."""
        return log == self.own or counter <= self.counted.get(log, counter)

    def was_here(self, log: str, counter: int) -> bool:
        """Whether an entry was recorded here, or came with what this installation began as."""
        return log == self.own or log not in self.counted or counter <= self.base.get(log, 0)

    def logs_of(self, facts: Iterable[Fact]) -> Mapping[str, Sequence[Fact]]:
        """The facts about one room or one day that hold here, by their log."""
        logs: dict[str, list[Fact]] = {}
        event: int | None = None
        for fact in facts:
            if self.counts(fact.log, fact.counter):
                logs.setdefault(fact.log, []).append(fact)
                if fact.kind in BEGINS and event is None:
                    event = fact.body.get("event")
        return {
            log: kept
            for log, found in logs.items()
            if (kept := [fact for fact in found if self._is_shared(fact, event)])
        }

    def _is_shared(self, fact: Fact, event: Any) -> bool:
        last = self.events.get(fact.log)
        if last is None or fact.counter <= self.base.get(fact.log, 0):
            return True
        return isinstance(event, int) and event <= last

    def after_taking(self, log: str, upto: int) -> "Standing":
        """As it will be once entries of *log* up to *upto* are taken."""
        counted = {**self.counted, log: max(self.counted.get(log, 0), upto)}
        return Standing(self.own, counted, self.base, self.events, self.knowledge)


def standing_now() -> Standing:
    """What the record says. One query where there is no other post, two where there is."""
    standing = Standing(local_key().log_id)
    said = entries_for(subject_prefix=POST).filter(kind__in=(BEGUN, ENROLLED, TAKEN))
    entries = list(said.select_related("node").order_by("node", "counter"))
    for entry in entries:
        if entry.node.log_id == standing.own:
            _heed(standing, entry)
    if standing.is_alone:
        return standing
    _begin_after_older_logs(standing)
    for entry in entries:
        _learn(standing.knowledge, entry)
    return standing


def _heed(standing: Standing, entry: Entry) -> None:
    body = entry.body
    if entry.kind == BEGUN:
        standing.base.update(body["base"])
        standing.counted.update(body["base"])
        standing.events.update({one["log"]: one["events"] for one in body["others"]})
    elif entry.kind == ENROLLED:
        standing.counted.setdefault(body["log"], 0)
        standing.events[body["log"]] = body["events"]
    else:
        standing.counted[body["log"]] = max(standing.counted.get(body["log"], 0), body["upto"])


def _begin_after_older_logs(standing: Standing) -> None:
    """A database that was brought back under a new key goes on behind all that was in it."""
    older = Node.objects.exclude(log_id__in=(standing.own, *standing.counted))
    sizes = dict(older.values_list("log_id", "size"))
    if sizes:
        standing.knowledge.note(standing.own, 0, sizes)


def _learn(knowledge: Knowledge, entry: Entry) -> None:
    """What the author of an entry says to have seen. Others' words that make no sense are none."""
    body = entry.body
    try:
        if entry.kind == BEGUN:
            sizes = {str(log): int(size) for log, size in body["base"].items()}
        elif entry.kind == TAKEN:
            sizes = {str(body["log"]): int(body["upto"])}
        else:
            return
    except (AttributeError, KeyError, TypeError, ValueError):
        return
    knowledge.note(entry.node.log_id, entry.counter, sizes)
