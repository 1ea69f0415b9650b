"""The conclusion sheet of a round, and by which rules it is written."""

from dataclasses import dataclass

from muster import packs
from muster.packs import ConclusionKind, Pack
from muster.papers.models import Appraisal, AppraisalRound, Dossier, DossierPaper


def pack_for(dossier: Dossier) -> Pack:
    """The rules that a dossier is judged by: those of the day on which it was handed in."""
    return packs.load(dossier.pack, dossier.pack_version)


def paper_name(paper: DossierPaper | None, pack: Pack) -> str:
    """What a document of a dossier is called; nothing for the dossier as a whole."""
    return str(pack.documents[paper.kind].name) if paper is not None else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A conclusion sheet. kind: what is concluded, None while nothing is."""

    round: AppraisalRound
    appraisal: Appraisal
    kind: ConclusionKind | None

    @property
    def paragraphs(self) -> list[str]:
        """The general remarks, paragraph by paragraph."""
        return [line.strip() for line in self.round.text.splitlines() if line.strip()]


def sheet_of(row: AppraisalRound) -> Sheet:
    """The sheet of a round."""
    kinds = pack_for(row.appraisal.dossier).appraisal.conclusions
    return Sheet(
        round=row,
        appraisal=row.appraisal,
        kind=kinds[row.conclusion] if row.conclusion else None,
    )
