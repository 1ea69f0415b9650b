"""GeoChat: a text of one contact, to everybody or to one other."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from muster.engines.cot.kinds import NOWHERE
from muster.engines.cot.model import Event, Node, Point
from muster.engines.cot.times import written_time

CHAT: Final = "b-t-f"
EVERYBODY: Final = "All Chat Rooms"
ROOT: Final = "RootContactGroup"
LASTS: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """What somebody wrote. room: the chat room's id, :data:`EVERYBODY` or a contact's uid.

    message: the message's own id; sender: the uid of who wrote it.
    """

    sender: str
    callsign: str
    room: str
    message: str
    text: str

    @property
    def is_for_everybody(self) -> bool:
        """Whether it was written into the room that every client has."""
        return self.room == EVERYBODY


def read_chat(event: Event) -> Chat | None:
    """The message of a GeoChat event; None: it is none (receipts are none either)."""
    said = event.part("__chat") if event.type == CHAT else None
    if said is None:
        return None
    remarks, group, link = event.part("remarks"), said.child("chatgrp"), event.part("link")
    told = (group.get("uid0") if group else "", link.get("uid") if link else "")
    return Chat(
        sender=next((uid for uid in told if uid), ""),
        callsign=said.get("senderCallsign"),
        room=said.get("id") or said.get("chatroom"),
        message=said.get("messageId"),
        text=remarks.text.strip() if remarks else "",
    )


def chat(said: Chat, *, at: datetime, point: Point = NOWHERE) -> Event:
    """The event of a message to everybody. at: aware; point: where its sender is."""
    group = Node("chatgrp", (("id", said.room), ("uid0", said.sender), ("uid1", said.room)))
    head = {
        "chatroom": said.room,
        "groupOwner": "false",
        "id": said.room,
        "messageId": said.message,
        "parent": ROOT,
        "senderCallsign": said.callsign,
    }
    link = (("relation", "p-p"), ("type", "a-f-G-U-C"), ("uid", said.sender))
    words = {
        "source": f"BAO.F.ATAK.{said.sender}",
        "time": written_time(at),
        "to": said.room,
    }
    return Event(
        uid=f"GeoChat.{said.sender}.{said.room}.{said.message}",
        type=CHAT,
        how="h-g-i-g-o",
        made_at=at,
        starts_at=at,
        stale_at=at + LASTS,
        point=point,
        detail=(
            Node("__chat", tuple(head.items()), children=(group,)),
            Node("link", link),
            Node("remarks", tuple(words.items()), text=said.text),
        ),
    )
