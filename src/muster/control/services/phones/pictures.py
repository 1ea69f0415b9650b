"""Pictures of reports: judged by their head, drawn anew, kept under their hash."""

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import IO, Any, Final
from uuid import UUID

from muster.control.errors.phones import (
    LineNotThere,
    PictureTooLarge,
    PictureUnreadable,
    TooManyPictures,
)
from muster.control.models import Line, Picture
from muster.control.queries.pack import pack_of
from muster.control.services.hand import writing
from muster.control.services.phones.entered import LONGEST_WAIT
from muster.ledger.errors import UuidOfAnother, UuidReused
from muster.ledger.models import Entry
from muster.ledger.services import retry_on_deadlock
from muster.packs.schema import PhoneRules
from muster.season.services.grades import Mark
from muster.season.services.kept import MB, keeping
from muster.tree.actors import actor_for
from muster.tree.clock import day_of
from muster.tree.models import Account

MOST_PICTURES: Final = 6
FORMATS: Final = ("JPEG", "PNG", "WEBP")
QUALITY: Final = 85
JPEG: Final = "image/jpeg"
KEPT: Final = "control.picture_kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture as it was drawn anew: a JPEG of nothing but its pixels."""

    content: bytes
    width_px: int
    height_px: int


@retry_on_deadlock
def keep_picture(
    account: Account,
    *,
    line: UUID,
    content: IO[bytes],
    age_s: float,
    now: datetime,
    client_uuid: UUID,
) -> int:
    """Keep a picture of a line that the account recorded; the number under which it is recorded.

    A picture that is recorded already gets the number that it got then and is not decoded again.
    age_s: how long before the sending it was taken. Raises LineNotThere, TooManyPictures,
    PictureTooLarge, PictureUnreadable, RoomClosed, UuidOfAnother.
    """
    known = Entry.objects.filter(uuid=client_uuid).first()
    if known is not None:
        return _number_of(known, account=account, line=line)
    row = Line.objects.filter(pk=line, account=account.pk)
    found = row.select_related("room__season_unit__season").first()
    if found is None:
        raise LineNotThere
    pack = pack_of(found.room)
    drawn = redraw(content, pack.phone)
    mark = Mark(pack=pack, grade=pack.default_grade.key, on=day_of(now))
    max_mb = pack.phone.picture_max_mb
    spool = BytesIO(drawn.content)
    with (
        keeping(spool, mark=mark, media_types=(JPEG,), max_mb=max_mb) as kept,
        writing(
            found.room_id, actor=actor_for(account, via="device"), now=now, client_uuid=client_uuid
        ) as pen,
    ):
        if not pen.record.is_replay:
            if Picture.objects.filter(line=found).count() >= MOST_PICTURES:
                raise TooManyPictures(most=MOST_PICTURES)
            body: dict[str, Any] = {
                "line": found.pk.hex,
                "sha256": kept.sha256,
                "content_type": kept.content_type,
                "size_bytes": kept.size_bytes,
                "width_px": drawn.width_px,
                "height_px": drawn.height_px,
                "grade": mark.grade,
            }
            age = timedelta(seconds=min(max(age_s, 0.0), LONGEST_WAIT.total_seconds()))
            at = now - age
            pen.write(KEPT, body, about=("line", found.pk), happened_at=at)
    return pen.written.number


def _number_of(entry: Entry, *, account: Account, line: UUID) -> int:
    """The number of long ago. Raises UuidOfAnother, UuidReused for a forged retry."""
    if entry.account != account.pk:
        raise UuidOfAnother(uuid=entry.uuid)
    if entry.kind != KEPT or json.loads(entry.text).get("line") != line.hex:
        raise UuidReused(uuid=entry.uuid)
    return entry.counter


def redraw(content: IO[bytes], rules: PhoneRules) -> Drawn:
    """Decode a picture, turn it upright, and write its pixels as a JPEG without anything else.

    Its bytes are counted and its head is read first: what says that it is too large is not
    decoded. Raises PictureTooLarge, PictureUnreadable.
    """
    # loaded with the first picture: a server that gets none starts without it
    from PIL import Image, ImageOps

    most = rules.picture_max_megapixels * 1_000_000
    too_large = PictureTooLarge(
        max_mb=rules.picture_max_mb, max_megapixels=rules.picture_max_megapixels
    )
    given = content.read(rules.picture_max_mb * MB + 1)
    if len(given) > rules.picture_max_mb * MB:
        raise too_large
    bombs = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    try:
        with (
            _raising(Image.DecompressionBombWarning),
            Image.open(BytesIO(given), formats=FORMATS) as found,
        ):
            if found.width * found.height > most:
                raise too_large
            found.draft("RGB", (rules.picture_side_px, rules.picture_side_px))
            upright = ImageOps.exif_transpose(found).convert("RGB")
    except bombs as bomb:
        raise too_large from bomb
    except (OSError, ValueError, SyntaxError, EOFError) as fault:
        raise PictureUnreadable from fault
    upright.thumbnail((rules.picture_side_px, rules.picture_side_px))
    out = BytesIO()
    # a picture of its own: nothing that the given one carried beside its pixels is written
    plain = Image.frombytes("RGB", upright.size, upright.tobytes())
    plain.save(out, "JPEG", quality=QUALITY)
    return Drawn(content=out.getvalue(), width_px=plain.width, height_px=plain.height)


@contextmanager
def _raising(kind: type[Warning]) -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", kind)
        yield
