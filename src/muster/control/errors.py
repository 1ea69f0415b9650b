"""What a control room refuses.

DomainError
├── RoomOpenAlready, RoomClosed, RoomHasNoPlan, IncidentsLeft,
│   RoomStillOpen, PostConcludesNothing                                   rooms
├── LineEmpty, LineTooLong, KindUnknown, NotInRoom, TeamWanted,
│   IncidentWanted, HappensLater                                          the log line
├── AlreadyCorrected, ReasonMissing                                       corrections
├── MoveNotAllowed, LifeNotAllowed, IncidentOver, TaskClosed, NumberTaken states
├── ChannelTaken, ChannelNotHeld                                          loggists
├── PassingUnderWay, PassingOver, PassingBySame, PassingNotYours          passing on
├── NotYourShift, RoomNotOpen, MessageUnknown                             phones on post
├── LineNotThere, PictureTooLarge, PictureUnreadable, TooManyPictures           pictures
├── AlertBySame, AlertNotDraft, AlertNotInForce, AlertBreaksRules         alerts of our own
├── AlertUnreadable, AlertKnown                                           alerts of others
├── LessonEmpty, LessonTaken, NotProposed, NoteMissing, VenueMissing         lessons
├── NotToBeSent, WhyNotOffered, NotEnough                                  dispatch
├── CallEmpty, TroubleSettled, TooManyTexts                                the day
├── NumbersMissing, TooManyPieces, PieceUnknown, PieceTaken, PieceStruck,
│   PieceOut, PieceNotOut, PieceElsewhere, PieceLost, PieceOfOtherUnit,
│   NotOwnStaff, HandsSame, PiecesLeft, RoomFull                           equipment
├── CountWanted, CountDiffers                                              counting it
├── PostCopiesNot, PostCopyNotHere, PostFolderTaken, TooManyPosts,
│   PostNotACopy, PostBegunAlready, PostKeyUnreadable, PostKeyKnown,
│   FingerprintDiffers, PostUnknown, PostNotEnrolled                        command posts
├── PostOpensNoRoom, NumberOfAnotherPost                                   at a further post
├── BundleOfStranger, BundleOfOurs, BundleNeedsOther, BundleUnfit          bundles
├── ConflictDecided, ConflictMoved, SideUnknown                            conflicts
└── NoExercise, NoInjects, ExerciseNot, SpeedUnknown, InjectEarlier,
    InjectGone, InjectNotOut                                               exercises
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


class RoomOpenAlready(DomainError):
    """One event has one open room of each mode."""

    code: ClassVar[str] = "control.open_already"
    template = _("%(event)s has an open control room, opened by %(who)s at %(at)s. Go there.")


class RoomHasNoPlan(DomainError):
    """A room is opened over the posts of a plan."""

    code: ClassVar[str] = "control.no_plan"
    template = _("%(event)s has no plan of posts yet. The safety planner makes one first.")


class RoomClosed(DomainError):
    """Nothing is added to a closed room."""

    code: ClassVar[str] = "control.closed"
    template = _("This control room was closed by %(who)s at %(at)s. Open a new one to go on.")


class RoomStillOpen(DomainError):
    """A day is concluded when it is over."""

    code: ClassVar[str] = "control.still_open"
    template = _("%(room)s is still open. Close the control room first, then draw up the report.")


class PostConcludesNothing(DomainError):
    """Reports and lessons are of the whole day, with what every post recorded."""

    code: ClassVar[str] = "control.post_concludes_nothing"
    template = _(
        "This command post is a copy. Carry its bundle to the first post; the report is drawn up"
        " and lessons are noted there."
    )


class IncidentsLeft(DomainError):
    """A room is closed when nothing in it is under way."""

    code: ClassVar[str] = "control.incidents_left"
    template = _("The room cannot be closed: incidents %(numbers)s are not ended. End them first.")


class LineEmpty(DomainError):
    """A line says something."""

    code: ClassVar[str] = "control.line_empty"
    status: ClassVar[int] = 422
    template = _("The line says nothing yet. Write what happened.")


class LineTooLong(DomainError):
    """A line is read at a glance."""

    code: ClassVar[str] = "control.line_too_long"
    status: ClassVar[int] = 422
    template = _("The line has %(letters)s letters; at most %(most)s fit. Write two lines.")


class KindUnknown(DomainError):
    """What stands after the stroke is no kind of line."""

    code: ClassVar[str] = "control.kind_unknown"
    status: ClassVar[int] = 422
    template = _("/%(given)s is no kind of line. Known are: %(known)s.")


class NotInRoom(DomainError):
    """No such team or incident here."""

    code: ClassVar[str] = "control.not_in_room"
    status: ClassVar[int] = 422
    template = _("%(given)s is not in this room. Known are: %(known)s.")


class TeamWanted(DomainError):
    """The kind of line needs to know whom it is about."""

    code: ClassVar[str] = "control.team_wanted"
    status: ClassVar[int] = 422
    template = _("“%(kind)s” needs a team: write @ and its number.")


class IncidentWanted(DomainError):
    """The kind of line needs to know which incident it is about."""

    code: ClassVar[str] = "control.incident_wanted"
    status: ClassVar[int] = 422
    template = _("“%(kind)s” needs an incident: write # and its number.")


class HappensLater(DomainError):
    """The record holds what happened, not what will."""

    code: ClassVar[str] = "control.happens_later"
    status: ClassVar[int] = 422
    template = _(
        "%(given)s has not come yet. A line says what happened; for what is to come, give a task."
    )


class AlreadyCorrected(DomainError):
    """The newest word on a thing is corrected, not an older one."""

    code: ClassVar[str] = "control.already_corrected"
    template = _("This line was corrected by %(who)s at %(at)s. Correct that line instead.")


class ReasonMissing(DomainError):
    """A correction says why."""

    code: ClassVar[str] = "control.reason_missing"
    status: ClassVar[int] = 422
    template = _("Say why the line is corrected.")


class MoveNotAllowed(DomainError):
    """The pack's rules let a team go from one state into some others only."""

    code: ClassVar[str] = "control.move_not_allowed"
    template = _(
        "@%(number)s %(team)s is “%(was)s” and cannot become “%(wanted)s” from there. "
        "Possible: %(allowed)s."
    )


