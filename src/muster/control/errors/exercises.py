"""What exercises refuse.

DomainError
├── NoExercise, NoInjects, ExerciseNot, SpeedUnknown   the clock of the story
└── InjectEarlier, InjectGone, InjectNotOut            injects
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


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
