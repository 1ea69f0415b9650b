"""The guard of grades: the one question that every door asks before a text or a file comes in."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.packs import Grade, Held, Pack
from muster.season.bridge import pack_of
from muster.season.errors import (
    ApprovalIncomplete,
    ApprovalOver,
    ApprovalStands,
    GradeNeverHeld,
    GradeNotHeld,
    NoApprovalWanted,
    ReasonMissing,
)
from muster.season.models import GradeApproval, Season
from muster.season.queries.grades import approval_for, may_hold
from muster.season.rules import Can
from muster.season.services.hand import day, local
from muster.tree.names import tidy
from muster.tree.permissions import role_names


@dataclass(frozen=True, slots=True)
class Mark:
    """What is known of a thing before it comes in: the rules, the key of its grade, the day.

    grade: empty is the pack's usual grade.
    """

    pack: Pack
    grade: str
    on: date

    @property
    def rule(self) -> Grade:
        """What the pack says of the grade."""
        return self.pack.grades[self.grade] if self.grade else self.pack.default_grade


def must_be_held(mark: Mark) -> None:
    """Refuse what this installation may not hold. Raises GradeNotHeld, GradeNeverHeld."""
    rule = mark.rule
    if may_hold(mark.pack, rule, on=mark.on):
        return
    if rule.held is Held.NEVER:
        raise GradeNeverHeld(grade=str(rule.name))
    standing = approval_for(mark.pack, rule)
    why = _("this installation is not approved for it")
    if standing is not None and standing.valid_until < mark.on:
        said = {"symbol": standing.symbol, "day": day(standing.valid_until)}
        why = _("its approval (%(symbol)s) ended on %(day)s") % said
    raise GradeNotHeld(grade=str(rule.name), why=why, roles=role_names(Can.APPROVE_GRADES))


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalPaper:
    """The paper by which an installation is approved for a grade."""

    by_whom: str
    symbol: str
    approved_on: date
    valid_until: date


@retry_on_deadlock
def approve_grade(
    season: Season,
    *,
    grade: str,
    paper: ApprovalPaper,
    actor: Actor,
    now: datetime,
    client_uuid: UUID | None = None,
) -> GradeApproval:
    """Enter that this installation is approved for a grade of the season's pack.

    Locks the approvals of the grade by their constraint. Raises NoApprovalWanted, ApprovalStands,
    ApprovalIncomplete.
    """
    pack = pack_of(season)
    rule = pack.grades[grade]
    if rule.held is not Held.APPROVED:
        raise NoApprovalWanted(grade=str(rule.name))
    _must_be_whole(paper)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return GradeApproval.objects.filter(pack=pack.key, grade=rule.key).latest("pk")
        standing = approval_for(pack, rule)
        if standing is not None:
            raise ApprovalStands(
                grade=str(rule.name), symbol=standing.symbol, day=day(standing.valid_until)
            )
        row = GradeApproval.objects.create(
            pack=pack.key,
            grade=rule.key,
            by_whom=tidy(paper.by_whom)[:200],
            symbol=tidy(paper.symbol)[:80],
            approved_on=paper.approved_on,
            valid_until=paper.valid_until,
            entered_at=now,
            entered_by=actor.name,
        )
        _say(record, "grade.approved", row, {})
    return row


@retry_on_deadlock
def end_approval(
    approval: GradeApproval,
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    client_uuid: UUID | None = None,
) -> GradeApproval:
    """Take an approval back: from now on nothing of the grade comes in.

    What is held stays until it is taken out. Locks the row. Raises ReasonMissing, ApprovalOver.
    """
    if not reason.strip():
        raise ReasonMissing
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        row = GradeApproval.objects.select_for_update().get(pk=approval.pk)
        if record.is_replay:
            return row
        if row.ended_at is not None:
            raise ApprovalOver(who=row.ended_by, at=local(row.ended_at), reason=row.ended_reason)
        row.ended_at, row.ended_by, row.ended_reason = now, actor.name, tidy(reason)[:300]
        row.save()
        _say(record, "grade.approval_ended", row, {"reason": row.ended_reason})
    return row


def _must_be_whole(paper: ApprovalPaper) -> None:
    wanted = []
    if not paper.by_whom.strip():
        wanted.append(_("who approved it"))
    if not paper.symbol.strip():
        wanted.append(_("the number of the paper"))
    if paper.valid_until < paper.approved_on:
        wanted.append(_("a last day that is not before the first"))
    if wanted:
        raise ApprovalIncomplete(wanted=", ".join(wanted))


def _say(record: Record, kind: str, row: GradeApproval, body: dict[str, str]) -> None:
    """Record it for the installation's keepers."""
    record(
        kind,
        f"grade_approval:{row.pk}",
        unit=None,
        season=None,
        audience=Audience.STAFF,
        body={
            "pack": row.pack,
            "grade": row.grade,
            "by_whom": row.by_whom,
            "symbol": row.symbol,
            "approved_on": row.approved_on,
            "valid_until": row.valid_until,
            **body,
        },
    )
