"""What an account may see of appraisals.

Three sides: the unit whose dossier it is reads what was handed in and what is in force; those
beside the team read what happens inside; a sheet is its author's alone until the scoring is
closed, where the rules are blind. Words about limited documents ask for more, as they do.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Q

from muster.papers.models import (
    Appraisal,
    AppraisalRound,
    AppraisalTeam,
    AppraisalVisit,
    Assignment,
    ConclusionPoint,
    Dossier,
    DossierPaper,
    LayoutFinding,
    PointAnswer,
    PointCheck,
    Score,
    ScoreSheet,
    SheetRemark,
    TeamMember,
)
from muster.papers.rules import Can
from muster.tree.reach import Reach
from muster.tree.scope import scoped


def _open_to(reach: Reach, paper: str, unit: str) -> Q:
    """Rows whose paper at *paper* is no limited document, or whose unit's limited ones are read."""
    plain = Q(**{f"{paper}document__isnull": True}) | Q(**{f"{paper}document__is_limited": False})
    return plain | reach.by(Can.READ_LIMITED).season_units(unit)


@scoped(Dossier)
def _dossiers(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("congress__season_unit")


@scoped(DossierPaper)
def _papers(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("dossier__congress__season_unit")


@scoped(LayoutFinding)
def _findings(reach: Reach) -> Q:
    unit = "paper__dossier__congress__season_unit"
    return reach.by(Can.READ).season_units(unit) & _open_to(reach, "paper__", unit)


@scoped(AppraisalTeam)
def _teams(reach: Reach) -> Q:
    return reach.by(Can.READ_APPRAISAL).season_units("season_unit")


@scoped(TeamMember)
def _members(reach: Reach) -> Q:
    return reach.by(Can.READ_APPRAISAL).season_units("team__season_unit")


@scoped(Appraisal)
def _appraisals(reach: Reach) -> Q:
    return reach.by(Can.READ).season_units("dossier__congress__season_unit")


def _rounds_seen(reach: Reach, path: str) -> Q:
    """Rounds inside for those beside the team; those in force for whoever reads the dossier."""
    inside = reach.by(Can.READ_APPRAISAL).season_units(f"{path}appraisal__team__season_unit")
    in_force = Q(**{f"{path}concluded_at__isnull": False})
    unit = f"{path}appraisal__dossier__congress__season_unit"
    return inside | (in_force & reach.by(Can.READ).season_units(unit))


@scoped(AppraisalRound)
def _rounds(reach: Reach) -> Q:
    return _rounds_seen(reach, "")


@scoped(ConclusionPoint)
def _points(reach: Reach) -> Q:
    unit = "round__appraisal__dossier__congress__season_unit"
    return _rounds_seen(reach, "round__") & _open_to(reach, "paper__", unit)


@scoped(PointAnswer)
def _answers(reach: Reach) -> Q:
    unit = "point__round__appraisal__dossier__congress__season_unit"
    return _rounds_seen(reach, "point__round__") & _open_to(reach, "point__paper__", unit)


@scoped(PointCheck)
def _checks(reach: Reach) -> Q:
    """A check is in force with the conclusion of the round in which it was made."""
    following = AppraisalRound.objects.filter(
        appraisal=OuterRef("point__round__appraisal"),
        number=OuterRef("point__round__number") + 1,
        concluded_at__isnull=False,
    )
    team = "point__round__appraisal__team__season_unit"
    unit = "point__round__appraisal__dossier__congress__season_unit"
    inside = reach.by(Can.READ_APPRAISAL).season_units(team)
    outside = Q(Exists(following)) & reach.by(Can.READ).season_units(unit)
    return (inside | outside) & _open_to(reach, "point__paper__", unit)


@scoped(Assignment)
def _assignments(reach: Reach) -> Q:
    inside = reach.by(Can.READ_APPRAISAL).season_units("appraisal__team__season_unit")
    return inside | reach.own_person()


def _sheets_seen(reach: Reach, path: str) -> Q:
    """One's own; others' once the scoring is closed, or as handed in where nothing is blind."""
    appraisal = f"{path}assignment__appraisal__"
    shown: dict[str, Any] = {f"{appraisal}scored_at__isnull": False}
    handed_in = {
        f"{appraisal}blind": False,
        f"{path}assignment__submitted_at__isnull": False,
    }
    inside = reach.by(Can.READ_APPRAISAL).season_units(f"{appraisal}team__season_unit")
    others = (Q(**shown) | Q(**handed_in)) & inside
    return reach.own_person(f"{path}assignment__person") | others


@scoped(ScoreSheet)
def _sheets(reach: Reach) -> Q:
    return _sheets_seen(reach, "")


@scoped(Score)
def _scores(reach: Reach) -> Q:
    unit = "paper__dossier__congress__season_unit"
    return _sheets_seen(reach, "sheet__") & _open_to(reach, "paper__", unit)


@scoped(SheetRemark)
def _remarks(reach: Reach) -> Q:
    unit = "paper__dossier__congress__season_unit"
    return _sheets_seen(reach, "sheet__") & _open_to(reach, "paper__", unit)


@scoped(AppraisalVisit)
def _visits(reach: Reach) -> Q:
    read = reach.by(Can.READ)
    return read.season_units("season_unit") | read.season_units("congress__season_unit")
