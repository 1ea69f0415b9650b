"""What an event is about, by its type, and the few events that a server itself says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from muster.engines.cot.model import Event, Node, Point
from muster.engines.cot.times import written_time

PING: Final = "t-x-c-t"
PONG: Final = "t-x-c-t-r"
PONG_UID: Final = "takPong"
REMOVE: Final = "t-x-d-d"
ASK_PROTOCOL: Final = "t-x-takp-q"
ANSWER_PROTOCOL: Final = "t-x-takp-r"
ALERT_ENDS: Final = "b-a-o-can"
FLOW: Final = "_flow-tags_"
ANSWERS_LAST: Final = timedelta(seconds=20)
NOWHERE: Final = Point(lat=0.0, lon=0.0)


def is_alert(event: Event) -> bool:
    """An alarm of own staff, or its end."""
    return event.type.startswith("b-a-")


def ends_alert(event: Event) -> bool:
    """The end of an alarm: by type, or by the word in ``<emergency>``."""
    if event.type == ALERT_ENDS:
        return True
    word = event.part("emergency") if is_alert(event) else None
    return word is not None and word.get("cancel") == "true"


def is_position(event: Event) -> bool:
    """An atom: something that is somewhere, replaced by the next event of the same uid."""
    return event.type.startswith("a-")


def contact(callsign: str, *, endpoint: str = "") -> Node:
    """The element that names something; with an endpoint it can be written to."""
    told = {"callsign": callsign, "endpoint": endpoint}
    return Node("contact", tuple((key, word) for key, word in told.items() if word))


def callsign(event: Event) -> str:
    """How the sender is called, if a ``<contact>`` says so."""
    told = event.part("contact")
    return told.get("callsign") if told is not None else ""


def is_self_report(event: Event) -> bool:
    """A position of the sender itself: only such a contact says where it can be reached."""
    told = event.part("contact") if is_position(event) else None
    return told is not None and bool(told.get("endpoint"))


def is_call_for_help(event: Event) -> bool:
    """An alarm that somebody raised on a device, and not the end of one."""
    return event.type.startswith("b-a-o-") and not ends_alert(event)


def is_nowhere(point: Point) -> bool:
    """A device that does not know where it is says 0, 0 without the size of the error."""
    return point.lat == 0 and point.lon == 0 and point.ce_m is None


def addressees(event: Event) -> frozenset[str]:
    """Call signs and uids that it is meant for; empty: for everyone."""
    marti = event.part("marti")
    nodes = marti.children if marti is not None else ()
    words = (node.get(key) for node in nodes if node.name == "dest" for key in ("callsign", "uid"))
    return frozenset(word for word in words if word)


def is_directed(event: Event) -> bool:
    """Whether it names for whom it is, even if it names nobody that can be told."""
    marti = event.part("marti")
    return marti is not None and any(node.name == "dest" for node in marti.children)


def linked(event: Event) -> Iterator[str]:
    """The uids that its ``<link>`` elements name: what a removal removes."""
    return (node.get("uid") for node in event.detail if node.name == "link" and node.get("uid"))


def passed_through(event: Event, server: str) -> bool:
    """Whether the event has gone through the server of that name before."""
    tags = event.part(FLOW)
    return tags is not None and bool(tags.get(server))


def stamped(event: Event, server: str, *, now: datetime) -> Event:
    """The event with the server's trace added to those that it carries."""
    tags = event.part(FLOW)
    held = dict(tags.attributes) if tags is not None else {}
    held[server] = written_time(now)
    trace = Node(FLOW, tuple(sorted(held.items())))
    return replace(event, detail=(*(one for one in event.detail if one.name != FLOW), trace))


def sameness(event: Event) -> int:
    """One number for the same event by whichever way it came: traces of servers do not count."""
    detail = tuple(node for node in event.detail if node.name != FLOW)
    return hash((event.uid, event.type, event.made_at, event.stale_at, event.point, detail))


def pong(*, now: datetime) -> Event:
    """The answer to a ping: a client that gets none drops the connection."""
    return _said(PONG_UID, PONG, (), now=now)


def protocol_answer(asked: Event, *, now: datetime) -> Event:
    """Tell a client that wants to go on in protobuf to stay with XML."""
    answer = Node("TakResponse", (("status", "false"),))
    return _said(asked.uid, ANSWER_PROTOCOL, (Node("TakControl", children=(answer,)),), now=now)


def _said(uid: str, type_: str, detail: tuple[Node, ...], *, now: datetime) -> Event:
    return Event(
        uid=uid,
        type=type_,
        how="m-g",
        made_at=now,
        starts_at=now,
        stale_at=now + ANSWERS_LAST,
        point=NOWHERE,
        detail=detail,
    )
