"""Registers and papers, instructions, and the tasks that come of them or hang under a congress."""

from muster.office.models.instruction import Instruction
from muster.office.models.paper import Paper, PaperFile
from muster.office.models.register import Register, Volume
from muster.office.models.task import Task, TaskState

__all__ = ["Instruction", "Paper", "PaperFile", "Register", "Task", "TaskState", "Volume"]
