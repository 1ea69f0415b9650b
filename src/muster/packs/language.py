"""Which language a pack's names and the refusals speak, with or without a configured Django."""

import sys
from typing import Any

FALLBACK = "en"


def language() -> str:
    """The two-letter language of the current request, or English where Django is not set up."""
    translation = _translation()
    chosen: str | None = translation.get_language() if translation else None
    return (chosen or FALLBACK).split("-")[0]


class Sentence:
    """A source sentence that is looked up in the catalogues when it is shown, if there are any.

    ``gettext_lazy`` would refuse to speak without settings, and the command line has none.
    """

    def __init__(self, source: str) -> None:
        self.source = source

    def __str__(self) -> str:
        translation = _translation()
        return str(translation.gettext(self.source)) if translation else self.source


def _translation() -> Any:
    """Django's translation module, only if someone already configured Django."""
    conf = sys.modules.get("django.conf")
    if conf is None or not conf.settings.configured:
        return None
    from django.utils import translation  # not before: the command line must not load the web

    return translation
