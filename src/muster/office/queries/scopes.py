"""What an account may see of the office: all of it hangs on a unit of a season."""

from django.db.models import Q

from muster.office.models import Instruction, Paper, PaperFile, Register, Task, Volume
from muster.office.rules import Can
from muster.tree.reach import Reach
from muster.tree.scope import scoped


@scoped(Register)
def _registers(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(Volume)
def _volumes(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("register__season_unit")


@scoped(Paper)
def _papers(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(PaperFile)
def _files(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("paper__season_unit")


@scoped(Instruction)
def _instructions(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")


@scoped(Task)
def _tasks(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("season_unit")
