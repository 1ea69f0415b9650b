"""How many can speak to a remark and stand behind it."""

from typing import Final

from muster.papers.errors.remarks import FigureImpossible, FiguresWrong
from muster.papers.services.remarks.words import RemarkDraft

MOST_MEMBERS: Final = 1_000_000


def must_be_possible(draft: RemarkDraft, *, present: int | None) -> None:
    """Refuse figures that cannot be. present: how many were at the meeting, None if not said.

    Raises FigureImpossible, FiguresWrong.
    """
    least, most = min(draft.spoke, draft.members), max(draft.spoke, draft.members)
    if least < 0 or most > MOST_MEMBERS:
        raise FigureImpossible(found=least if least < 0 else most, most=MOST_MEMBERS)
    if present is not None and most > present:
        raise FiguresWrong(found=most, present=present)
