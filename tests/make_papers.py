"""Builders of documents, through their services."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from tests import make_season as make

from muster.ledger.actor import Actor
from muster.papers.bridge import rules_of
from muster.papers.models import Document, Passage, Version
from muster.papers.services import documents as services
from muster.season.models import Congress, GradeApproval, SeasonUnit
from muster.season.services import ApprovalPaper, approve_grade

TEXT: Final = "# Mở đầu\nĐánh giá kết quả.\n\nMục tiêu của nhiệm kỳ mới.\nGiải pháp chủ yếu."


def kind(unit: SeasonUnit, number: int = 0) -> str:
    """A kind of document of the unit's pack."""
    return list(rules_of(unit).documents)[number]


def limited_grade(unit: SeasonUnit) -> str:
    """A grade that is limited, marked and logged, and that every installation may keep."""
    grades = rules_of(unit).grades.values()
    return next(one.key for one in grades if one.limited and one.held.value == "always")


def secret_grade(unit: SeasonUnit) -> str:
    """A grade that is held only where the installation is approved for it."""
    grades = rules_of(unit).grades.values()
    return next(one.key for one in grades if one.held.value == "approved")


def approval(
    unit: SeasonUnit,
    grade: str,
    *,
    days: int = 30,
    now: datetime = make.NOW,
    actor: Actor = make.ACTOR,
) -> GradeApproval:
    """The installation's approval for a grade, valid for so many days from the day of *now*."""
    paper = ApprovalPaper(
        by_whom="Văn phòng",
        symbol="15-QĐ/VP",
        approved_on=now.date(),
        valid_until=now.date() + timedelta(days=days),
    )
    return approve_grade(unit.season, grade=grade, paper=paper, actor=actor, now=now)


def document(
    unit: SeasonUnit,
    *,
    title: str = "Báo cáo chính trị",
    grade: str = "",
    congress: Congress | None = None,
    number: int = 2,
    actor: Actor = make.ACTOR,
    now: datetime = make.NOW,
) -> Document:
    """A document without a version. number: which of the pack's kinds."""
    return services.begin_document(
        unit,
        kind=kind(unit, number),
        title=title,
        grade=grade,
        congress=congress,
        actor=actor,
        now=now,
    )


def version(
    document: Document,
    text: str = TEXT,
    *,
    note: str = "",
    expected_latest: int | None = None,
    actor: Actor = make.ACTOR,
    now: datetime = make.NOW,
    client_uuid: UUID | None = None,
) -> Version:
    """The next version, typed; after the newest there is unless told otherwise."""
    latest = Document.objects.get(pk=document.pk).latest
    return services.add_typed_version(
        document,
        text=text,
        expected_latest=latest if expected_latest is None else expected_latest,
        note=note,
        actor=actor,
        now=now,
        client_uuid=client_uuid,
    )


def said(version: Version) -> list[tuple[int, str]]:
    """The paragraphs of a version in their order: number and text."""
    rows = Passage.objects.filter(version=version).order_by("place")
    return list(rows.values_list("paragraph__number", "text"))
