"""What own equipment refuses.

DomainError
├── NumbersMissing, TooManyPieces, PieceUnknown, PieceTaken, PieceStruck,
│   PieceOut, PieceNotOut, PieceElsewhere, PieceLost, PieceOfOtherUnit,
│   NotOwnStaff, HandsSame, PiecesLeft, RoomFull                           from hand to hand
└── CountWanted, CountDiffers                                              counting it
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


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
