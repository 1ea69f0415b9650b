"""A paragraph through all versions: what it said, which remarks made it, whence each sentence."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import attrgetter, or_
from typing import Final

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from muster.papers.models import (
    Document,
    Paragraph,
    ParagraphDraft,
    Passage,
    Remark,
    Round,
    RoundState,
    Source,
    Version,
)
from muster.papers.queries.remarks.paragraphs import ORDER, names_behind
from muster.tree.models import Account
from muster.tree.scope import scope

SHOWN: Final = 20
# Shorter ones, such as a heading of two words, stand in many paragraphs and came from none.
LEAST_LETTERS: Final = 20
SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+|\n+")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredRemark:
    """A remark that its reader may open, with the outermost one that was decided, and its names."""

    remark: Remark
    decided: Remark
    names: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One thing that happened to a paragraph: a version changed it, or a round left it as it was.

    version: None where no version came of the round. opened: the round, None where somebody typed
    the version or sent a file. said, says: None where the paragraph did not stand yet, or any
    more. split_from: the paragraph out of whose new text this one was made, 0 for none.
    """

    at: datetime
    version: Version | None
    opened: Round | None
    said: Passage | None
    says: Passage | None
    split_from: int = 0
    remarks: Sequence[AnsweredRemark] = ()
    count: int = 0

    @property
    def more(self) -> int:
        """How many remarks are not shown."""
        return max(0, self.count - len(self.remarks))

    @property
    def order(self) -> tuple[int, bool]:
        """By the numbers of versions: a clock that was set back changes nothing in a history."""
        if self.version is not None:
            return self.version.number, False
        assert self.opened is not None
        return (self.opened.result or self.opened.version).number, True


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of the text as it stands. since: the version from which on it stands here.

    from_number: of the paragraph in which it stood in the version before, 0 for none.
    """

    text: str
    since: Version
    from_number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphHistory:
    """A paragraph through the versions that its reader may see. stages: the newest first."""

    paragraph: Paragraph
    stands: Passage | None
    last: Passage
    stages: Sequence[Stage]
    sentences: Sequence[Sentence]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one reader may see of a document's past.

    versions: with a text, the oldest first. rounds: the consolidated ones. is_owner: all their
    remarks are his to read; else those that he wrote, and those of his body and below it.
    """

    account: Account
    document: Document
    is_owner: bool
    versions: Sequence[Version]
    rounds: Sequence[Round]


def seen_as_owner(account: Account, document: Document) -> Seen:
    """All versions and rounds: for whoever reads the document itself."""
    return Seen(
        account=account,
        document=document,
        is_owner=True,
        versions=list(_with_text(document)),
        rounds=list(_ended(document)),
    )


def seen_from_below(account: Account, document: Document) -> Seen:
    """What was laid before the reader's body and what came of it; drafts in between are not."""
    rounds = scope(account, Round).filter(document=document)
    pairs = rounds.values_list("version", "result")
    shown = {pk for pair in pairs for pk in pair if pk is not None}
    return Seen(
        account=account,
        document=document,
        is_owner=False,
        versions=list(_with_text(document).filter(pk__in=shown)),
        rounds=list(_ended(document).filter(pk__in=rounds.values("pk"))),
    )


def _with_text(document: Document) -> QuerySet[Version]:
    """The oldest first."""
    return Version.objects.filter(document=document, has_text=True).order_by("number")


def _ended(document: Document) -> QuerySet[Round]:
    rows = Round.objects.filter(document=document, state=RoundState.CONSOLIDATED)
    return rows.select_related("version", "result").order_by("number")


def paragraph_history(seen: Seen, number: int) -> ParagraphHistory | None:
    """The history of a paragraph; None where it stands in no version that the reader may see.

    As many queries as rounds concern it and versions changed its sentences, and six.
    """
    versions = seen.versions
    rows = Passage.objects.filter(version__in=versions, paragraph__number=number)
    rows = rows.filter(paragraph__document=seen.document)
    found = {one.version_id: one for one in rows.select_related("paragraph", "version")}
    if not found:
        return None
    in_order = [found[one.pk] for one in versions if one.pk in found]
    stands = found.get(versions[-1].pk)
    stages = sorted(_stages(seen, versions, found, number), key=attrgetter("order"), reverse=True)
    return ParagraphHistory(
        paragraph=in_order[0].paragraph,
        stands=stands,
        last=in_order[-1],
        stages=stages,
        sentences=_sentences(versions, found) if stands is not None else (),
    )


# ---- what happened


