"""Builders of phones on post: officers with published shifts, accounts, and entries of a queue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from PIL import Image
from tests import make_control as make
from tests import make_duty

from muster.control import services
from muster.control.models import Team
from muster.control.services import Answer, Entered, Sending
from muster.control.services.phones.entered import Act
from muster.duty import services as duty_services
from muster.duty.models import Officer, Roster, Shift
from muster.season.models import Event
from muster.tree.models import Account
from muster.tree.table import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """An officer's account and the shift that the roster gives."""

    account: Account
    officer: Officer
    shift: Shift

    def entry(self, act: Act = Act.REPORT, *, minutes_ago: float = 0, **more: Any) -> Entered:
        """An entry that was made some minutes before now."""
        at = make.NOW - timedelta(minutes=minutes_ago)
        return Entered(
            uuid=more.pop("uuid", None) or uuid4(), act=act, at=at, shift=self.shift.pk, **more
        )

    def send(self, *entries: Entered, after_min: float = 0, skew_s: float = 0) -> list[Answer]:
        """Send entries; the phone's clock is skew_s ahead when they were made and now."""
        now = make.NOW + timedelta(minutes=after_min)
        sending = Sending(sent_at=now, skew=timedelta(seconds=skew_s))
        return services.take_entries(self.account, entries, sending=sending, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A day in its room, with phones on the first post."""

    day: make.Day
    phones: Sequence[Phone]
    roster: Roster

    @property
    def team(self) -> Team:
        """The team of the phones' post, as it is now."""
        return Team.objects.get(room=self.day.room, post=self.phones[0].shift.post_id)


def field(*, phones: int = 1, is_open: bool = True) -> Field:
    """So many officers on the post that takes the most, in a published roster."""
    day = make.day()
    made, roster = on_post(day.world, day.event, phones=phones)
    if not is_open:
        services.close_room(day.room.pk, actor=make.TAM, now=make.NOW)
    return Field(day=day, roster=roster, phones=made)


def on_post(
    world: make_duty.World, event: Event, *, phones: int = 1
) -> tuple[Sequence[Phone], Roster]:
    """The same for an event that has its plan of posts, with or without a room."""
    shift = max(
        Shift.objects.filter(post__plan__event=event, of_vehicles=False),
        key=lambda one: (one.head_count, -one.post.number),
    )
    shift.head_count = max(shift.head_count, phones)
    shift.save()
    officers = make_duty.officers(
        world, names=make_duty.NAMES[:phones], skills=tuple(shift.skills) or ("guard",)
    )
    roster = make_duty.draft(world)
    for officer in officers:
        roster.refresh_from_db()
        duty_services.assign(
            make_duty.ACTOR,
            roster_id=roster.pk,
            version=roster.version,
            shift_id=shift.pk,
            officer_id=officer.pk,
            now=make_duty.NOW,
        )
    roster.refresh_from_db()
    roster = make_duty.published(roster)
    accounts = [
        make_duty.account(Role.OFFICER, on=world.east, person=one.person) for one in officers
    ]
    made = [
        Phone(account=account, officer=officer, shift=shift)
        for account, officer in zip(accounts, officers, strict=True)
    ]
    return made, roster


def picture(width: int = 64, height: int = 48, *, kind: str = "JPEG", exif: bytes = b"") -> BytesIO:
    """A picture of one colour."""
    out = BytesIO()
    more = {"exif": exif} if exif else {}
    Image.new("RGB", (width, height), (200, 30, 30)).save(out, kind, **more)
    out.seek(0)
    return out


def numbers(answers: Sequence[Answer]) -> dict[UUID, int | None]:
    """By entry, the number that it got."""
    return {one.uuid: one.number for one in answers}
