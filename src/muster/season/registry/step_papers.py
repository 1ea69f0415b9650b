"""The documents that a step asks for, as a higher capability knows them.

A capability registers its source in its ``queries``; the step's page shows them, and handing a
step in asks for them where the pack says so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from muster.packs import Needed, Text
from muster.season.models import Congress
from muster.tree.models import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPaper:
    """One kind of document that a congress needs. version: 0 while it has no text.

    title, url: of the document, empty where there is none or the reader may not see it. begin_url:
    where it is begun, empty where it is or the reader may not.
    """

    kind: str
    name: Text
    title: str = ""
    url: str = ""
    begin_url: str = ""
    version: int = 0
    is_adopted: bool = False

    def meets(self, needed: Needed) -> bool:
        """Whether it is as far as the pack wants it."""
        if needed is Needed.SHOWN:
            return True
        return self.is_adopted if needed is Needed.ADOPTED else self.version > 0


PapersSource = Callable[[Congress, Sequence[str], Account | None], Sequence[StepPaper]]
_sources: Final[list[PapersSource]] = []


def step_papers_source(source: PapersSource) -> PapersSource:
    """Register the decorated function: a congress and kinds of document to what there is.

    The account is the reader, or None where a service asks for its own sake. A second source
    raises ValueError.
    """
    if _sources:
        raise ValueError("documents of steps have a source already")
    _sources.append(source)
    return source


def step_papers(
    congress: Congress, kinds: Sequence[str], account: Account | None = None
) -> Sequence[StepPaper]:
    """What there is of the documents of *kinds* that the congress needs, in the pack's order."""
    if not kinds or not _sources:
        return ()
    return _sources[0](congress, kinds, account)