def _stages(
    seen: Seen, versions: Sequence[Version], found: Mapping[int, Passage], number: int
) -> Iterator[Stage]:
    made = {one.result_id: one for one in seen.rounds if one.result_id is not None}
    told: set[int] = set()
    before: Passage | None = None
    for version in versions:
        says = found.get(version.pk)
        if _says(says) != _says(before):
            opened = made.get(version.pk)
            parent = _split_from(opened, says) if opened and says and not before else 0
            remarks, count = _answered(seen, opened, parent or number) if opened else ([], 0)
            told |= {opened.pk} if opened else set()
            yield Stage(
                at=version.made_at,
                version=version,
                opened=opened,
                said=before,
                says=says,
                split_from=parent,
                remarks=remarks,
                count=count,
            )
        before = says
    for opened in seen.rounds:
        stood = found.get(opened.version_id)
        if opened.pk in told or stood is None:
            continue
        remarks, count = _answered(seen, opened, number)
        if count:
            assert opened.consolidated_at is not None
            yield Stage(
                at=opened.consolidated_at,
                version=None,
                opened=opened,
                said=stood,
                says=stood,
                remarks=remarks,
                count=count,
            )


def _says(passage: Passage | None) -> tuple[str, str] | None:
    return (passage.label, passage.text) if passage is not None else None


def _split_from(opened: Round, says: Passage) -> int:
    """The paragraph whose drafted text held this new one's words."""
    drafts = ParagraphDraft.objects.filter(round=opened, text__contains=f"\n{says.text}")
    return drafts.values_list("paragraph__number", flat=True).first() or 0


def _answered(seen: Seen, opened: Round, number: int) -> tuple[list[AnsweredRemark], int]:
    """The heaviest remarks on a paragraph that a round answered and the reader may open."""
    if seen.is_owner:
        rows = Remark.objects.filter(desk__round=opened, number=number).exclude(decision="")
        rows = rows.select_related("season_unit", "account__person").order_by(*ORDER)
        shown = list(rows[:SHOWN])
        names = names_behind(shown)
        lines = [
            AnsweredRemark(remark=one, decided=one, names=names.get(one.pk, ())) for one in shown
        ]
        return lines, len(lines) if len(lines) < SHOWN else rows.count()
    mine = (
        scope(seen.account, Remark)
        .exclude(source=Source.MERGED)
        .filter(number=number, withdrawn_at=None)
        .annotate(over=Coalesce("outermost__desk__round", "desk__round"))
        .filter(over=opened.pk)
        .select_related("season_unit", "account__person", "outermost")
        .order_by("pk")
    )
    shown = list(mine[:SHOWN])
    lines = [
        AnsweredRemark(remark=one, decided=one.outermost or one, names=[one.season_unit.name])
        for one in shown
    ]
    lines = [line for line in lines if line.decided.decision]
    return lines, len(lines) if len(shown) < SHOWN else mine.count()


# ---- where each sentence came from


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, each as it is compared: in form C, with single blanks."""
    said = unicodedata.normalize("NFC", text)
    return [" ".join(one.split()) for one in SENTENCE_END.split(said) if one.strip()]


def _sentences(versions: Sequence[Version], found: Mapping[int, Passage]) -> list[Sentence]:
    """Each sentence of the newest text with the version from which on it has stood here."""
    texts = [(one, sentences_of(found[one.pk].text) if one.pk in found else []) for one in versions]
    newest, said = texts[-1]
    since: dict[str, Version] = dict.fromkeys(said, newest)
    standing = set(said)
    for version, sentences in reversed(texts[:-1]):
        standing &= set(sentences)
        since |= dict.fromkeys(standing, version)
    origins = _origins(versions, since, found[newest.pk].paragraph_id)
    return [Sentence(text=one, since=since[one], from_number=origins.get(one, 0)) for one in said]


def _origins(
    versions: Sequence[Version], since: Mapping[str, Version], paragraph: int
) -> dict[str, int]:
    """The paragraph in which a sentence stood in the version before it came here."""
    earlier = dict(zip([one.pk for one in versions[1:]], versions, strict=False))
    came: dict[int, list[str]] = {}
    for sentence, version in since.items():
        if version.pk in earlier and len(sentence) >= LEAST_LETTERS:
            came.setdefault(version.pk, []).append(sentence)
    origins: dict[str, int] = {}
    for pk, sentences in came.items():
        origins |= _stood_in(earlier[pk], sentences[:SHOWN], paragraph)
    return origins


def _stood_in(version: Version, sentences: Collection[str], paragraph: int) -> dict[str, int]:
    """In which other paragraph of a version each of *sentences* stood: one query."""
    holds = reduce(or_, (Q(text__contains=one) for one in sentences))
    rows = Passage.objects.filter(holds, version=version).exclude(paragraph=paragraph)
    found: dict[str, int] = {}
    for number, text in rows.order_by("place").values_list("paragraph__number", "text"):
        for sentence in set(sentences) & set(sentences_of(text)):
            found.setdefault(sentence, number)
    return found
