"""Reads of rounds and remarks, through scope."""

from muster.papers.queries.remarks import scopes
from muster.papers.queries.remarks.desks import (
    DeskFigures,
    DeskPage,
    Line,
    below,
    choose_below,
    desk_figures,
    desk_page,
)
from muster.papers.queries.remarks.histories import (
    ParagraphHistory,
    Seen,
    Sentence,
    Stage,
    paragraph_history,
    seen_as_owner,
    seen_from_below,
)
from muster.papers.queries.remarks.lists import answered, remarks_below
from muster.papers.queries.remarks.my_desk import MyRemarks, my_remarks
from muster.papers.queries.remarks.paragraphs import (
    ParagraphPage,
    names_behind,
    paragraph_page,
)
from muster.papers.queries.remarks.paths import (
    Path,
    Station,
    answer_to,
    own_remarks,
    parts_of,
    path_of,
    visible_remarks,
)
from muster.papers.queries.remarks.rounds import (
    desks_of,
    own_desk,
    own_rounds,
    rounds_of,
    rounds_on,
    working_desk,
)

__all__ = [
    "DeskFigures",
    "DeskPage",
    "Line",
    "MyRemarks",
    "ParagraphHistory",
    "ParagraphPage",
    "Path",
    "Seen",
    "Sentence",
    "Stage",
    "Station",
    "answer_to",
    "answered",
    "below",
    "choose_below",
    "desk_figures",
    "desk_page",
    "desks_of",
    "my_remarks",
    "names_behind",
    "own_desk",
    "own_remarks",
    "own_rounds",
    "paragraph_history",
    "paragraph_page",
    "parts_of",
    "path_of",
    "remarks_below",
    "rounds_of",
    "rounds_on",
    "scopes",
    "seen_as_owner",
    "seen_from_below",
    "visible_remarks",
    "working_desk",
]