class LifeNotAllowed(DomainError):
    """The pack's rules let an incident go from one state into some others only."""

    code: ClassVar[str] = "control.life_not_allowed"
    template = _(
        "Incident %(number)s is “%(was)s” and cannot become “%(wanted)s” from there. "
        "Possible: %(allowed)s."
    )


class IncidentOver(DomainError):
    """Nobody is sent to what has ended."""

    code: ClassVar[str] = "control.incident_over"
    template = _("Incident %(number)s has ended. Take it up again first, or open a new one.")


class TaskClosed(DomainError):
    """A task is closed once."""

    code: ClassVar[str] = "control.task_closed"
    template = _("Task %(number)s was closed by %(who)s at %(at)s.")


class NumberTaken(DomainError):
    """Two teams would answer to one number."""

    code: ClassVar[str] = "control.number_taken"
    template = _("@%(number)s is %(team)s already. Choose another number.")


class ChannelTaken(DomainError):
    """One loggist writes a channel down."""

    code: ClassVar[str] = "control.channel_taken"
    template = _("%(channel)s is written down by %(who)s since %(at)s. Take it over first.")


class ChannelNotHeld(DomainError):
    """A line of a channel comes from its loggist."""

    code: ClassVar[str] = "control.channel_not_held"
    template = _("Nobody writes %(channel)s down. Take the channel first.")


class PassingUnderWay(DomainError):
    """One passing on at a time."""

    code: ClassVar[str] = "control.passing_under_way"
    template = _(
        "%(who)s drew up a passing on at %(at)s that nobody has taken yet. "
        "Take it, or have it withdrawn."
    )


class PassingOver(DomainError):
    """It was taken or withdrawn."""

    code: ClassVar[str] = "control.passing_over"
    template = _("Passing on %(number)s was taken or withdrawn already.")


class PassingBySame(DomainError):
    """Two people sign."""

    code: ClassVar[str] = "control.passing_by_same"
    template = _(
        "%(who)s drew up this passing on and cannot take it. The next shift signs in and takes it."
    )


