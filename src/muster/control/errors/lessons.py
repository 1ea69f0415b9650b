"""What lessons refuse.

DomainError
└── LessonEmpty, LessonTaken, NotProposed, NoteMissing, VenueMissing
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


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
