"""What is refused of remarks and their rounds.

RemarkError
├── RoundRuns, RoundTooShort, BodyOutside, UnitUnknown, NotLatest,
│   TakesNoRemarks                                                             opening
├── RoundIsOpen, RoundOver, RoundConsolidated                                  the round's state
├── ParagraphUnknown, ParagraphGone, KindUnknown, RemarkEmpty, ProposalWanted,
│   RemarkTooLong, FiguresWrong, FigureImpossible, NoComments, HeldAhead,
│   FileEnteredBefore                                                           entering
├── RemarkElsewhere, RemarkChanged, RemarkDecided, NotWrittenHere,
│   TooFewToMerge, DifferentPlaces, NotMerged, NotMergedHere                   merging
├── RemarksLie, AnsweredAlready, NothingToPass, NothingChosen, OwnerDecides,
│   NotFromBelow                                                               levels
├── ReasonMissing, HeldByAnother, NotHeld, OnlyOwnerDecides, DraftChanged,
│   DraftBehind, StillUndecided, TooMuchForWord                                consolidating
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from muster.papers.errors import PapersError


class RemarkError(PapersError):
    """Any refusal of remarks."""


class RoundRuns(RemarkError):
    """One round of a document at a time."""

    code: ClassVar[str] = "papers.round_runs"
    template = _(
        "Round %(number)s of “%(document)s” was opened by %(who)s at %(at)s and is not"
        " consolidated yet. Consolidate it first; what is undecided is carried on."
    )


class RoundTooShort(RemarkError):
    """Some level's day would be over before the round begins."""

    code: ClassVar[str] = "papers.round_too_short"
    status: ClassVar[int] = 422
    template = _(
        "%(unit)s would have to pass on by %(due)s, which is over."
        " The earliest closing day that leaves every level its days is %(earliest)s."
    )


class BodyOutside(RemarkError):
    """Only the owner and those below it are asked."""

    code: ClassVar[str] = "papers.body_outside"
    status: ClassVar[int] = 422
    template = _("%(units)s: not below %(owner)s, whose document this is.")


class NotLatest(RemarkError):
    """Remarks are asked for the newest text."""

    code: ClassVar[str] = "papers.version_not_latest"
    template = _(
        "Version %(number)s of “%(document)s” is not the newest; version %(latest)s is."
        " Open the round for that one."
    )


class TakesNoRemarks(RemarkError):
    """No remarks are asked on a text that is adopted or withdrawn."""

    code: ClassVar[str] = "papers.document_takes_no_remarks"
    template = _("“%(document)s” is %(state)s; no remarks are asked on it.")


class RoundIsOpen(RemarkError):
    """The act waits until the round is closed."""

    code: ClassVar[str] = "papers.round_is_open"
    template = _("Round %(number)s of “%(document)s” is still open. Close it first.")


class RoundOver(RemarkError):
    """A closed round takes nothing more."""

    code: ClassVar[str] = "papers.round_over"
    template = _(
        "Round %(number)s of “%(document)s” was closed by %(who)s at %(at)s and takes no more"
        " remarks. %(owner)s can open it again (%(roles)s)."
    )


class RoundConsolidated(RemarkError):
    """A consolidated round is history."""

    code: ClassVar[str] = "papers.round_consolidated"
    template = _(
        "Round %(number)s of “%(document)s” was consolidated by %(who)s at %(at)s."
        " What remains is said in the next round."
    )


class UnitUnknown(RemarkError):
    """A code or name that stands for no unit, or for several."""

    code: ClassVar[str] = "papers.unit_unknown"
    status: ClassVar[int] = 422
    template = _("“%(found)s” names no unit here, or several. Wanted: a code or a whole name.")


class ParagraphUnknown(RemarkError):
    """A number that the text of the round does not have."""

    code: ClassVar[str] = "papers.paragraph_unknown"
    status: ClassVar[int] = 422
    template = _(
        "“%(found)s” is not a paragraph of version %(version)s."
        " Wanted: a number from %(least)s to %(most)s, or nothing for the text as a whole."
    )