class PassingNotYours(DomainError):
    """Who drew it up takes it back."""

    code: ClassVar[str] = "control.passing_not_yours"
    template = _("Only %(who)s, who drew it up, can withdraw this passing on.")


class AlertBySame(DomainError):
    """Two people stand for a warning."""

    code: ClassVar[str] = "control.alert_by_same"
    template = _(
        "%(who)s drafted this alert and cannot release it. A second person who may release alerts "
        "reads and releases it."
    )


class AlertNotDraft(DomainError):
    """What was released or withdrawn stays as it is."""

    code: ClassVar[str] = "control.alert_not_draft"
    template = _("Alert %(number)s no longer waits for release: it is “%(state)s”.")


class AlertNotInForce(DomainError):
    """Only what is in force can be updated or cancelled."""

    code: ClassVar[str] = "control.alert_not_in_force"
    template = _("Alert %(number)s is not in force: it is “%(state)s”. Draft a new alert instead.")


class AlertBreaksRules(DomainError):
    """What the standard does not allow is neither drafted nor sent."""

    code: ClassVar[str] = "control.alert_breaks_rules"
    status: ClassVar[int] = 422
    template = _("The alert breaks rules of CAP 1.2: %(findings)s.")


class AlertUnreadable(DomainError):
    """Bytes that are no message of the standard."""

    code: ClassVar[str] = "control.alert_unreadable"
    status: ClassVar[int] = 422
    template = _("%(name)s was not taken: it is no message of CAP 1.2. Found: %(findings)s.")


class AlertKnown(DomainError):
    """The same message comes by several ways."""

    code: ClassVar[str] = "control.alert_known"
    template = _("This message is in the room already, as number %(number)s.")


class NotToBeSent(DomainError):
    """A hard rule keeps the team: off duty, silent, a crew below its least, nobody named."""

    code: ClassVar[str] = "control.not_to_be_sent"
    template = _("%(teams)s cannot be sent: %(why)s.")


class WhyNotOffered(DomainError):
    """Whoever sends somebody who was not offered says why."""

    code: ClassVar[str] = "control.why_not_offered"
    status: ClassVar[int] = 422
    template = _("%(teams)s was not offered (%(why)s). Send it with a few words that say why.")


class NotEnough(DomainError):
    """Nobody is sent alone to a silent post."""

    code: ClassVar[str] = "control.not_enough"
    template = _(
        "To incident %(number)s go %(wanted)s at least, and %(teams)s has %(heads)s. "
        "Send another team along."
    )


class NotYourShift(DomainError):
    """Who reports from a post has a shift there by a published roster."""

    code: ClassVar[str] = "control.not_your_shift"
    status: ClassVar[int] = 403
    template = _("No published roster gives you this shift. Report by radio and tell the desk.")


class RoomNotOpen(DomainError):
    """The phone keeps what it has until the control room opens."""

    code: ClassVar[str] = "control.room_not_open"
    template = _(
        "The control room of %(event)s is not open yet. The entry stays on the phone and is sent "
        "when it opens. What is urgent: by radio."
    )


class MessageUnknown(DomainError):
    """Only what was sent to one's own post is acknowledged."""

    code: ClassVar[str] = "control.message_unknown"
    status: ClassVar[int] = 422
    template = _("No such message was sent to your post.")


class LineNotThere(DomainError):
    """A picture follows its report."""

    code: ClassVar[str] = "control.line_not_there"
    template = _("The report of this picture has not arrived yet. The picture is sent again.")


class PictureTooLarge(DomainError):
    """A picture is judged by its head before any of it is decoded."""

    code: ClassVar[str] = "control.picture_too_large"
    status: ClassVar[int] = 413
    template = _(
        "The picture is too large: at most %(max_mb)d MB and %(max_megapixels)d million pixels. "
        "Take it again with a lower resolution."
    )


class PictureUnreadable(DomainError):
    """What cannot be decoded is no picture."""

    code: ClassVar[str] = "control.picture_unreadable"
    status: ClassVar[int] = 422
    template = _("This file is no picture that can be read. Known are JPEG, PNG and WebP.")


