"""What a remark says: tidied, complete for its kind, and as a digest for the record."""

import unicodedata
from dataclasses import dataclass
from typing import Final

from muster.ledger import canonical
from muster.packs import Pack, RemarkKind
from muster.papers.errors.remarks import KindUnknown, ProposalWanted, RemarkEmpty, RemarkTooLong
from muster.papers.models import Remark

LONGEST: Final = 6000


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkDraft:
    """What somebody says.

    number: of the paragraph in its document, 0 for the text as a whole. spoke, members: how many
    spoke to it and how many stand behind it; 0: nothing was said.
    """

    kind: str
    text: str = ""
    proposal: str = ""
    number: int = 0
    spoke: int = 0
    members: int = 0


def said(draft: RemarkDraft, pack: Pack) -> tuple[str, str]:
    """The words of a remark, tidied and complete for its kind.

    Raises KindUnknown, RemarkEmpty, ProposalWanted, RemarkTooLong.
    """
    kind: RemarkKind | None = pack.remark_kinds.get(draft.kind)
    if kind is None:
        known = ", ".join(str(one.name) for one in pack.remark_kinds.values())
        raise KindUnknown(found=draft.kind, wanted=known)
    text, proposal = clean(draft.text), clean(draft.proposal)
    if len(text) + len(proposal) > LONGEST:
        raise RemarkTooLong(found=len(text) + len(proposal), most=LONGEST)
    if not (text or proposal or kind.agrees):
        raise RemarkEmpty(kind=kind.name)
    if kind.proposes and not proposal:
        raise ProposalWanted(kind=kind.name)
    return text, proposal


def clean(text: str) -> str:
    """*text* in normal form C, without what no keyboard types."""
    kept = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    return "".join(c for c in kept if c in "\n\t" or unicodedata.category(c)[0] != "C").strip()


def digest(remark: Remark) -> str:
    """What the record holds of a remark's words: their digest."""
    return canonical.digest([remark.kind, remark.number, remark.text, remark.proposal])
