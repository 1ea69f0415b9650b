"""A walk through parsed JSON that notes every wrong value by its path and goes on."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from muster.engines.roster.problem import DAY_MIN, Pair

MAX_DAYS = 400
MAX_FAULTS = 200
MAX_MIN = 2 * MAX_DAYS * DAY_MIN
MAX_NUMBER = 1e9
MAX_TEXT = 1_000


@dataclass(slots=True)
class Node:
    """One JSON value with its path; wrong values are noted and replaced by a harmless one."""

    value: Any
    path: str
    faults: list[str]

    def fault(self, what: str) -> None:
        """Note that this value is wrong."""
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(f"{self.path or '$'}: {what}")

    def get(self, key: str) -> "Node":
        """The member *key*; a fault if the value is no object or lacks it."""
        child = Node(None, f"{self.path}.{key}" if self.path else key, self.faults)
        if isinstance(self.value, dict):
            if key in self.value:
                child.value = self.value[key]
            else:
                child.fault("is missing")
                child.faults = []
        else:
            child.faults = []
        return child

    def maybe(self, key: str) -> "Node | None":
        """The member *key* or None if it is absent."""
        if not isinstance(self.value, dict) or key not in self.value:
            return None
        return self.get(key)

    def only(self, *keys: str) -> None:
        """Note whatever is no object, or has keys that the format does not know."""
        if not isinstance(self.value, dict):
            self.fault(f"is {show(self.value)}, an object is wanted")
            return
        for key in self.value:
            if key not in keys:
                near = get_close_matches(str(key), keys, n=1)
                hint = f", did you mean {near[0]!r}?" if near else ""
                self.fault(f"has an unknown key {key!r}{hint}")

    def members(self) -> "Iterator[tuple[str, Node]]":
        """The members of an object, by their names."""
        if not isinstance(self.value, dict):
            self.fault(f"is {show(self.value)}, an object is wanted")
            return
        for key, value in self.value.items():
            yield key, Node(value, f"{self.path}.{key}", self.faults)

    def items(self, limit: int = 10**7) -> "Iterator[Node]":
        """The elements of a list that has at most *limit* of them."""
        if not isinstance(self.value, list):
            self.fault(f"is {show(self.value)}, a list is wanted")
            return
        if len(self.value) > limit:
            self.fault(f"has {len(self.value):,} entries, the limit is {limit:,}")
            return
        for k, value in enumerate(self.value):
            yield Node(value, f"{self.path}[{k}]", self.faults)

    def text(self, *, empty: bool = False) -> str:
        """The value as a text."""
        if not isinstance(self.value, str) or not (empty or self.value):
            self.fault(f"is {show(self.value)}, a text is wanted")
        elif len(self.value) > MAX_TEXT:
            self.fault(f"has {len(self.value):,} letters, the limit is {MAX_TEXT:,}")
        elif not _is_utf8(self.value):
            self.fault("has half a letter, which no file can hold")
        else:
            return self.value
        return ""

    def number(self, low: float = -MAX_NUMBER, high: float = MAX_NUMBER) -> float:
        """The value as a finite number within these limits."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fault(f"is {show(value)}, a number is wanted")
        elif isinstance(value, float) and not math.isfinite(value):
            self.fault(f"is {value}, a finite number is wanted")
        elif not low <= value <= high:
            self.fault(f"is {show(value)}, {_range(low, high)} is wanted")
        else:
            return value
        return max(low, 0.0)

    def whole(self, low: int = -MAX_MIN, high: int = MAX_MIN) -> int:
        """The value as a whole number within these limits."""
        value = self.number(low, high)
        if value != int(value):
            self.fault(f"is {value}, a whole number is wanted")
        return int(value)


def show(value: Any) -> str:
    """The value as JSON, cut to a readable length."""
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except RecursionError:
        text = "nested too deeply"
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= 40 else text[:37] + "..."


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _range(low: float, high: float) -> str:
    return f"at least {low:g}" if high >= MAX_MIN else f"{low:g} to {high:g}"


def texts_of(node: Node) -> tuple[str, ...]:
    """A list of texts."""
    return tuple(x.text() for x in node.items(1_000))


def pairs_of(node: Node) -> tuple[Pair, ...]:
    """A list of pairs ``[post id, person id]``."""
    out = []
    for item in node.items():
        pair = [x.text() for x in item.items(2)]
        if len(pair) == 2:
            out.append((pair[0], pair[1]))
        else:
            item.fault("[post id, person id] is wanted")
    return tuple(out)
