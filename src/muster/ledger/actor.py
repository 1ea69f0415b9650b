"""Who did it: the identity that every entry of the record carries."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The author of an entry.

    account_id, person_id: ids as values, None for a command or a worker.
    name: what people read; via: page, command, worker, device or import.
    """

    name: str
    via: str
    account_id: int | None = None
    person_id: int | None = None


def command(verb: str) -> Actor:
    """The author of what a command-line verb does without a person."""
    return Actor(name=f"muster {verb}", via="command")
