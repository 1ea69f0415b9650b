"""What is refused about the appraisal of dossiers, and about visits."""

from django.utils.translation import gettext_lazy as _

from muster.papers.errors import PapersError


class DossierUnderWay(PapersError):
    """A congress has one dossier under appraisal at a time."""

    code = "papers.dossier_under_way"
    template = _(
        "Dossier %(number)s of %(unit)s was handed in by %(who)s at %(at)s and is under way"
        " (%(state)s). Another can be handed in when it is concluded."
    )


class DossierMet(PapersError):
    """What meets the requirements is not handed in again."""

    code = "papers.dossier_met"
    template = _(
        "Dossier %(number)s of %(unit)s meets the requirements already; nothing is handed in again."
    )


class DocumentsChanged(PapersError):
    """Somebody made a new version while the machine looked at the dossier."""

    code = "papers.documents_changed"
    template = _(
        "%(documents)s changed while the dossier was being checked. Look at it again, then hand"
        " it in."
    )


class NothingAppraised(PapersError):
    """The rules want no document of this congress to be appraised."""

    code = "papers.nothing_appraised"
    template = _("The rules want no document of %(unit)s to be appraised.")


class NotWaiting(PapersError):
    """Only a complete dossier that is not concluded is given to a team."""

    code = "papers.not_waiting"
    template = _("Dossier %(number)s of %(unit)s is not to be given out: %(state)s.")


class TeamIncomplete(PapersError):
    """A team without what makes it one."""

    code = "papers.team_incomplete"
    template = _("Still wanted: %(wanted)s.")


class TeamNameTaken(PapersError):
    """Two standing teams of one unit would bear one name."""

    code = "papers.team_name_taken"
    template = _("%(unit)s has a team called %(name)s already, under %(head)s.")


class TeamEnded(PapersError):
    """Nothing is given to a team that was ended."""

    code = "papers.team_ended"
    template = _("%(team)s was ended by %(who)s: %(reason)s")


class TeamBusy(PapersError):
    """A team with open appraisals is not ended."""

    code = "papers.team_busy"
    template = _(
        "%(team)s still has %(count)s appraisals that are not concluded, the first of %(unit)s."
        " Conclude them, or give them to another team."
    )


class StaffUnknown(PapersError):
    """A name that is no one person of the own staff."""

    code = "papers.staff_unknown"
    template = _("“%(typed)s” is not one person of the staff of %(unit)s.%(near)s")


class MemberCannotAppraise(PapersError):
    """A member must be able to sign in and to read what he appraises."""

    code = "papers.member_cannot_appraise"
    template = _(
        "%(person)s cannot appraise for %(unit)s: %(why)s. An administrator gives an account with"
        " one of these roles on %(unit)s: %(roles)s."
    )


class OwnUnit(PapersError):
    """Nobody appraises a document of the unit that he belongs to."""

    code = "papers.own_unit"
    template = _(
        "%(person)s belongs to %(own)s and does not appraise the dossier of %(unit)s."
        " Choose somebody else, or another team."
    )


class NoMember(PapersError):
    """Only members of the team score."""

    code = "papers.no_member"
    template = _("%(person)s is no member of %(team)s. Put him on the team first.")


class TakenAlready(PapersError):
    """A team takes a dossier once."""

    code = "papers.taken_already"
    template = _("%(team)s took dossier %(number)s of %(unit)s at %(at)s already (%(who)s).")


class NothingForTeam(PapersError):
    """A team whose kind takes none of the dossier's documents."""

    code = "papers.nothing_for_team"
    template = _("%(team)s appraises none of the documents of this dossier.")


class AssignedAlready(PapersError):
    """A member is given a dossier once."""

    code = "papers.assigned_already"
    template = _("%(person)s has this dossier already.")


class FewScorers(PapersError):
    """Fewer members than the rules want score a dossier only with a reason."""

    code = "papers.few_scorers"
    template = _(
        "The rules want %(wanted)s members to score a dossier; %(count)s are chosen."
        " Choose more, or say why there are fewer."
    )


class DueTooLate(PapersError):
    """Scores after the congress are of no use."""

    code = "papers.due_too_late"
    template = _("Scores by %(due)s come too late: the congress opens on %(opens)s.")


class AssignmentEnded(PapersError):
    """A member who was taken off writes no more."""

    code = "papers.assignment_ended"
    template = _(
        "%(who)s took this dossier from %(person)s at %(at)s: %(reason)s. Nothing was saved;"
        " what you typed is still on this page."
    )


class SheetOfAnother(PapersError):
    """Everybody writes his own sheet."""

    code = "papers.sheet_of_another"
    status = 403
    template = _("This sheet belongs to %(person)s; nobody else writes in it.")


class SheetChanged(PapersError):
    """The second of two windows that save."""

    code = "papers.sheet_changed"
    template = _(
        "This sheet was saved in another window at %(at)s, after you opened it here. Nothing was"
        " saved now; what you typed is still on this page. Open the sheet anew to see both."
    )


class SheetHandedIn(PapersError):
    """A sheet that was handed in is fixed until its author takes it back."""

    code = "papers.sheet_handed_in"
    template = _("You handed this sheet in at %(at)s. Take it back first; then it can be changed.")


