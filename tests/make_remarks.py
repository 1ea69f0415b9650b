"""Builders of rounds and remarks, through their services."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from tests import make_papers
from tests import make_season as make

from muster.ledger.actor import Actor
from muster.papers.models import (
    Decision,
    Paragraph,
    Remark,
    Round,
    RoundDesk,
    Source,
    Version,
)
from muster.papers.services import remarks as services
from muster.papers.services.remarks import IntakeDraft, RemarkDraft
from muster.papers.services.remarks.counting import rebuild
from muster.season.models import SeasonUnit

CLOSES_ON: Final = date(2030, 7, 15)
KIND: Final = "substance"
TEXTS: Final = ("Mở đầu.", "Mục tiêu.", "Giải pháp.")


def document(
    unit: SeasonUnit, texts: Sequence[str] = ("Mở đầu.", "Mục tiêu.", "Giải pháp.")
) -> Version:
    """A document of one version that says *texts*."""
    return make_papers.version(make_papers.document(unit), "\n".join(texts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The small province with a round on a document of the province, laid before all below."""

    world: make.World
    opened: Round

    def desk(self, unit: SeasonUnit) -> RoundDesk:
        """The desk of a unit as it is now."""
        return desk(self.opened, unit)

    @property
    def owner(self) -> RoundDesk:
        """The province's desk as it is now."""
        return self.desk(self.world.top)

    def again(self) -> Round:
        """The round as it is now."""
        return Round.objects.get(pk=self.opened.pk)


def asked(**said: Any) -> Asked:
    """Open the round, to 15 July unless told otherwise."""
    world = make.world()
    version = document(world.top)
    return Asked(
        world=world,
        opened=open_round(version, [*SeasonUnit.objects.filter(season=world.season)], **said),
    )


def open_round(version: Version, bodies: Sequence[SeasonUnit], **said: Any) -> Round:
    """A round before *bodies*."""
    said = {"actor": make.ACTOR, "now": make.NOW, "closes_on": CLOSES_ON, **said}
    return services.open_round(version, bodies=bodies, **said)


def desk(opened: Round, unit: SeasonUnit) -> RoundDesk:
    """The desk of a unit as it is now."""
    return RoundDesk.objects.get(round=opened, season_unit=unit)


def enter(
    at: RoundDesk,
    *texts: str,
    number: int = 1,
    members: int = 0,
    kind: str = KIND,
    actor: Actor = make.ACTOR,
) -> list[Remark]:
    """Remarks of a body's meeting."""
    drafts = [RemarkDraft(kind=kind, text=text, number=number, members=members) for text in texts]
    return services.enter_remarks(
        at, actor=actor, now=make.NOW, intake=IntakeDraft(source=Source.MEETING), remarks=drafts
    )


def merge(at: RoundDesk, *parts: Remark, text: str = "gộp", actor: Actor = make.ACTOR) -> Remark:
    """One remark over *parts*."""
    return services.merge(
        at,
        actor=actor,
        now=make.NOW,
        parts=[part.pk for part in parts],
        draft=RemarkDraft(kind=KIND, text=text),
    )


def pass_on(at: RoundDesk, actor: Actor = make.ACTOR) -> int:
    """Pass a desk's remarks on."""
    return services.pass_on(at, actor=actor, now=make.NOW)


def decide(
    at: RoundDesk,
    *remarks: Remark,
    decision: Decision = Decision.ACCEPTED,
    reason: str = "",
    actor: Actor = make.ACTOR,
) -> list[Remark]:
    """Answer remarks with the versions that they have now."""
    versions = dict(
        Remark.objects.filter(pk__in=[one.pk for one in remarks]).values_list("pk", "version")
    )
    return services.decide(
        at, actor=actor, now=make.NOW, remarks=versions, decision=decision, reason=reason
    )


def again(remark: Remark) -> Remark:
    """A remark as it is now."""
    return Remark.objects.get(pk=remark.pk)


def bulk(at: RoundDesk, count: int, *, number: int = 1) -> list[Remark]:
    """Many remarks on a desk in one act, each a little different from the others."""
    drafts = [
        RemarkDraft(kind=KIND, text=f"Ý kiến thứ {n} về đoạn này", number=number, members=n % 40)
        for n in range(count)
    ]
    return services.enter_remarks(
        at,
        actor=make.ACTOR,
        now=make.NOW,
        intake=IntakeDraft(source=Source.SHEET),
        remarks=drafts,
    )


def many(asked: Asked, count: int) -> None:
    """So many remarks of all bodies on the owner's desk, spread over the text, as rows.

    Not through the services: what is asked is how the pages read them. The counters are rebuilt.
    """
    paragraphs = list(Paragraph.objects.filter(document=asked.opened.document).order_by("number"))
    bodies, owner = [asked.world.top, *asked.world.communes], asked.owner
    Remark.objects.bulk_create(
        (
            Remark(
                round=asked.opened,
                season_unit=bodies[n % len(bodies)],
                desk=owner,
                paragraph=paragraphs[n % len(paragraphs)],
                number=paragraphs[n % len(paragraphs)].number,
                kind=KIND,
                text=f"Ý kiến thứ {n}",
                source=Source.SHEET,
                members=n % 40,
                entered_at=make.NOW,
                entered_by="Lê Thu",
            )
            for n in range(count)
        ),
        batch_size=1000,
    )
    rebuild(asked.opened)
