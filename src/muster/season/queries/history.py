"""What was recorded about a congress or a step, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from muster.ledger.models import Entry
from muster.ledger.queries import entries_about
from muster.packs import Procedure
from muster.season.models import Congress, MovedCongress, Step
from muster.season.queries.marks import rules_of

WORDS: Final = {
    "congress.planned": gettext_lazy("planned"),
    "congress.moved": gettext_lazy("day moved"),
    "moving.applied": gettext_lazy("day moved with others"),
    "moving.undone": gettext_lazy("day put back with others"),
    "congress.pack_changed": gettext_lazy("rules changed"),
    "step.submitted": pgettext_lazy("history", "submitted"),
    "step.checked": pgettext_lazy("history", "checked"),
    "step.accepted": pgettext_lazy("history", "accepted"),
    "step.returned": pgettext_lazy("history", "returned"),
    "step.waived": pgettext_lazy("history", "waived"),
    "step.reopened": gettext_lazy("reopened"),
    "step.deadline_amended": gettext_lazy("deadline amended"),
    "step.promised": gettext_lazy("promised"),
    "step.put_back": gettext_lazy("with the desk that does it again"),
    "step.fed": gettext_lazy("accepted from another desk's result"),
    "evidence.added": gettext_lazy("file added"),
    "file.taken_out": gettext_lazy("file taken out"),
    "inspection.recorded": gettext_lazy("inspection recorded"),
    "finding.cured": gettext_lazy("finding cured"),
    "problem.raised": gettext_lazy("problem raised"),
    "problem.passed_up": gettext_lazy("problem passed up"),
    "problem.solved": gettext_lazy("problem solved"),
}
SAID: Final = ("reason", "late_reason", "note", "name", "what", "solution", "proof")


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One entry of the record, for people."""

    recorded_at: datetime
    number: int
    actor: str
    text: str
    entry: Entry


def history(row: Congress | Step, *, limit: int = 50) -> list[HistoryLine]:
    """The newest entries about a step, or about a congress with all its steps. Newest first."""
    if isinstance(row, Step):
        procedure = rules_of(row.congress)[1]
        entries = entries_about(f"step:{row.pk}").order_by("-arrival")[:limit]
        return [_line(entry, procedure) for entry in entries]
    procedure = rules_of(row)[1]
    subjects = [f"step:{pk}" for pk in row.steps.values_list("pk", flat=True)]
    subjects.append(f"congress:{row.pk}")
    moved = MovedCongress.objects.filter(congress=row).values_list("moving", flat=True)
    subjects += [f"moving:{pk}" for pk in moved]
    found = Entry.objects.filter(subject__in=subjects).order_by("-arrival")[:limit]
    return [_line(entry, procedure) for entry in found]


def _line(entry: Entry, procedure: Procedure) -> HistoryLine:
    return HistoryLine(
        recorded_at=entry.recorded_at,
        number=entry.arrival,
        actor=entry.actor,
        text=_text(entry.kind, entry.body, procedure),
        entry=entry,
    )


def _text(kind: str, body: Mapping[str, Any], procedure: Procedure) -> str:
    parts = [str(WORDS.get(kind, kind))]
    step = body.get("step")
    if isinstance(step, str) and step in procedure.steps:
        parts.insert(0, str(procedure.steps[step].label))
    text = " ".join(parts)
    said = next((str(body[key]) for key in SAID if body.get(key)), "")
    days = _days(body)
    return ": ".join(part for part in (text + days, said) if part)


def _days(body: Mapping[str, Any]) -> str:
    """An amended or a moved day, as from and to."""
    for old, new in (("old_due_on", "new_due_on"), ("old_starts_on", "new_starts_on")):
        if old in body and new in body:
            return f" {_day(body[old])} → {_day(body[new])}"
    if body.get("promised_on"):
        return " " + _day(body["promised_on"])
    return " " + _("late") if body.get("is_late") else ""


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day}/{day.month}"
