"""Remarks with their answers beside what the text said and says: the table of explanations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.utils.translation import ngettext

from muster.papers.models import ParagraphDraft, Passage, Remark, Round
from muster.papers.queries.remarks.paragraphs import names_behind

CHUNK: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """One remark of the table.

    said, says: the paragraph before and after; whom: who stands behind it.
    """

    remark: Remark
    said: str
    says: str
    whom: str


def answered_lines(opened: Round, remarks: Iterable[Remark], *, named: bool) -> Iterator[Answered]:
    """The lines of the table, read in chunks. named: with the names of the bodies."""
    said, says = _texts(opened)
    rest = iter(remarks)
    while chunk := list(islice(rest, CHUNK)):
        names = names_behind(chunk) if named else {}
        for remark in chunk:
            yield Answered(
                remark=remark,
                said=said.get(remark.number, ""),
                says=says.get(remark.number, ""),
                whom=_whom(remark, names.get(remark.pk, [])),
            )


def _texts(opened: Round) -> tuple[dict[int, str], dict[int, str]]:
    """What each paragraph said, and what it says: drafts while the round runs."""
    before = _of(opened.version_id)
    if opened.result_id is not None:
        return before, _of(opened.result_id)
    drafts = ParagraphDraft.objects.filter(round=opened)
    drafted = dict(drafts.values_list("paragraph__number", "text"))
    return before, before | drafted


def _of(version_id: int) -> dict[int, str]:
    rows = Passage.objects.filter(version=version_id)
    return dict(rows.values_list("paragraph__number", "text"))


def _whom(remark: Remark, names: list[str]) -> str:
    """The first bodies by name, and how many more."""
    person = remark.account.person if remark.account is not None and remark.is_named else None
    if person is not None and names:
        return f"{person.name}, {names[0]}"
    more = remark.units - len(names)
    if not names:
        return ngettext("%(n)d unit", "%(n)d units", remark.units) % {"n": remark.units}
    if more <= 0:
        return "; ".join(names)
    words = ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more}
    return f"{'; '.join(names)} {words}"
