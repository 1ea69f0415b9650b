"""Writes to the appraisal of dossiers: one transaction and one entry each."""

from muster.papers.services.appraisals.answering import (
    AnswerDraft,
    hand_in_answers,
    save_answers,
)
from muster.papers.services.appraisals.approving import (
    OnPaper,
    conclude_on_paper,
    subject_of,
)
from muster.papers.services.appraisals.assigning import assign, reassign, take_in
from muster.papers.services.appraisals.closing import close_checking, close_scoring
from muster.papers.services.appraisals.concluding import (
    ConclusionDraft,
    PointDraft,
    write_conclusion,
)
from muster.papers.services.appraisals.filling import Remarks, fill_and_hand_in, fill_sheet
from muster.papers.services.appraisals.handing_in import DossierDraft, hand_in
from muster.papers.services.appraisals.parts import Part, parts_of
from muster.papers.services.appraisals.rechecking import check_point
from muster.papers.services.appraisals.remarking import (
    RemarkDraft,
    add_remark,
    change_remark,
    remove_remark,
)
from muster.papers.services.appraisals.scoring import (
    ScoreLine,
    SheetDraft,
    hand_in_sheet,
    save_sheet,
    take_back_sheet,
)
from muster.papers.services.appraisals.teams import (
    TeamDraft,
    change_team,
    end_team,
    found_team,
)

__all__ = [
    "AnswerDraft",
    "ConclusionDraft",
    "DossierDraft",
    "OnPaper",
    "Part",
    "PointDraft",
    "RemarkDraft",
    "Remarks",
    "ScoreLine",
    "SheetDraft",
    "TeamDraft",
    "add_remark",
    "assign",
    "change_remark",
    "change_team",
    "check_point",
    "close_checking",
    "close_scoring",
    "conclude_on_paper",
    "end_team",
    "fill_and_hand_in",
    "fill_sheet",
    "found_team",
    "hand_in",
    "hand_in_answers",
    "hand_in_sheet",
    "parts_of",
    "reassign",
    "remove_remark",
    "save_answers",
    "save_sheet",
    "subject_of",
    "take_back_sheet",
    "take_in",
    "write_conclusion",
]
