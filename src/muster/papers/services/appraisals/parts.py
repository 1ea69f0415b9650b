"""What a dossier must hold, and what is there: looked at before anybody is asked to read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from muster.packs import Pack
from muster.papers.models import Document, DocumentState, Version
from muster.season.bridge import pack_of
from muster.season.models import Congress


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One kind of document of a dossier, with what is there of it.

    required: it must be there. scored: a rubric judges it. on_paper: what was said to lie on
    paper alone. why: what is missing, empty if nothing is.
    """

    kind: str
    name: str
    required: bool
    scored: bool
    document: Document | None = None
    version: Version | None = None
    on_paper: str = ""
    why: str = ""

    @property
    def is_there(self) -> bool:
        """Whether it can be handed in."""
        return self.version is not None or bool(self.on_paper)

    @property
    def is_missing(self) -> bool:
        """Whether the dossier cannot go on without it."""
        return self.required and not self.is_there


def parts_of(congress: Congress, *, on_paper: Mapping[str, str] | None = None) -> Sequence[Part]:
    """The parts of a congress's dossier in the order of the pack: three queries.

    on_paper: by kind, what lies on paper alone, as one says it.
    """
    pack = pack_of(congress)
    documents = {
        row.kind: row
        for row in Document.objects.filter(congress=congress)
        .exclude(state=DocumentState.WITHDRAWN)
        .order_by("pk")
    }
    versions = newest_of(list(documents.values()))
    said = {kind: text.strip() for kind, text in (on_paper or {}).items() if text.strip()}
    return [
        _part(pack, kind, documents.get(kind), versions, said.get(kind, ""))
        for kind in kinds_of(congress)
    ]


def kinds_of(congress: Congress) -> list[str]:
    """The kinds of document that the dossier of a congress is made of."""
    pack = pack_of(congress)
    agenda = pack.agendas[congress.content] if congress.content else pack.default_agenda
    tier = congress.season_unit.tier
    return [
        one.key
        for one in pack.documents_for(tier=tier, contents=agenda.contents)
        if one.appraised or one.key in pack.appraisal.accompanied_by
    ]


def newest_of(documents: Sequence[Document]) -> Mapping[int, Version]:
    """The newest version of each document that still says something, by the document's id."""
    rows = Version.objects.filter(
        document__in=[row.pk for row in documents], number__gt=F("document__taken_out_upto")
    ).order_by("number")
    return {row.document_id: row for row in rows}


def _part(
    pack: Pack,
    kind: str,
    document: Document | None,
    versions: Mapping[int, Version],
    on_paper: str,
) -> Part:
    rule = pack.documents[kind]
    version = versions.get(document.pk) if document is not None else None
    why = ""
    if document is None:
        why = _("not begun")
    elif version is None:
        why = _("begun, without a version")
    return Part(
        kind=kind,
        name=str(rule.name),
        required=kind not in pack.appraisal.later,
        scored=rule.appraised,
        document=document,
        version=version,
        # A version that is there is what counts.
        on_paper="" if version is not None else on_paper[:300],
        why=why if version is None and not on_paper else "",
    )
