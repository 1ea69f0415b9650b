"""numba's compiler as a typed decorator; results are cached on disk beside the source."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])

compiled = cast(Callable[[F], F], numba.njit(cache=True))
"""Compile in nopython mode at the first call; nothing here releases or needs the GIL."""
