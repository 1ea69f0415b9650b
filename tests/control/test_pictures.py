"""Pictures of reports: bounded, drawn anew, kept with a mark, seen by those who see the room."""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from tests import make_control as make
from tests import make_duty, make_phones

from muster.control import services
from muster.control.errors import RoomClosed
from muster.control.errors.phones import (
    LineNotThere,
    PictureTooLarge,
    PictureUnreadable,
    TooManyPictures,
)
from muster.control.models import Picture
from muster.control.services.phones.pictures import MOST_PICTURES, redraw
from muster.ledger.errors import UuidOfAnother, UuidReused
from muster.packs import load
from muster.season.services.kept import path_of
from muster.tree.table import Role

RULES = load("vn-party-2025").phone


def huge_png(side: int) -> BytesIO:
    """A PNG of a few bytes whose head says that it is *side* pixels wide and high."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    data = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + data + chunk(b"IEND", b""))


@pytest.mark.parametrize("side", [50_000, 9_000, 6_400])
def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(
    side: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decoded(*_: object) -> None:
        raise AssertionError("a picture was decoded")

    monkeypatch.setattr(Image.Image, "convert", decoded)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decoded)

    with pytest.raises(PictureTooLarge):
        redraw(huge_png(side), RULES)


def test_a_picture_of_too_many_bytes_is_refused() -> None:
    given = make_phones.picture().getvalue() + b"\0" * (RULES.picture_max_mb * 1024 * 1024)

    with pytest.raises(PictureTooLarge):
        redraw(BytesIO(given), RULES)


@pytest.mark.parametrize(
    "given", [b"", b"GIF89a" + b"\0" * 40, b"<svg/>", b"%PDF-1.7", b"\xff\xd8\xff\xe0 cut off"]
)
def test_what_is_no_picture_is_refused(given: bytes) -> None:
    with pytest.raises(PictureUnreadable):
        redraw(BytesIO(given), RULES)


def test_a_picture_cut_in_the_middle_is_refused() -> None:
    whole = make_phones.picture(600, 400, kind="PNG").getvalue()

    with pytest.raises(PictureUnreadable):
        redraw(BytesIO(whole[: len(whole) // 2]), RULES)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_is_kept_is_a_jpeg_of_the_pixels_alone_at_most_so_large(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    exif[0x0112] = 6  # lies on its side
    given = make_phones.picture(4000, 2000, kind=kind, exif=exif.tobytes())
    assert b"SECRET-CAMERA" in given.getvalue()

    drawn = redraw(given, RULES)

    found = Image.open(BytesIO(drawn.content))
    assert found.format == "JPEG"
    assert b"SECRET-CAMERA" not in drawn.content
    assert dict(found.getexif()) == {}
    assert (drawn.width_px, drawn.height_px) == (RULES.picture_side_px // 2, RULES.picture_side_px)
    red, green, blue = found.getpixel((10, 10))  # type: ignore[misc]
    assert red > 150
    assert max(green, blue) < 80


def keep(phone: make_phones.Phone, line: UUID, *, key: UUID | None = None, tint: int = 64) -> int:
    return services.keep_picture(
        phone.account,
        line=line,
        content=make_phones.picture(tint, 48),
        age_s=30,
        now=make.NOW,
        client_uuid=key or uuid4(),
    )


@pytest.mark.django_db
def test_a_picture_is_kept_once_and_a_copy_gets_the_same_number() -> None:
    field = make_phones.field()
    phone, key = field.phones[0], uuid4()
    report = phone.entry(text="cửa kẹt")
    with pytest.raises(LineNotThere):
        keep(phone, report.uuid, key=key)
    phone.send(report)

    first = keep(phone, report.uuid, key=key)

    assert keep(phone, report.uuid, key=key) == first
    picture = Picture.objects.get()
    assert picture.line_id == report.uuid
    assert picture.grade == field.day.world.pack.default_grade.key
    assert path_of(picture.sha256).is_file()
    with pytest.raises(UuidReused):
        keep(phone, uuid4(), key=key)
    assert services.rebuild(is_trial=True).rows == 0


@pytest.mark.django_db
def test_a_picture_joins_only_ones_own_report_and_a_few_are_enough() -> None:
    field = make_phones.field(phones=2)
    first, second = field.phones
    report, key = first.entry(text="cửa kẹt"), uuid4()
    first.send(report)

    with pytest.raises(LineNotThere):
        keep(second, report.uuid)
    keep(first, report.uuid, key=key)
    with pytest.raises(UuidOfAnother):
        keep(second, report.uuid, key=key)
    for more in range(1, MOST_PICTURES):
        keep(first, report.uuid, tint=64 + more)
    with pytest.raises(TooManyPictures):
        keep(first, report.uuid, tint=90)
    assert Picture.objects.count() == MOST_PICTURES


@pytest.mark.django_db
def test_a_refused_picture_leaves_no_bytes(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    field = make_phones.field()
    phone, report = field.phones[0], field.phones[0].entry(text="cửa kẹt")
    phone.send(report)
    services.close_room(field.day.room.pk, actor=make.TAM, now=make.NOW)

    with pytest.raises(RoomClosed):
        keep(phone, report.uuid)

    assert Picture.objects.count() == 0
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
def test_the_picture_is_seen_by_those_who_see_the_room() -> None:
    field = make_phones.field()
    phone, report = field.phones[0], field.phones[0].entry(text="cửa kẹt")
    phone.send(report)
    keep(phone, report.uuid)
    address = reverse("control:picture", args=[Picture.objects.get().pk])
    looker, stranger = Client(), Client()
    backend = "django.contrib.auth.backends.ModelBackend"
    looker.force_login(make_duty.account(Role.COMMANDER, on=field.day.world.root), backend)
    stranger.force_login(make_duty.account(Role.COMMANDER, on=field.day.world.west), backend)

    answer = looker.get(address)

    assert answer.headers["Content-Type"] == "image/jpeg"
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")  # type: ignore[attr-defined]
    assert stranger.get(address).status_code == 404
    line = looker.get(reverse("control:line", args=[report.uuid]))
    assert address in line.content.decode()
