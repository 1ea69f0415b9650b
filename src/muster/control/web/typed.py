"""What typed words name: pieces and officers as far as the reader may see them; keys of forms."""

from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from muster.control.errors.equipment import NotOwnStaff, PieceUnknown
from muster.control.models import ControlRoom, Piece
from muster.control.queries.equipment import numbers_in, pieces_numbered
from muster.control.queries.staff import officers_named, officers_near, staff_for
from muster.duty.models import Officer
from muster.tree.scope import scope

MOST_NAMED = 20


def pieces_typed(request: HttpRequest, text: str) -> list[UUID]:
    """The keys of the pieces whose numbers were typed. Raises PieceUnknown for all it misses."""
    numbers = numbers_in(text)
    found = pieces_numbered(scope(request.user, Piece), numbers)
    unknown = [number for number in numbers if number not in found]
    if unknown:
        raise PieceUnknown(numbers=", ".join(unknown[:MOST_NAMED]))
    return [piece.pk for piece in found.values()]


def officer_typed(request: HttpRequest, room: ControlRoom, text: str) -> Officer:
    """The one officer of the own force who was typed. Raises NotOwnStaff."""
    rows = staff_for(request.user, room)
    found = officers_named(rows, text)
    if len(found) == 1:
        return found[0]
    near = ", ".join(officers_near(rows, text))
    hint = _("Is it one of these: %(names)s?") % {"names": near} if near else ""
    raise NotOwnStaff(text=text.strip()[:80], near=hint)


def uuid_typed(text: str) -> UUID | None:
    """The key under which a form comes again, if it has one."""
    try:
        return UUID(text)
    except ValueError:
        return None
