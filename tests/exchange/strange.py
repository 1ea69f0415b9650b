"""What a child process is given to do in tests."""

import os


class Odd(ValueError):
    """A refusal with a code and data that does not travel."""

    code = "odd"

    def __init__(self, **data: object) -> None:
        super().__init__("odd in some way")
        self.data = data


def double(number: int, *, plus: int = 0) -> int:
    return 2 * number + plus


def refuse() -> None:
    raise Odd(where=3, why=lambda: None)


def grow() -> int:
    return len([b"x" * 1_000_000 for _n in range(10_000)])


def spin() -> None:
    while True:
        pass


def die() -> None:
    os._exit(3)
