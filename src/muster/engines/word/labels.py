"""Numbers as the levels of a list write them: 1, 01, a, IV (17.18.59)."""

from typing import Final

ROMAN: Final = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
    *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
MOST_ROMAN: Final = 32_767  # the largest number that a list counts to
MOST_TIMES: Final = 30  # Word begins again after thirty like letters
ALPHABET: Final = 26


def roman(value: int) -> str:
    """IV for 4; nothing for what has no such numeral."""
    text = ""
    if not 0 < value <= MOST_ROMAN:
        return text
    for worth, letters_ in ROMAN:
        times, value = divmod(value, worth)
        text += letters_ * times
    return text


def letters(value: int) -> str:
    """A for 1, z for 26, aa for 27, bb for 28: as Word counts."""
    if value < 1:
        return ""
    times, at = divmod(value - 1, ALPHABET)
    return chr(ord("a") + at) * (times % MOST_TIMES + 1)


def written(value: int, kind: str) -> str:
    """A number in the format that a level names."""
    match kind:
        case "lowerLetter":
            return letters(value)
        case "upperLetter":
            return letters(value).upper()
        case "lowerRoman":
            return roman(value).lower()
        case "upperRoman":
            return roman(value)
        case "bullet" | "none":
            return ""
        case "decimalZero":
            return f"{value:02}"
        case _:
            return str(value)
