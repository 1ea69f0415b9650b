"""What a control room refuses.

DomainError
├── RoomOpenAlready, RoomClosed, RoomHasNoPlan, IncidentsLeft,
│   RoomStillOpen, PostConcludesNothing                                   rooms
├── LineEmpty, LineTooLong, KindUnknown, NotInRoom, TeamWanted,
│   IncidentWanted, TasksWanted, HappensLater                             the log line
├── AlreadyCorrected, ReasonMissing                                       corrections
├── MoveNotAllowed, LifeNotAllowed, IncidentOver, TaskClosed, NumberTaken states
├── ChannelTaken, ChannelNotHeld                                          loggists
├── PassingUnderWay, PassingOver, PassingBySame, PassingNotYours          passing on
├── NotToBeSent, WhyNotOffered, NotEnough                                 dispatch
└── CallEmpty, ClockUnreadable, TroubleSettled, TooManyTexts              the day
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
    """No such team, incident or task here."""

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


class TasksWanted(DomainError):
    """The kind of line needs to know which tasks it closes."""

    code: ClassVar[str] = "control.tasks_wanted"
    status: ClassVar[int] = 422
    template = _("“%(kind)s” needs a task: write * and its number. Open are: %(known)s.")


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


class CallEmpty(DomainError):
    """A trouble has words."""

    code: ClassVar[str] = "control.call_empty"
    status: ClassVar[int] = 422
    template = _("Say in a few words what is wrong.")


class ClockUnreadable(DomainError):
    """What was meant as an hour is never taken for now."""

    code: ClassVar[str] = "control.clock_unreadable"
    status: ClassVar[int] = 422
    template = _("%(given)s is no hour here. Write an hour as 7h30 or 07:30.")


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