class TooManyPictures(DomainError):
    """A report has a few pictures."""

    code: ClassVar[str] = "control.too_many_pictures"
    template = _("This report has %(most)d pictures already. Write another report for more.")


class LessonEmpty(DomainError):
    """A lesson, and a change, has words."""

    code: ClassVar[str] = "control.lesson_empty"
    status: ClassVar[int] = 422
    template = _("Say in a few words what the day taught, or what should change.")


class LessonTaken(DomainError):
    """A lesson becomes one thing."""

    code: ClassVar[str] = "control.lesson_taken"
    template = _("%(who)s took lesson %(number)s up already. Note another lesson for more.")


class NotProposed(DomainError):
    """Only what waits for a decision is decided."""

    code: ClassVar[str] = "control.not_proposed"
    template = _("Lesson %(number)s has no change that waits for a decision.")


class NoteMissing(DomainError):
    """A decision says why, or how it comes into force."""

    code: ClassVar[str] = "control.note_missing"
    status: ClassVar[int] = 422
    template = _("Say in a few words why, or with which version of the pack it comes.")


class VenueMissing(DomainError):
    """Venues have risks and cards; an event without one has neither."""

    code: ClassVar[str] = "control.venue_missing"
    template = _("%(event)s has no venue. Note the risk for the unit's events instead.")


class CallEmpty(DomainError):
    """A trouble has words."""

    code: ClassVar[str] = "control.call_empty"
    status: ClassVar[int] = 422
    template = _("Say in a few words what is wrong.")


class TroubleSettled(DomainError):
    """It is no trouble, or no longer."""

    code: ClassVar[str] = "control.trouble_settled"
    template = _("%(who)s settled this at %(at)s.")


class TooManyTexts(DomainError):
    """A block of messages is looked through line by line before it is recorded."""

    code: ClassVar[str] = "control.too_many_texts"
    status: ClassVar[int] = 422
    template = _(
        "%(count)s messages with %(letters)s letters are too much at once; at most %(most)s"
        " messages and %(most_letters)s letters. Take some out and paste them later."
    )


class NumbersMissing(DomainError):
    """Equipment changes hands by its number."""

    code: ClassVar[str] = "control.numbers_missing"
    status: ClassVar[int] = 422
    template = _("Type or paste the numbers of what changes hands.")


class TooManyPieces(DomainError):
    """One act is read at a glance."""

    code: ClassVar[str] = "control.too_many_pieces"
    status: ClassVar[int] = 422
    template = _("%(count)s numbers at once; at most %(most)s. Do it in two goes.")


class PieceUnknown(DomainError):
    """A number that no register in reach has."""

    code: ClassVar[str] = "control.piece_unknown"
    status: ClassVar[int] = 422
    template = _("No register within your reach has the number %(numbers)s. Nothing was recorded.")


class PieceTaken(DomainError):
    """One number, one piece."""

    code: ClassVar[str] = "control.piece_taken"
    template = _(
        "The number %(number)s stands in another unit's register. Put your unit's sign before it."
    )


class PieceStruck(DomainError):
    """What is struck off is not issued."""

    code: ClassVar[str] = "control.piece_struck"
    template = _("%(number)s is struck off the register.")


class PieceOut(DomainError):
    """Somebody has it."""

    code: ClassVar[str] = "control.piece_out"
    template = _("%(number)s is out already: %(who)s has it since %(at)s.")


class PieceNotOut(DomainError):
    """Nobody has it."""

    code: ClassVar[str] = "control.piece_not_out"
    template = _("%(number)s is not out. Nothing was recorded.")


class PieceElsewhere(DomainError):
    """Another room has charge of it."""

    code: ClassVar[str] = "control.piece_elsewhere"
    template = _("%(number)s is in charge of another control room: %(room)s.")


class PieceLost(DomainError):
    """What is missing is first found."""

    code: ClassVar[str] = "control.piece_lost"
    template = _("%(number)s is missing since %(at)s. Enter it as returned once it is found.")


class PieceOfOtherUnit(DomainError):
    """The pack lets a kind out to staff of the owning unit alone."""

    code: ClassVar[str] = "control.piece_of_other_unit"
    template = _(
        "%(number)s belongs to %(unit)s and is issued to its staff alone; %(who)s is of another "
        "unit."
    )


