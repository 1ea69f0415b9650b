"""Numbers that people say on the radio: each command post gives out thousands of its own.

The first post counts from 1, the second from 1001, the third from 2001; who has used up 999 goes on
ten thousand further. So two posts that are apart never give one number to two things.
"""

from typing import Final

from django.db.models import F, Max, Model

from muster.control.errors.posts import NumberOfAnotherPost
from muster.control.models import CommandPost
from muster.control.services.hand import Pen

THOUSAND: Final = 1000
POSTS: Final = 10


def own_ordinal() -> int:
    """Which command post this installation is; 0 for the first, and for one that is alone."""
    own = CommandPost.objects.filter(is_own=True).values_list("ordinal", flat=True).first()
    return own or 0


def next_number(pen: Pen, model: type[Model], *, highest: int) -> int:
    """The next number of this post in the room. highest: that was given out by any post."""
    ordinal = own_ordinal()
    if ordinal == 0 and highest + 1 < THOUSAND:
        return highest + 1
    dealt = pen.dealt.get(model) or _last(pen, model, ordinal)
    number = dealt + 1 if dealt else ordinal * THOUSAND + 1
    if number % THOUSAND == 0:
        number += (POSTS - 1) * THOUSAND + 1
    pen.dealt[model] = number
    return number


def _last(pen: Pen, model: type[Model], ordinal: int) -> int:
    rows = model._default_manager.filter(room=pen.room.pk)  # noqa: SLF001  # Django's documented name
    ours = rows.annotate(post=F("number") / THOUSAND % POSTS).filter(post=ordinal)
    return ours.aggregate(last=Max("number"))["last"] or 0


def must_be_ours(number: int) -> None:
    """Refuse a number that people choose out of another post's thousand."""
    ordinal = own_ordinal()
    if number // THOUSAND % POSTS != ordinal:
        first = ordinal * THOUSAND + 1
        raise NumberOfAnotherPost(number=number, first=first, last=first + THOUSAND - 2)
