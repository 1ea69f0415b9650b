"""What was typed becomes an issue: the first, or a correction that says what changed and why."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from muster.office.errors import ReasonMissing
from muster.office.errors.reports import ReportUnchanged
from muster.office.models import IncidentCount, Report, ReportIssue, Via
from muster.office.queries.filled import Fillings
from muster.office.queries.owing import Owed, due_at, forms_above
from muster.office.services.report_rows import Hand, ReportDraft
from muster.office.services.report_values import (
    blank_of,
    checked,
    laid_over,
    must_be_whole,
    must_say_why,
)
from muster.packs import FieldKind
from muster.packs.adding import Value, Values
from muster.packs.reporting import due_day_on_or_after, is_past
from muster.season.services.hand import local
from muster.tree.names import tidy

BATCH: Final = 500
CHANGED: Final = (
    "values",
    "filled",
    "note",
    "sent",
    "issue",
    "is_nil",
    "first_sent_at",
    "sent_at",
    "sent_by",
    "is_late",
    "is_behind",
    "version",
    "changed_by",
    "changed_at",
)


def keep(row: Report, owed: Owed, draft: ReportDraft, filled: Fillings, hand: Hand) -> None:
    """Save what was typed as a draft. Raises ReportValueWrong."""
    row.values = laid_over(checked(owed, draft.values), draft.shown, filled)
    _change(row, draft, filled, hand)
    row.save()


def issue(row: Report, owed: Owed, draft: ReportDraft, filled: Fillings, hand: Hand) -> ReportIssue:
    """Send what was typed.

    Raises ReportValueWrong, ReportIncomplete, FilledDiffers; for a correction ReportUnchanged and
    ReasonMissing.
    """
    made = next_issue(row, owed, draft, filled, hand)
    store([made], owed)
    return made


def next_issue(
    row: Report, owed: Owed, draft: ReportDraft, filled: Fillings, hand: Hand
) -> ReportIssue:
    """The next issue of a report, not yet stored; the row's values become those of the issue."""
    typed = laid_over(checked(owed, draft.values), draft.shown, filled)
    values = must_be_whole(owed, typed)
    must_say_why(owed, values, filled, draft.note)
    changed = _changed(row.sent, values)
    _must_correct(row, owed, changed, draft)
    row.values = row.sent = values
    row.is_nil = _is_nil(owed, values, filled)
    row.sent_at, row.sent_by, row.is_behind = hand.now, hand.actor.name, False
    if row.issue == 0:
        row.first_sent_at = hand.now
        row.is_late = is_past(due_at(owed.form, owed.due_on, hand.period), hand.now)
    row.issue += 1
    _change(row, draft, filled, hand)
    return _issue_of(row, draft, changed, hand)


def store(issues: Sequence[ReportIssue], owed: Owed) -> None:
    """Save issues with their reports and what each is the first to count: a few statements."""
    rows = [made.report for made in issues]
    there = [row for row in rows if row.pk is not None]
    Report.objects.bulk_create([row for row in rows if row.pk is None], BATCH)
    if there:
        Report.objects.bulk_update(there, CHANGED, BATCH)
    for made in issues:
        made.report_id = made.report.pk
    ReportIssue.objects.bulk_create(issues, BATCH)
    if there:
        IncidentCount.objects.filter(report__in=there).delete()
    counts = [count for row in rows for count in _counts(row, owed)]
    IncidentCount.objects.bulk_create(counts, BATCH)


def _change(row: Report, draft: ReportDraft, filled: Fillings, hand: Hand) -> None:
    row.filled = {key: one.kept() for key, one in filled.items()}
    row.note = tidy(draft.note)
    row.version += 1
    row.changed_by, row.changed_at = hand.actor.name, hand.now


def _issue_of(row: Report, draft: ReportDraft, changed: list[list[Any]], hand: Hand) -> ReportIssue:
    said = draft.said
    return ReportIssue(
        report=row,
        number=row.issue,
        values=row.sent,
        filled=row.filled,
        note=row.note,
        changed=changed,
        is_nil=row.is_nil,
        via=Via.TELEPHONE if said.by.strip() else draft.via,
        told_by=tidy(said.by),
        told_at=said.at or (hand.now if said.by.strip() else None),
        sent_by=hand.actor.name,
        sent_at=hand.now,
    )


def _changed(sent: Mapping[str, Value] | None, values: Values) -> list[list[Any]]:
    if sent is None:
        return []
    return [[key, sent.get(key), value] for key, value in values.items() if sent.get(key) != value]


def _must_correct(row: Report, owed: Owed, changed: list[list[Any]], draft: ReportDraft) -> None:
    """A second issue changes something and says why."""
    if row.issue == 0:
        return
    if not changed:
        at = local(row.sent_at) if row.sent_at else ""
        raise ReportUnchanged(unit=owed.unit.name, who=row.sent_by, at=at)
    if not draft.note.strip():
        raise ReasonMissing


def _is_nil(owed: Owed, values: Values, filled: Fillings) -> bool:
    """Nothing is said beyond what muster filled in."""
    return all(
        values[key] == (filled[key].value if key in filled else blank_of(one))
        for key, one in owed.form.fields.items()
    )


def _counts(row: Report, owed: Owed) -> list[IncidentCount]:
    """The counts that this report is the first to make: beyond the sum of those below."""
    found: list[IncidentCount] = []
    for key, one in owed.form.fields.items():
        if one.kind is not FieldKind.INCIDENTS:
            continue
        counted = _by_place(row.values[key])
        below = row.filled[key]["value"] if key in row.filled else []
        for place, count in _by_place(below).items():
            counted[place] = counted.get(place, 0) - count
        found += [_incidents(row, place, n) for place, n in counted.items() if n > 0]
    return found


def _by_place(lines: Value) -> dict[tuple[Any, ...], int]:
    assert isinstance(lines, list)
    return {tuple(line[:4]): line[4] for line in lines}


def _incidents(row: Report, place: tuple[Any, ...], count: int) -> IncidentCount:
    happened_on, hour, zone, kind = place
    return IncidentCount(
        report=row,
        season_unit=row.season_unit,
        happened_on=happened_on,
        hour=hour,
        zone=zone,
        kind=kind,
        count=count,
    )


def flag_above(row: Report, owed: Owed) -> None:
    """Whoever sent the sum on learns that it no longer holds."""
    if row.receiver_id == row.season_unit_id:
        return
    for form in forms_above(row.receiver, owed.form):
        Report.objects.filter(
            season_unit=row.receiver_id,
            form=form.key,
            due_on=due_day_on_or_after(form, row.due_on),
            issue__gt=0,
        ).update(is_behind=True)