class ParagraphGone(RemarkError):
    """The paragraph does not stand in this version any more."""

    code: ClassVar[str] = "papers.paragraph_gone"
    template = _(
        "Paragraph %(number)s stands in the text up to version %(last)s and not in version"
        " %(version)s. Nothing is lost: choose the paragraph that stands there now, number"
        " %(nearest)s, or write on the text as a whole."
    )


class KindUnknown(RemarkError):
    """A kind of remark that the rules do not have."""

    code: ClassVar[str] = "papers.remark_kind_unknown"
    status: ClassVar[int] = 422
    template = _("“%(found)s” is no kind of remark. Wanted: %(wanted)s.")


class RemarkEmpty(RemarkError):
    """A remark without words."""

    code: ClassVar[str] = "papers.remark_empty"
    status: ClassVar[int] = 422
    template = _("A remark of the kind “%(kind)s” needs its words.")


class ProposalWanted(RemarkError):
    """A kind of remark that brings the words it wants."""

    code: ClassVar[str] = "papers.proposal_wanted"
    status: ClassVar[int] = 422
    template = _("A remark of the kind “%(kind)s” needs the words that should stand in the text.")


class RemarkTooLong(RemarkError):
    """More than anybody will read beside a paragraph."""

    code: ClassVar[str] = "papers.remark_too_long"
    status: ClassVar[int] = 422
    template = _("%(found)s letters; a remark has at most %(most)s. Attach the paper as a scan.")


class FiguresWrong(RemarkError):
    """More behind a remark than were there."""

    code: ClassVar[str] = "papers.remark_figures_wrong"
    status: ClassVar[int] = 422
    template = _("%(found)s spoke to a remark or stand behind it, but %(present)s were present.")


class FigureImpossible(RemarkError):
    """Less than nobody, or more than there are anywhere."""

    code: ClassVar[str] = "papers.remark_figure_impossible"
    status: ClassVar[int] = 422
    template = _("%(found)s people cannot stand behind a remark. Wanted: 0 to %(most)s.")


class NoComments(RemarkError):
    """A Word file without a comment that waits for an answer."""

    code: ClassVar[str] = "papers.no_comments"
    status: ClassVar[int] = 422
    template = _("%(name)s holds no open comment. Comments are what Word shows in the margin.")


class HeldAhead(RemarkError):
    """A meeting that has not been held yet by the clock of this installation."""

    code: ClassVar[str] = "papers.remarks_held_ahead"
    status: ClassVar[int] = 422
    template = _("%(found)s has not come: by the clock of this installation it is %(today)s.")


class FileEnteredBefore(RemarkError):
    """The same Word file a second time: nobody wants its remarks counted twice."""

    code: ClassVar[str] = "papers.file_entered_before"
    template = _(
        "The remarks of this file were entered already: %(count)s of %(unit)s, by %(who)s at"
        " %(at)s, as “%(name)s”. If they are wanted once more all the same, say so below."
    )


class RemarkElsewhere(RemarkError):
    """Somebody moved the remark meanwhile."""

    code: ClassVar[str] = "papers.remark_elsewhere"
    template = _("Remark %(number)s does not lie on the desk of %(unit)s any more: %(what)s.")


class RemarkChanged(RemarkError):
    """Somebody else saved the remark meanwhile."""

    code: ClassVar[str] = "papers.remark_changed"
    template = _(
        "%(who)s changed remark %(number)s at %(at)s. Look at it again; your words are kept below."
    )


class RemarkDecided(RemarkError):
    """What is decided is not changed any more."""

    code: ClassVar[str] = "papers.remark_decided"
    template = _(
        "Remark %(number)s was decided by %(who)s at %(at)s: %(decision)s."
        " Take the decision back first."
    )


class NotWrittenHere(RemarkError):
    """Words are changed by who wrote them."""

    code: ClassVar[str] = "papers.remark_not_written_here"
    template = _(
        "Remark %(number)s was written by %(unit)s. Send it back with a reason, and it is changed"
        " there."
    )


class TooFewToMerge(RemarkError):
    """One remark alone is not merged."""

    code: ClassVar[str] = "papers.too_few_to_merge"
    status: ClassVar[int] = 422
    template = _("Choose at least two remarks to merge.")