class SheetNotHandedIn(PapersError):
    """Only what was handed in is taken back."""

    code = "papers.sheet_not_handed_in"
    template = _("This sheet was not handed in yet.")


class SheetIncomplete(PapersError):
    """A sheet is handed in with every criterion answered and a recommendation."""

    code = "papers.sheet_incomplete"
    template = _("Still wanted: %(wanted)s.")


class ScoringClosed(PapersError):
    """After the head closed the scoring nobody scores."""

    code = "papers.scoring_closed"
    template = _(
        "%(who)s closed the scoring at %(at)s. Nothing was saved; what you typed is still on this"
        " page. Tell the head if it matters."
    )


class ScoreOutOfRange(PapersError):
    """A score that the rubric does not know."""

    code = "papers.score_out_of_range"
    template = _(
        "%(document)s, %(criterion)s: %(value)s is no score; wanted: a whole number from 0 to"
        " %(most)s."
    )


class ScoreUnknown(PapersError):
    """A score for a document or a criterion that this sheet does not have."""

    code = "papers.score_unknown"
    template = _("This sheet has no criterion %(criterion)s for that document.")


class RemarkEmpty(PapersError):
    """A remark says something."""

    code = "papers.remark_empty"
    template = _("A remark without words was not kept. Say what is to be changed.")


class NoSuchPlace(PapersError):
    """A paragraph that the appraised version does not have."""

    code = "papers.no_such_place"
    template = _("%(document)s, version %(version)s, has no paragraph %(place)s.")


class WrongAppraisalState(PapersError):
    """Each act belongs to one stage."""

    code = "papers.wrong_appraisal_state"
    template = _("This is not possible now: %(state)s.%(who)s")


class ScoresLacking(PapersError):
    """The head closes without some members' scores only with a reason."""

    code = "papers.scores_lacking"
    template = _(
        "These members have not handed in their sheets: %(members)s. Wait for them, give their"
        " part to somebody else, or say why it is closed without them."
    )


class NoScores(PapersError):
    """A scoring without a single sheet is not closed."""

    code = "papers.no_scores"
    template = _("Nobody has handed in a sheet: there is nothing to conclude from.")


class RoundChanged(PapersError):
    """The second of two people who save."""

    code = "papers.round_changed"
    template = _(
        "%(who)s changed this at %(at)s, after you opened it. Nothing was saved; what you typed is"
        " still on this page."
    )


class ConclusionIncomplete(PapersError):
    """A conclusion without what it must say."""

    code = "papers.conclusion_incomplete"
    template = _("Still wanted: %(wanted)s.")


class PointsDropped(PapersError):
    """A point that was not handled does not vanish."""

    code = "papers.points_dropped"
    template = _(
        "These points of the round before were not fully handled and are missing here: %(points)s."
        " Take them over, or conclude with a reason that lets them go."
    )


class PointsUnchecked(PapersError):
    """No round closes with an unchecked point."""

    code = "papers.points_unchecked"
    template = _("These points are not checked yet: %(points)s.")


class AnswersLacking(PapersError):
    """Every point is answered."""

    code = "papers.answers_lacking"
    template = _(
        "These points have no answer yet: %(points)s. Say for each whether it was handled, or why"
        " not."
    )


class WhyNotMissing(PapersError):
    """Not handled, or not fully, says why."""

    code = "papers.why_not_missing"
    template = _("Point %(number)s: say why it is not handled, or what is lacking.")


class WrongSigner(PapersError):
    """The sheet is signed by the head of the team, or by a leader of the unit."""

    code = "papers.wrong_signer"
    template = _(
        "%(signer)s signed, but the conclusion of %(team)s is signed by its head, %(head)s, or by"
        " a leader of %(unit)s."
    )


class ReasonMissing(PapersError):
    """An act that needs a reason."""

    code = "papers.reason_missing"
    template = _("Say why.")


class VisitIncomplete(PapersError):
    """A visit without what must be said of it."""

    code = "papers.visit_incomplete"
    template = _("Still wanted: %(wanted)s.")


class VisitPlanned(PapersError):
    """The same visit twice."""

    code = "papers.visit_planned"
    template = _("%(who)s planned this visit to %(unit)s for %(at)s already.")


class VisitCancelled(PapersError):
    """Nothing is done with a cancelled visit."""

    code = "papers.visit_cancelled"
    template = _("The visit was cancelled by %(who)s: %(reason)s")


class VisitNumbered(PapersError):
    """A conclusion gets one number, and stays as it was numbered."""

    code = "papers.visit_numbered"
    template = _("The conclusion bears number %(symbol)s already.")


class VisitNotHeld(PapersError):
    """Minutes and conclusions come after the beginning of a visit."""

    code = "papers.visit_not_held"
    template = _("The visit begins on %(at)s; minutes and conclusions come after that.")


class VisitNotAbove(PapersError):
    """A unit visits those below it."""

    code = "papers.visit_not_above"
    template = _("%(unit)s visits units below it, and %(visited)s is none of them.")
