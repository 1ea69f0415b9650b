"""The documents that a congress needs: what there is of each, what is missing, by when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from muster import packs
from muster.packs import DocumentKind, Text
from muster.papers.models import Document, DocumentState
from muster.papers.rules import Can
from muster.season.bridge import pack_of, procedure_of
from muster.season.models import Congress, Step, StepState
from muster.season.registry.step_papers import StepPaper, step_papers_source
from muster.tree.models import Account
from muster.tree.permissions import is_allowed
from muster.tree.scope import scope

DONE = (StepState.ACCEPTED, StepState.WAIVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredLine:
    """One kind of document that a congress needs, on a day.

    document: None where there is none. is_hidden: there is one that the reader may not see.
    steps: the steps of the congress that ask for it, with their names. due_on: the earliest
    deadline among those that still owe it; late: it is past and there is no text.
    """

    kind: DocumentKind
    document: Document | None
    is_hidden: bool
    steps: Sequence[tuple[Step, Text]]
    due_on: date | None
    is_late: bool

    @property
    def has_text(self) -> bool:
        """Whether it has a version."""
        return self.is_hidden or (self.document is not None and self.document.has_text)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequiredPage:
    """All that a congress needs, in the pack's order; others: documents beyond that."""

    lines: Sequence[RequiredLine]
    others: Sequence[Document]

    @property
    def written(self) -> int:
        """How many have a text."""
        return sum(line.has_text for line in self.lines)

    @property
    def missing(self) -> int:
        """How many have none."""
        return len(self.lines) - self.written

    @property
    def late(self) -> int:
        """How many have none and are past their day."""
        return sum(line.is_late for line in self.lines)


def required_kinds(congress: Congress) -> list[DocumentKind]:
    """The kinds of document that a congress needs, by its tier and contents."""
    pack = pack_of(congress)
    agenda = pack.agendas[congress.content] if congress.content else pack.default_agenda
    return pack.documents_for(tier=congress.season_unit.tier, contents=agenda.contents)


def required_page(account: Account, congress: Congress, *, today: date) -> RequiredPage:
    """What a congress needs as its page shows it. Three queries."""
    standing = _standing(congress)
    seen = _seen(account, standing.values())
    wanted = _steps_of(congress)
    lines = [
        _line(kind, standing.get(kind.key), seen, wanted.get(kind.key, ()), today)
        for kind in required_kinds(congress)
    ]
    needed = {line.kind.key for line in lines}
    others = [one for key, one in standing.items() if key not in needed and one.pk in seen]
    return RequiredPage(lines=lines, others=others)


def _standing(congress: Congress) -> dict[str, Document]:
    rows = Document.objects.filter(congress=congress).exclude(state=DocumentState.WITHDRAWN)
    return {row.kind: row for row in rows.select_related("season_unit__season")}


def _seen(account: Account | None, rows: Iterable[Document]) -> frozenset[int]:
    """Which of the documents the reader may see; None sees all."""
    keys = [row.pk for row in rows]
    if account is None:
        return frozenset(keys)
    return frozenset(scope(account, Document).filter(pk__in=keys).values_list("pk", flat=True))


def _steps_of(congress: Congress) -> Mapping[str, Sequence[tuple[Step, Text]]]:
    """By kind of document the steps of the congress that ask for it."""
    rules = procedure_of(congress).steps
    found: dict[str, list[tuple[Step, Text]]] = {}
    for step in Step.objects.filter(congress=congress):
        rule: packs.Step = rules[step.key]
        for kind in rule.documents:
            found.setdefault(kind, []).append((step, rule.label))
    return found


def _line(
    kind: DocumentKind,
    document: Document | None,
    seen: frozenset[int],
    steps: Sequence[tuple[Step, Text]],
    today: date,
) -> RequiredLine:
    is_hidden = document is not None and document.pk not in seen
    owed = [step.due_on for step, _name in steps if step.state not in DONE]
    due_on = min(owed, default=None)
    has_text = document is not None and document.has_text
    return RequiredLine(
        kind=kind,
        document=None if is_hidden else document,
        is_hidden=is_hidden,
        steps=steps,
        due_on=due_on,
        is_late=due_on is not None and due_on < today and not has_text,
    )


@step_papers_source
def _step_papers(
    congress: Congress, kinds: Sequence[str], account: Account | None
) -> list[StepPaper]:
    """The documents of a step, of those kinds that the congress needs: two queries."""
    standing = {key: row for key, row in _standing(congress).items() if key in kinds}
    seen = _seen(account, standing.values())
    may = account is not None and is_allowed(account, Can.WRITE, congress)
    return [
        _step_paper(kind, standing.get(kind.key), seen, congress=congress, may_begin=may)
        for kind in required_kinds(congress)
        if kind.key in kinds
    ]


def _step_paper(
    kind: DocumentKind,
    document: Document | None,
    seen: frozenset[int],
    *,
    congress: Congress,
    may_begin: bool,
) -> StepPaper:
    if document is None:
        begin = f"{reverse('papers:begin')}?congress={congress.pk}&kind={kind.key}"
        return StepPaper(kind=kind.key, name=kind.name, begin_url=begin if may_begin else "")
    is_seen = document.pk in seen
    return StepPaper(
        kind=kind.key,
        name=kind.name,
        title=document.title if is_seen else "",
        url=reverse("papers:document", args=[document.pk]) if is_seen else "",
        version=document.latest if document.has_text else 0,
        is_adopted=document.state == DocumentState.ADOPTED,
    )
