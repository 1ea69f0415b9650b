"""What every Word file of a room says of itself: whether it is an exercise, and what proves it."""

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from muster.control.models import ControlRoom
from muster.exchange.filling.fields import Field
from muster.ledger.models import Head
from muster.shell.formats import moment, whole

EXERCISE: Final = Field("exercise", _("Mark of an exercise"))
HEAD: Final = Field("head", _("The signed head of the record"))


def exercise_words(room: ControlRoom) -> str:
    """The mark, or nothing for a room in earnest."""
    return gettext("EXERCISE: nothing in this report is in earnest.") if room.is_exercise else ""


def head_words(head: Head | None) -> str:
    """By which head the report can be proved; nothing while none covers it."""
    if head is None:
        return ""
    said = {
        "size": whole(head.size),
        "at": moment(head.signed_at),
        "root": bytes(head.root).hex(),
    }
    return (
        gettext(
            "Frozen under the signed head of the record: %(size)s entries, %(at)s, root %(root)s."
        )
        % said
    )
