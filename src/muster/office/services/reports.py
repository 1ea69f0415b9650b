"""Reports: kept as a draft, sent, said to be nil, corrected by a new issue."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from muster.ledger import canonical
from muster.ledger.actor import Actor
from muster.ledger.models import Audience
from muster.ledger.services import Record, recorded, retry_on_deadlock
from muster.office.bridge import rules_of
from muster.office.errors.reports import SignatureWanted
from muster.office.models import Report, ReportIssue
from muster.office.queries.filled import (
    BELOW,
    Fillings,
    filled_for,
    filled_for_all,
    kept_fillings,
)
from muster.office.queries.owing import Owed, owed_of, receiver_of, reporters
from muster.office.services.replays import made_before
from muster.office.services.report_issues import (
    flag_above,
    issue,
    keep,
    next_issue,
    store,
)
from muster.office.services.report_rows import (
    NOBODY,
    Hand,
    ReportDraft,
    Said,
    lock_below,
    not_due,
    of_version,
    open_period,
    take,
    take_all,
)
from muster.office.services.report_values import blank_of
from muster.season.models import SeasonUnit

# What the packs call the approval of a report.
KIND: Final = "report"


@retry_on_deadlock
def save_report(
    owed: Owed, *, actor: Actor, now: datetime, draft: ReportDraft, client_uuid: UUID | None = None
) -> Report:
    """Keep what was typed without sending it.

    Raises ReportNotDue, PeriodClosed, Changed (to the second of two clerks), ReportValueWrong.
    """
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Report.objects.get(pk=made_before(record))
        receiver = receiver_of(owed)
        hand = Hand(actor=actor, now=now, period=open_period(receiver, owed))
        row = take(owed, draft, receiver=receiver, hand=hand)
        keep(row, owed, draft, filled_for(owed, now=now), hand)
        _note(record, "report.saved", row, owed, {"form": owed.form.key, "due_on": owed.due_on})
    return row


@retry_on_deadlock
def send_report(
    owed: Owed, *, actor: Actor, now: datetime, draft: ReportDraft, client_uuid: UUID | None = None
) -> Report:
    """Send a report, or correct one that was sent by a new issue.

    A blank number is nought. The first sending says whether it was late; a correction says why,
    and whoever sent the sum on is flagged. What needs a signature is sent by issuing it. Raises
    SignatureWanted, ReportNotDue, PeriodClosed, Changed,
    ReportValueWrong, ReportIncomplete, FilledDiffers, ReportUnchanged, ReasonMissing.
    """
    if needs_signature(owed):
        raise SignatureWanted(form=owed.form.name)
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return Report.objects.get(pk=made_before(record))
        return _send(record, owed, draft, filled_for(owed, now=now), now=now)


def needs_signature(owed: Owed) -> bool:
    """Whether a form is sent on only after it was signed."""
    return owed.form.signed and rules_of(owed.unit).approvals[KIND].needed


def _send(
    record: Record, owed: Owed, draft: ReportDraft, filled: Fillings, *, now: datetime
) -> Report:
    lock_below([owed.unit], owed)
    receiver = receiver_of(owed)
    hand = Hand(actor=record.actor, now=now, period=open_period(receiver, owed))
    row = take(owed, draft, receiver=receiver, hand=hand)
    made = issue(row, owed, draft, filled, hand)
    flag_above(row, owed)
    kind = "report.sent" if made.number == 1 else "report.corrected"
    _note(record, kind, row, owed, _told(owed, made))
    return row


def send_kept(report_id: int, actor: Actor, now: datetime) -> None:
    """Send a report exactly as it is kept: what its signature stands for.

    What muster has meanwhile is not laid over it; if the sum below is another by now, it is
    flagged at once. Refuses as :func:`send_report` does.
    """
    with recorded(actor, now=now) as record:
        kept = Report.objects.select_related("season_unit__season").get(pk=report_id)
        owed = owed_of(kept)
        draft = ReportDraft(values=kept.values, note=kept.note, version=kept.version)
        row = _send(record, owed, draft, kept_fillings(kept), now=now)
        fresh = filled_for(owed, now=now)
        sums = [(key, one) for key, one in fresh.items() if one.source == BELOW]
        if any(row.filled.get(key) != one.kept() for key, one in sums):
            row.is_behind = True
            row.save(update_fields=["is_behind"])


def send_nil(
    owed: Owed,
    *,
    actor: Actor,
    now: datetime,
    version: int = 0,
    said: Said = NOBODY,
    client_uuid: UUID | None = None,
) -> Report:
    """Report that there is nothing to report: what muster knows or adds up, and else nought."""
    fields = owed.form.fields
    draft = ReportDraft(
        values={key: blank_of(one) for key, one in fields.items()},
        shown={key: blank_of(one) for key, one in fields.items()},
        version=version,
        said=said,
    )
    return send_report(owed, actor=actor, now=now, draft=draft, client_uuid=client_uuid)


@retry_on_deadlock
def send_many(
    receiver: SeasonUnit,
    reports: Sequence[tuple[Owed, ReportDraft]],
    *,
    actor: Actor,
    now: datetime,
    client_uuid: UUID | None = None,
) -> int:
    """Send reports of one form and period to *receiver* in one act; all or none. How many.

    One entry holds the digest of each. Refuses as :func:`send_report` does, naming the unit.
    """
    if not reports:
        return 0
    with recorded(actor, now=now, client_uuid=client_uuid) as record:
        if record.is_replay:
            return len(reports)
        first = reports[0][0]
        if needs_signature(first):
            raise SignatureWanted(form=first.form.name)
        units = [owed.unit for owed, _draft in reports]
        lock_below(units, first)
        hand = Hand(actor=actor, now=now, period=open_period(receiver, first))
        _must_all_report(receiver, [owed for owed, _draft in reports])
        filled = filled_for_all(units, first.form, first.due_on, now=now)
        there = take_all(units, first.form.key, first.due_on)
        issues: dict[str, ReportIssue] = {}
        for owed, draft in sorted(reports, key=lambda pair: pair[0].unit.first):
            unit = owed.unit
            row = of_version(there.get(unit.pk), owed, draft, receiver=receiver, hand=hand)
            issues[unit.code] = next_issue(row, owed, draft, filled[unit.pk], hand)
        store(list(issues.values()), first)
        digests = {code: canonical.digest(_told(first, made)) for code, made in issues.items()}
        flag_above(row, first)
        record(
            "report.sent_many",
            f"season_unit:{receiver.pk}",
            unit=receiver.unit_id,
            season=receiver.season_id,
            audience=Audience.UNIT,
            body={"form": first.form.key, "due_on": first.due_on, "rows": digests},
        )
    return len(reports)


def _must_all_report(receiver: SeasonUnit, every: Sequence[Owed]) -> None:
    first = every[0]
    known = set(reporters(receiver, first.form, first.due_on).values_list("pk", flat=True))
    for owed in every:
        if owed.unit.pk not in known:
            raise not_due(owed)


def _told(owed: Owed, made: ReportIssue) -> dict[str, Any]:
    """An issue as the record keeps it."""
    return {
        "form": owed.form.key,
        "due_on": owed.due_on,
        "issue": made.number,
        "values": made.values,
        "changed": made.changed,
        "note": made.note,
        "told_by": made.told_by,
    }


def _note(record: Record, kind: str, row: Report, owed: Owed, body: Mapping[str, Any]) -> None:
    record(
        kind,
        f"report:{row.pk}",
        unit=owed.unit.unit_id,
        season=owed.unit.season_id,
        audience=Audience.UNIT,
        body=body,
    )
