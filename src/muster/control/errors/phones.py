"""What is refused to phones on post.

DomainError
├── NotYourShift, RoomNotOpen, MessageUnknown                            what they send
└── LineNotThere, PictureTooLarge, PictureUnreadable, TooManyPictures    pictures
"""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from muster.errors import DomainError


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
