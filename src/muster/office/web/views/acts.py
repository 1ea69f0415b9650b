"""What can be done to one row: the act, its form and the service that does it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse

Typed = Mapping[str, forms.Form]


@dataclass(frozen=True, slots=True)
class Action:
    """One act. service: takes the row, actor, now and what the form read."""

    label: Any
    form: type[forms.Form]
    service: Callable[..., object]
    css: str = "btn"


def offered(
    row: Any, actions: Mapping[str, Action], keys: Sequence[str], *, typed: Typed, address: str
) -> list[dict[str, Any]]:
    """The acts of *keys* with their forms, as the page lists them.

    typed: what was typed into a refused one, by key. address: name of the act's address.
    """
    return [
        {
            "key": key,
            "action": actions[key],
            "form": typed.get(key)
            or actions[key].form(initial={"version": row.version}, prefix=key),
            "open": key in typed,
            "url": reverse(address, args=[row.pk, key]),
        }
        for key in keys
    ]