class DifferentPlaces(RemarkError):
    """Merged remarks speak of one place in the text."""

    code: ClassVar[str] = "papers.remarks_of_different_places"
    template = _("The remarks speak of different paragraphs: %(numbers)s. Merge those of one.")


class NotMerged(RemarkError):
    """Only what was merged is taken apart."""

    code: ClassVar[str] = "papers.remark_not_merged"
    template = _("Remark %(number)s holds no others.")


class NotMergedHere(RemarkError):
    """Taken apart by who merged it."""

    code: ClassVar[str] = "papers.remark_not_merged_here"
    template = _(
        "Remark %(number)s was merged by %(unit)s. Send it back with a reason, and it is taken"
        " apart there."
    )


class RemarksLie(RemarkError):
    """Nobody says “no remarks” over remarks."""

    code: ClassVar[str] = "papers.remarks_lie"
    template = _("%(count)s remarks lie on the desk of %(unit)s. Pass them on instead.")


class AnsweredAlready(RemarkError):
    """A body says once that it has no remarks."""

    code: ClassVar[str] = "papers.answered_already"
    template = _("%(unit)s answered at %(at)s, by %(who)s: %(state)s.")


class NothingToPass(RemarkError):
    """An empty desk."""

    code: ClassVar[str] = "papers.nothing_to_pass"
    template = _("No remarks lie on the desk of %(unit)s. If it has none, say so: “No remarks”.")


class NothingChosen(RemarkError):
    """An act on chosen remarks without one."""

    code: ClassVar[str] = "papers.no_remark_chosen"
    status: ClassVar[int] = 422
    template = _("No remark is chosen. Tick at least one first.")


class OwnerDecides(RemarkError):
    """The owner's desk is the last one."""

    code: ClassVar[str] = "papers.owner_decides"
    template = _("%(unit)s owns the document: remarks are decided there and not passed on.")


class OnlyOwnerDecides(RemarkError):
    """Only what lies on the owner's desk is decided."""

    code: ClassVar[str] = "papers.only_owner_decides"
    template = _("Remark %(number)s lies with %(unit)s; %(owner)s decides what lies on its desk.")


class NotFromBelow(RemarkError):
    """Only what came up is sent back down."""

    code: ClassVar[str] = "papers.remark_not_from_below"
    template = _("Remark %(number)s was not passed on to %(unit)s by a body below it.")


class ReasonMissing(RemarkError):
    """Sending back, refusing, withdrawing and opening again say why."""

    code: ClassVar[str] = "papers.reason_missing"
    status: ClassVar[int] = 422
    template = _("Say why: the reason stays with the remark and is read by its authors.")


class HeldByAnother(RemarkError):
    """One editor consolidates at a time."""

    code: ClassVar[str] = "papers.held_by_another"
    template = _(
        "%(who)s has been consolidating this round since %(since)s."
        " Ask him to release it, or take it over; taking over is recorded."
    )


class NotHeld(RemarkError):
    """Whoever decides holds the round."""

    code: ClassVar[str] = "papers.round_not_held"
    template = _("Begin to consolidate first, so that two people do not decide at once.")


class DraftChanged(RemarkError):
    """Somebody else saved the draft meanwhile."""

    code: ClassVar[str] = "papers.draft_changed"
    template = _(
        "%(who)s changed the draft of paragraph %(number)s at %(at)s."
        " Look at it again; your words are kept below."
    )


class DraftBehind(RemarkError):
    """The text changed after the draft was written."""

    code: ClassVar[str] = "papers.draft_behind"
    template = _(
        "A newer version changed the text under these drafts: paragraphs %(numbers)s."
        " Look at each of them again and save it."
    )


class StillUndecided(RemarkError):
    """A paragraph changed by a draft although its remarks are not decided."""

    code: ClassVar[str] = "papers.still_undecided"
    template = _(
        "%(count)s remarks are not decided. Decide them, or say that they are carried to the next"
        " round."
    )


class TooMuchForWord(RemarkError):
    """More rows than Word opens in a reasonable time."""

    code: ClassVar[str] = "papers.too_much_for_word"
    status: ClassVar[int] = 413
    template = _(
        "%(count)s rows are too many for a Word file, which takes %(most)s."
        " Take the table as Excel, or merge first."
    )
