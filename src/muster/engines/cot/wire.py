"""The four things that a protobuf message is made of (encoding of Protocol Buffers, version 3)."""

import struct
from collections.abc import Iterator
from typing import Final

from muster.engines.cot.faults import Fault, Refused

MOST_VARINT_BYTES: Final = 10
Value = int | float | bytes


def varint(content: bytes, at: int) -> tuple[int, int]:
    """The number that starts at *at*, and where it ends. Raises Refused(MALFORMED)."""
    number = 0
    for place in range(MOST_VARINT_BYTES):
        if at + place >= len(content):
            break
        byte = content[at + place]
        number |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return number & 0xFFFF_FFFF_FFFF_FFFF, at + place + 1
    raise Refused(Fault.MALFORMED, "varint")


def fields(message: bytes) -> Iterator[tuple[int, Value]]:
    """Number and value of each field, in order; fields of unknown numbers too.

    Of eight and four bytes: a float. Raises Refused(MALFORMED).
    """
    at = 0
    while at < len(message):
        key, at = varint(message, at)
        value: Value
        match key & 7:
            case 0:
                value, at = varint(message, at)
            case 1:
                value, at = _float(message, at, "<d", 8)
            case 2:
                size, at = varint(message, at)
                value, at = _piece(message, at, size), at + size
            case 5:
                value, at = _float(message, at, "<f", 4)
            case _:
                raise Refused(Fault.MALFORMED, "wire type")
        yield key >> 3, value


def _piece(message: bytes, at: int, size: int) -> bytes:
    if at + size > len(message):
        raise Refused(Fault.MALFORMED, "length")
    return message[at : at + size]


def _float(message: bytes, at: int, form: str, size: int) -> tuple[float, int]:
    (number,) = struct.unpack(form, _piece(message, at, size))
    return number, at + size