class NotOwnStaff(DomainError):
    """Two people of the own force."""

    code: ClassVar[str] = "control.not_own_staff"
    status: ClassVar[int] = 422
    template = _(
        "“%(text)s” is not one person of the own force. Write name or service number. %(near)s"
    )


class HandsSame(DomainError):
    """One gives, another takes."""

    code: ClassVar[str] = "control.hands_same"
    status: ClassVar[int] = 422
    template = _("%(who)s cannot be both who gives and who takes.")


class PiecesLeft(DomainError):
    """A room is closed when its equipment is back."""

    code: ClassVar[str] = "control.pieces_left"
    template = _(
        "The room cannot be closed: %(numbers)s is not back. Enter it as returned, or count it as "
        "missing when the shift is passed on."
    )


class RoomFull(DomainError):
    """A room has charge of what one person can count."""

    code: ClassVar[str] = "control.room_full"
    template = _("A control room has charge of at most %(most)s pieces; this would make %(count)s.")


class CountWanted(DomainError):
    """Who takes the shift over counts."""

    code: ClassVar[str] = "control.count_wanted"
    status: ClassVar[int] = 422
    template = _("%(kind)s is not counted yet. Write how many are here.")


class CountDiffers(DomainError):
    """What is not there has a number."""

    code: ClassVar[str] = "control.count_differs"
    template = _(
        "%(kind)s: %(due)s should be here; you counted %(counted)s and named %(named)s as missing. "
        "Count again, or name the numbers that are missing."
    )


class PostCopiesNot(DomainError):
    """Copies for further posts are made at the first one, which gives out the thousands."""

    code: ClassVar[str] = "control.post_copies_not"
    template = _("A copy for a further command post is made at the first post, not at this one.")


class PostCopyNotHere(DomainError):
    """A copy is a file; a database server is copied by its own means."""

    code: ClassVar[str] = "control.post_copy_not_here"
    template = _(
        "This installation keeps its data on a database server: no copy can be carried away as"
        " a file. Run the command post from a laptop installation."
    )


class PostFolderTaken(DomainError):
    """A copy goes into a folder of its own."""

    code: ClassVar[str] = "control.post_folder_taken"
    template = _("%(folder)s is not empty. Name a new folder for the copy.")


class TooManyPosts(DomainError):
    """Numbers are dealt out to ten posts."""

    code: ClassVar[str] = "control.too_many_posts"
    template = _("There are %(most)d command posts already; there are no numbers for another one.")


class PostNotACopy(DomainError):
    """Only a copy that was made for a post can begin as one."""

    code: ClassVar[str] = "control.post_not_a_copy"
    template = _(
        "This data directory is no copy that was made for a command post. Make one at the first"
        " post and begin from it."
    )


class PostBegunAlready(DomainError):
    """A post begins once, before anything is recorded with its key."""

    code: ClassVar[str] = "control.post_begun_already"
    template = _("This installation has recorded under a key of its own already: %(log)s.")


class PostKeyUnreadable(DomainError):
    """What was entered is no key."""

    code: ClassVar[str] = "control.post_key_unreadable"
    status: ClassVar[int] = 422
    template = _("This is no key of a command post. Copy the whole line that the post shows.")


class PostKeyKnown(DomainError):
    """One key belongs to one post."""

    code: ClassVar[str] = "control.post_key_known"
    template = _("%(post)s has a key already, or this key belongs to another post.")


class FingerprintDiffers(DomainError):
    """What was read out is not the fingerprint of the key."""

    code: ClassVar[str] = "control.fingerprint_differs"
    status: ClassVar[int] = 422
    template = _(
        "The key has the fingerprint %(found)s, not %(said)s. Do not go on: compare again by"
        " telephone or face to face; if it differs again the key was changed on the way."
    )


class PostUnknown(DomainError):
    """No command post is called so."""

    code: ClassVar[str] = "control.post_unknown"
    status: ClassVar[int] = 404
    template = _("There is no command post %(given)s here. Known: %(known)s.")


