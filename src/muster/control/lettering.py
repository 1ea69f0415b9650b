"""Where the words of a drawing stand, so that none covers a shape or another word."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Final

# From the middle of a shape to its words, in units of the drawing.
GAP: Final = 14
HALF_SHAPE: Final = 9
LINE: Final = 14
WIDE: Final = 7  # a letter, semi-bold at 12
BELOW: Final = 24
ABOVE: Final = -15

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What is written beside a shape at x, y. is_first: it chooses its place before others."""

    x: float
    y: float
    text: str
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """Where it is written, from the middle of its shape; anchor: as SVG has it."""

    dx: int
    dy: int
    anchor: str


# Under and over the hall, nearest first.
NAME_DY: Final = (44, -36, 62, -54, 80, -72)
RIGHT: Final = Letter(GAP, 4, "start")
LEFT: Final = Letter(-GAP, 4, "end")
UNDER: Final = Letter(0, BELOW, "middle")
OVER: Final = Letter(0, ABOVE, "middle")


def lettered(
    words: Sequence[Word], *, width: float, height: float, taken: Sequence[Box] = ()
) -> list[Letter]:
    """One place for each word, in their order: beside the shape, under it or over it.

    A word that finds no free place stands beside its shape, towards the middle of the drawing.
    taken: boxes (left, top, right, bottom) that are written on already.
    """
    shapes = [_around(word) for word in words]
    full = list(taken)
    found: dict[int, Letter] = {}
    for place in sorted(range(len(words)), key=lambda one: not words[one].is_first):
        word = words[place]
        others = [*full, *(box for at, box in enumerate(shapes) if at != place)]
        sides = (LEFT, RIGHT) if word.x > width * 0.6 else (RIGHT, LEFT)
        free = (
            one
            for one in (*sides, UNDER, OVER)
            if _is_free(_box(word, one), others, width=width, height=height)
        )
        found[place] = next(free, sides[0])
        full.append(_box(word, found[place]))
    return [found[place] for place in range(len(words))]


def name_place(
    at: tuple[float, float], name: str, shapes: Sequence[tuple[float, float]]
) -> tuple[int, Box]:
    """How far under (or over) a place its name stands so that it covers no shape, and its box."""
    word = Word(x=at[0], y=at[1], text=name)
    boxes = [_box(word, Letter(0, dy, "middle")) for dy in NAME_DY]
    others = [_around(Word(x=x, y=y, text="")) for x, y in shapes]
    free = (
        place for place, box in enumerate(boxes) if _is_free(box, others, width=inf, height=inf)
    )
    place = next(free, 0)
    return NAME_DY[place], boxes[place]


def _around(word: Word) -> Box:
    return (
        word.x - HALF_SHAPE,
        word.y - HALF_SHAPE,
        word.x + HALF_SHAPE,
        word.y + HALF_SHAPE,
    )


def _box(word: Word, letter: Letter) -> Box:
    long, base = WIDE * len(word.text), word.y + letter.dy
    begins = {"start": 0.0, "middle": -long / 2, "end": -float(long)}[letter.anchor]
    left = word.x + letter.dx + begins
    return left, base - LINE + 3, left + long, base + 3


def _is_free(box: Box, others: Sequence[Box], *, width: float, height: float) -> bool:
    left, top, right, bottom = box
    if left < 0 or top < 0 or right > width or bottom > height:
        return False
    return not any(
        left < other[2] and other[0] < right and top < other[3] and other[1] < bottom
        for other in others
    )
