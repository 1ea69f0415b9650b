"""Changes as JSON and as the short text of a command line.

``{"change": "set_rule", "rule": "min_rest_min", "value": 600}`` and
``set_rule rule=min_rest_min value=600`` are the same; lists are parted by commas.
"""

import json
import shlex
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final

from muster.engines.roster.changes import (
    AddPeople,
    AddPost,
    AskLess,
    Change,
    DropPost,
    FreeFor,
    OpenAll,
    OpenTo,
    Pin,
    RemovePerson,
    SetLeave,
    SetRule,
    ShiftPost,
)
from muster.engines.roster.files.nodes import Node, texts_of
from muster.engines.roster.files.reading import intervals_of, kind_of, post_of
from muster.engines.roster.files.writing import post_to_json
from muster.engines.roster.problem import ProblemError

NAMES: Final[dict[str, type[Change]]] = {
    "set_rule": SetRule,
    "ask_less": AskLess,
    "open_to": OpenTo,
    "open_all": OpenAll,
    "add_people": AddPeople,
    "remove_person": RemovePerson,
    "set_leave": SetLeave,
    "free_for": FreeFor,
    "pin": Pin,
    "add_post": AddPost,
    "drop_post": DropPost,
    "shift_post": ShiftPost,
}
_NAME: Final = {kind: name for name, kind in NAMES.items()}


def change_to_json(change: Change) -> dict[str, Any]:
    """The change as an object that JSON can hold; what is None is left out."""
    if isinstance(change, AddPost):
        return {"change": "add_post", "post": post_to_json(change.post)}
    members = {key: value for key, value in asdict(change).items() if value is not None}
    return {"change": _NAME[type(change)], **members}


def change_from_json(data: Any, *, path: str = "change") -> Change:
    """The change that *data* (parsed JSON) describes. Raises ProblemError with every fault."""
    faults: list[str] = []
    node = Node(data, path, faults)
    name = node.get("change").text() if isinstance(data, dict) else ""
    if not isinstance(data, dict):
        node.only()
    elif name not in NAMES:
        node.fault(f"{name!r} is no change; those are {', '.join(NAMES)}")
    else:
        members = {key: read for key, read in _MEMBERS.items() if key in _fields(NAMES[name])}
        node.only("change", *members)
        if name == "add_post":
            members = {"post": post_of}
        given = {key: read(x) for key, read in members.items() if (x := _asked(node, name, key))}
        if not faults:
            return NAMES[name](**given)
    raise ProblemError(faults)


def change_from_text(text: str) -> Change:
    """The change that a command line names. Raises ProblemError with every fault."""
    if text.lstrip().startswith("{"):
        try:
            return change_from_json(json.loads(text))
        except ValueError as err:
            if isinstance(err, ProblemError):
                raise
            raise ProblemError([f"--change: not JSON: {err}"]) from err
    try:
        name, *words = shlex.split(text) or [""]
    except ValueError as err:
        raise ProblemError([f"--change: {err}"]) from err
    data: dict[str, Any] = {"change": name}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            raise ProblemError([f"--change: {word!r} is not of the form name=value"])
        data[key] = _typed(key, value)
    return change_from_json(data, path="--change")


def _typed(key: str, value: str) -> Any:
    """The value as JSON would have it, as far as the name of the member tells."""
    if key in _LISTS:
        return [x for x in value.split(",") if x]
    if key in _TEXTS:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _fields(kind: type[Change]) -> tuple[str, ...]:
    return tuple(kind.__dataclass_fields__)


def _asked(node: Node, name: str, key: str) -> Node | None:
    """The member, or None where it may be left out and is."""
    left_out = isinstance(node.value, dict) and key not in node.value
    return None if left_out and key in _OPTIONAL.get(name, ()) else node.get(key)


_OPTIONAL: Final = {
    "set_rule": ("person",),
    "ask_less": ("min_rank", "max_km", "skills", "count"),
    "add_people": ("rank", "kind"),
}
_LISTS: Final = ("skills", "units")
_TEXTS: Final = ("rule", "person", "post", "from_unit", "to_unit", "place", "unit", "kind")


_MEMBERS: Final[dict[str, Callable[[Node], Any]]] = {
    "rule": Node.text,
    "value": Node.whole,
    "person": Node.text,
    "post": Node.text,
    "min_rank": Node.whole,
    "max_km": Node.number,
    "skills": texts_of,
    "count": Node.whole,
    "units": texts_of,
    "from_unit": Node.text,
    "to_unit": Node.text,
    "number": Node.whole,
    "place": Node.text,
    "unit": Node.text,
    "rank": Node.whole,
    "kind": kind_of,
    "unavailable_min": intervals_of,
    "start_min": Node.whole,
    "end_min": Node.whole,
}
