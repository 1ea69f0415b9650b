"""Writes: one transaction and one entry each."""

from muster.office.services.instructions import InstructionDraft, OrderLine, instruct
from muster.office.services.papers import PaperDraft, change_paper, register_paper
from muster.office.services.registers import close_volume, open_register, open_volume
from muster.office.services.scans import add_scan
from muster.office.services.settling import cancel, pass_on, reopen, settle
from muster.office.services.task_sets import (
    Planned,
    follow_day,
    moved_tasks,
    plan_tasks,
    planned,
    sets_for,
)
from muster.office.services.tasks import (
    Place,
    TaskDraft,
    add_task,
    answer,
    begin,
    change_task,
    drop,
    reopen_task,
)

__all__ = [
    "InstructionDraft",
    "OrderLine",
    "PaperDraft",
    "Place",
    "Planned",
    "TaskDraft",
    "add_scan",
    "add_task",
    "answer",
    "begin",
    "cancel",
    "change_paper",
    "change_task",
    "close_volume",
    "drop",
    "follow_day",
    "instruct",
    "moved_tasks",
    "open_register",
    "open_volume",
    "pass_on",
    "plan_tasks",
    "planned",
    "register_paper",
    "reopen",
    "reopen_task",
    "sets_for",
    "settle",
]
