"""Letters of the fonts Symbol and Wingdings, which Word keeps where Unicode has no letters."""

from typing import Final

PRIVATE: Final = range(0xF000, 0xF100)
BULLET: Final = "\u2022"
# Of the private letters, those that mean something in a text; all others are bullets.
KNOWN: Final = {
    0xF06F: "\u2610",
    0xF0A8: "\u2610",
    0xF0FE: "\u2611",
    0xF0FD: "\u2612",
    0xF078: "\u2612",
    0xF0FC: "\u2713",
    0xF0E0: "\u2192",
    0xF02D: "-",
    0xF02B: "+",
}


def plain(text: str) -> str:
    """The text with letters that can be read everywhere."""
    if text.isascii():
        return text
    return "".join(
        KNOWN.get(ord(letter), BULLET) if ord(letter) in PRIVATE else letter for letter in text
    )


def symbol(code: str | None) -> str:
    """The letter of a ``w:sym``: its code in hexadecimal digits."""
    try:
        letter = int(code or "", 16)
    except ValueError:
        return BULLET
    if letter < 0x100:
        letter += PRIVATE.start
    return plain(chr(letter)) if letter < 0xD800 or 0xDFFF < letter < 0x10000 else BULLET
