"""Radio channels: one loggist at a time writes each of them down."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from muster.control.errors import ChannelNotHeld, ChannelTaken
from muster.control.projecting import ChannelRow, channel_key
from muster.control.services.hand import Pen, Written, writing
from muster.control.services.saying import Said, say
from muster.ledger.actor import Actor
from muster.ledger.services import retry_on_deadlock
from muster.shell.formats import clock


@retry_on_deadlock
def take_channel(
    room_id: UUID, *, actor: Actor, now: datetime, channel: str, client_uuid: UUID | None = None
) -> Written:
    """Write a channel down from now on. Raises ChannelTaken, RuleUnknown."""
    with writing(room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            holder = _holder(pen, channel)
            if holder is not None and holder.account != actor.account_id:
                raise _taken(pen, holder)
            _hand_to_actor(pen, channel, holder)
    return pen.written


@retry_on_deadlock
def relieve_channel(
    room_id: UUID, *, actor: Actor, now: datetime, channel: str, client_uuid: UUID | None = None
) -> Written:
    """Take a channel over from whoever holds it; the line names both."""
    with writing(room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            _hand_to_actor(pen, channel, _holder(pen, channel))
    return pen.written


def _hand_to_actor(pen: Pen, channel: str, holder: ChannelRow | None) -> None:
    name = pen.pack.radio_channels[channel].label
    if holder is None:
        text = _("%(who)s writes down %(channel)s") % {"who": pen.actor.name, "channel": name}
    else:
        said = {"who": pen.actor.name, "channel": name, "before": holder.holder}
        text = _("%(who)s takes %(channel)s over from %(before)s") % said
    say(pen, Said(text=text))
    _write(pen, "control.channel_taken", channel)


@retry_on_deadlock
def leave_channel(
    room_id: UUID, *, actor: Actor, now: datetime, channel: str, client_uuid: UUID | None = None
) -> Written:
    """Nobody writes a channel down any more. Raises ChannelNotHeld, ChannelTaken."""
    with writing(room_id, actor=actor, now=now, client_uuid=client_uuid) as pen:
        if not pen.record.is_replay:
            must_hold(pen, channel)
            said = {"who": actor.name, "channel": pen.pack.radio_channels[channel].label}
            say(pen, Said(text=_("%(who)s leaves %(channel)s") % said))
            _write(pen, "control.channel_left", channel)
    return pen.written


def must_hold(pen: Pen, channel: str) -> None:
    """Refuse a line of a channel that somebody else writes down, or nobody."""
    holder = _holder(pen, channel)
    if holder is None:
        raise ChannelNotHeld(channel=pen.pack.radio_channels[channel].label)
    if holder.account != pen.actor.account_id:
        raise _taken(pen, holder)


def _holder(pen: Pen, channel: str) -> ChannelRow | None:
    rule = pen.pack.radio_channels[channel]
    row = pen.live.find(ChannelRow, channel_key(pen.room.pk, rule.key))
    return row if row is not None and row.holder else None


def _taken(pen: Pen, holder: ChannelRow) -> ChannelTaken:
    name = pen.pack.radio_channels[holder.key].label
    return ChannelTaken(channel=name, who=holder.holder, at=clock(holder.since))


def _write(pen: Pen, kind: str, channel: str) -> None:
    key = channel_key(pen.room.pk, channel)
    pen.write(kind, {"channel": channel}, about=("channel", key))
