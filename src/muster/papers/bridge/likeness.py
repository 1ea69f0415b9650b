"""Remarks on one paragraph to the merging engine, and what it suggests back beside the rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, takewhile
from typing import Final

from muster.engines import merging
from muster.packs import Pack
from muster.papers.models import Remark

# More are not compared on a page: the heaviest come first, and merging makes room for the next.
MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Alike:
    """A remark that says nearly what *head* says. likeness: 80 to 100.

    text, proposal: its words in runs, those that the head has not apart. doubts: why the two may
    yet want different things; what is in doubt is not chosen beforehand.
    """

    remark: Remark
    likeness: float
    how: str
    doubts: tuple[str, ...]
    text: Sequence[merging.Run]
    proposal: Sequence[merging.Run]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Remarks of one kind that may be merged: the head, and those that are like it."""

    head: Remark
    members: Sequence[Alike]

    @property
    def size(self) -> int:
        """How many remarks it would merge."""
        return 1 + len(self.members)


@dataclass(frozen=True, slots=True)
class Suggested:
    """compared: how many of the remarks, from the first, were looked at."""

    groups: Sequence[Suggestion]
    compared: int


def suggestions(remarks: Sequence[Remark], *, pack: Pack, most: int) -> Suggested:
    """The *most* largest groups of alike remarks, which all lie on one desk and paragraph."""
    from muster.engines.merging.suggesting import groups  # numpy: when somebody looks

    said = _fitting(remarks)
    kinds = [one.kind for one in remarks[: len(said)]]
    found = groups(said, apart=kinds, turning=pack.remarks.turning)
    return Suggested([_suggestion(remarks, group) for group in found[:most]], len(said))


def like_which(remarks: Sequence[Remark]) -> Mapping[int, tuple[int, float]]:
    """For a remark that is like another of these: which, and how much. Without a query."""
    from muster.engines.merging.suggesting import groups  # numpy: when somebody looks

    said = _fitting(remarks)
    found = groups(said, apart=[one.kind for one in remarks[: len(said)]])
    return {
        remarks[member.place].pk: (remarks[group.head].pk, member.likeness)
        for group in found
        for member in group.members
    }


def _fitting(remarks: Sequence[Remark]) -> list[str]:
    """The words of the first remarks, as many as the engine takes."""
    said = [merging.fold(_words(one)) for one in remarks[:MOST]]
    written = accumulate(len(one) + 1 for one in said)
    return said[: sum(1 for _ in takewhile(lambda most: most <= merging.MOST_CHARACTERS, written))]


def _words(remark: Remark) -> str:
    return f"{remark.text} {remark.proposal}"


def _suggestion(remarks: Sequence[Remark], group: merging.Group) -> Suggestion:
    head = remarks[group.head]
    beside = _words(head)
    return Suggestion(head, [_alike(remarks[one.place], one, beside) for one in group.members])


def _alike(remark: Remark, member: merging.Member, beside: str) -> Alike:
    return Alike(
        remark=remark,
        likeness=member.likeness,
        how=member.how,
        doubts=member.doubts,
        text=merging.marked(remark.text, beside),
        proposal=merging.marked(remark.proposal, beside),
    )