class PostNotEnrolled(DomainError):
    """Bundles go to posts whose key was compared."""

    code: ClassVar[str] = "control.post_not_enrolled"
    template = _("The key of %(post)s was not compared yet. Enter it first.")


class PostOpensNoRoom(DomainError):
    """Rooms are opened at the first post alone, so that an event never has two."""

    code: ClassVar[str] = "control.post_opens_no_room"
    template = _(
        "Control rooms are opened and closed at the first command post. Here the rooms that came"
        " with the copy go on; the day of every event can be kept."
    )


class NumberOfAnotherPost(DomainError):
    """A team's number is chosen out of the own thousand."""

    code: ClassVar[str] = "control.number_of_another_post"
    status: ClassVar[int] = 422
    template = _(
        "%(number)d belongs to the numbers of another command post. Choose one from %(first)d to"
        " %(last)d."
    )


class BundleOfStranger(DomainError):
    """A bundle of a node that nobody enrolled."""

    code: ClassVar[str] = "control.bundle_of_stranger"
    template = _(
        "This bundle was signed by %(log)s (fingerprint %(fingerprint)s), which is no command post"
        " known here. Nothing was changed. If it should be known, compare its key first."
    )


class BundleOfOurs(DomainError):
    """Somebody brought our own bundle back."""

    code: ClassVar[str] = "control.bundle_of_ours"
    template = _("This bundle is of this post itself. Nothing was changed.")


class BundleNeedsOther(DomainError):
    """A bundle builds on entries of a third post that are not here."""

    code: ClassVar[str] = "control.bundle_needs_other"
    template = _(
        "This bundle builds on entries of %(log)s up to %(size)d, which are not here. Take a"
        " bundle of that post first. Nothing was changed."
    )


class BundleUnfit(DomainError):
    """Rightly signed, but not to be put into the tables."""

    code: ClassVar[str] = "control.bundle_unfit"
    template = _(
        "This bundle is rightly signed, but does not fit into the tables here: %(reason)s."
        " Nothing was changed. Both posts need the same version of muster."
    )


class ConflictDecided(DomainError):
    """A conflict is decided once."""

    code: ClassVar[str] = "control.conflict_decided"
    template = _("This conflict was decided by %(who)s at %(at)s.")


class ConflictMoved(DomainError):
    """One of the sides has changed since the page was shown."""

    code: ClassVar[str] = "control.conflict_moved"
    template = _("One side of this conflict has changed since. Look at it again.")


class SideUnknown(DomainError):
    """What was chosen is none of the two sides."""

    code: ClassVar[str] = "control.side_unknown"
    status: ClassVar[int] = 422
    template = _("Choose one of the sides, or that both stand.")


class NoExercise(DomainError):
    """Injects belong to a room that is opened as an exercise."""

    code: ClassVar[str] = "control.no_exercise"
    template = _("%(room)s is a room in earnest. Injects are for a room opened as an exercise.")


class NoInjects(DomainError):
    """A story has something to say."""

    code: ClassVar[str] = "control.no_injects"
    template = _("No inject is written yet. Paste them, or send them as a sheet.")


class ExerciseNot(DomainError):
    """Only what runs is paused, only what is paused goes on."""

    code: ClassVar[str] = "control.exercise_not"
    template = _("The exercise is “%(state)s”; that cannot be done now.")


class SpeedUnknown(DomainError):
    """The story runs at the speeds that are offered."""

    code: ClassVar[str] = "control.speed_unknown"
    status: ClassVar[int] = 422
    template = _("Choose one of these speeds: %(speeds)s.")


class InjectEarlier(DomainError):
    """A story goes forward."""

    code: ClassVar[str] = "control.inject_earlier"
    status: ClassVar[int] = 422
    template = _(
        "Injects %(numbers)s have times before %(face)s, at which the story would begin. Begin "
        "earlier, or change their times."
    )


class InjectGone(DomainError):
    """What has gone out is a line of the log."""

    code: ClassVar[str] = "control.inject_gone"
    template = _("Inject %(number)s has gone out and stays as it is.")


class InjectNotOut(DomainError):
    """What was expected is judged afterwards."""

    code: ClassVar[str] = "control.inject_not_out"
    template = _("Inject %(number)s has not gone out yet.")
