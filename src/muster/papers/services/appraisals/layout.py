"""Word files of a dossier held against the layout rules, before anybody reads them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from muster.engines.layout import Finding, UnreadableDocument, check
from muster.exchange.documents import DOCX_TYPE
from muster.packs.layouts import layout
from muster.papers.models import DossierPaper, LayoutFinding, Version
from muster.season.services import path_of

MOST: Final = 500
CELL: Final = 300
ERROR: Final = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What the machine could do with a version, and what it found."""

    checked: str
    findings: Sequence[Finding] = field(default_factory=tuple)

    @property
    def errors(self) -> int:
        """How many findings a checked rule makes errors of."""
        return sum(one.severity == ERROR for one in self.findings)


def look_at(version: Version | None, rules: str | None) -> Looked:
    """Hold a version that came as a Word file against the layout rules of that key.

    A file that cannot be read is said to be so and stops nothing: people read on.
    """
    if version is None or version.content_type != DOCX_TYPE:
        return Looked(checked=DossierPaper.Checked.NOT_WORD)
    if rules is None:
        return Looked(checked=DossierPaper.Checked.NO_RULES)
    try:
        done = check(path_of(version.sha256), layout(rules))
    except (UnreadableDocument, FileNotFoundError):
        return Looked(checked=DossierPaper.Checked.UNREADABLE)
    return Looked(checked=DossierPaper.Checked.YES, findings=done.findings)


def keep(paper: DossierPaper, looked: Looked) -> None:
    """Save a paper of a dossier with what the machine found, the first of it by name."""
    paper.checked = looked.checked
    paper.errors = looked.errors
    paper.warnings = len(looked.findings) - looked.errors
    paper.save()
    LayoutFinding.objects.bulk_create(
        LayoutFinding(
            paper=paper,
            place=place,
            rule=one.rule[:80],
            where=one.where[:120],
            found=one.found[:CELL],
            want=one.want[:CELL],
            severity=one.severity,
        )
        for place, one in enumerate(looked.findings[:MOST], start=1)
    )
