"""What the closed words of CAP 1.2 are called on our pages."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext, pgettext_lazy

from muster.engines.cap import Category, Certainty, Response, Scope, Severity, Status, Urgency
from muster.shell.formats import decimal, whole

WORDS: Final[Mapping[str, Mapping[str, Any]]] = {
    "status": {
        Status.ACTUAL: pgettext_lazy("CAP", "in earnest"),
        Status.EXERCISE: pgettext_lazy("CAP", "exercise"),
        Status.SYSTEM: pgettext_lazy("CAP", "between systems"),
        Status.TEST: pgettext_lazy("CAP", "test, to be ignored"),
        Status.DRAFT: pgettext_lazy("CAP", "draft"),
    },
    "msgType": {
        "Alert": pgettext_lazy("CAP", "alert"),
        "Update": pgettext_lazy("CAP", "update"),
        "Cancel": pgettext_lazy("CAP", "cancellation"),
        "Ack": pgettext_lazy("CAP", "receipt"),
        "Error": pgettext_lazy("CAP", "refusal"),
    },
    "scope": {
        Scope.PRIVATE: pgettext_lazy("CAP", "Named receivers only"),
        Scope.RESTRICTED: pgettext_lazy("CAP", "Restricted"),
        Scope.PUBLIC: pgettext_lazy("CAP", "Public"),
    },
    "category": {
        Category.SAFETY: pgettext_lazy("CAP", "General safety"),
        Category.FIRE: pgettext_lazy("CAP", "Fire"),
        Category.HEALTH: pgettext_lazy("CAP", "Health"),
        Category.SECURITY: pgettext_lazy("CAP", "Security"),
        Category.RESCUE: pgettext_lazy("CAP", "Rescue"),
        Category.TRANSPORT: pgettext_lazy("CAP", "Traffic"),
        Category.INFRA: pgettext_lazy("CAP", "Power, water, networks"),
        Category.MET: pgettext_lazy("CAP", "Weather"),
        Category.GEO: pgettext_lazy("CAP", "Earth, landslide"),
        Category.ENV: pgettext_lazy("CAP", "Environment"),
        Category.CBRNE: pgettext_lazy("CAP", "Chemicals, radiation, explosives"),
        Category.OTHER: pgettext_lazy("CAP", "Other"),
    },
    "responseType": {
        Response.MONITOR: pgettext_lazy("CAP", "Stay informed"),
        Response.PREPARE: pgettext_lazy("CAP", "Get ready"),
        Response.AVOID: pgettext_lazy("CAP", "Keep away"),
        Response.EXECUTE: pgettext_lazy("CAP", "Do as planned"),
        Response.SHELTER: pgettext_lazy("CAP", "Take shelter"),
        Response.EVACUATE: pgettext_lazy("CAP", "Leave the place"),
        Response.ASSESS: pgettext_lazy("CAP", "Judge for yourselves"),
        Response.ALL_CLEAR: pgettext_lazy("CAP", "All clear"),
        Response.NONE: pgettext_lazy("CAP", "Nothing to be done"),
    },
    "urgency": {
        Urgency.IMMEDIATE: pgettext_lazy("CAP", "Act at once"),
        Urgency.EXPECTED: pgettext_lazy("CAP", "Within the hour"),
        Urgency.FUTURE: pgettext_lazy("CAP", "Later"),
        Urgency.PAST: pgettext_lazy("CAP", "No longer"),
        Urgency.UNKNOWN: pgettext_lazy("CAP", "Urgency not known"),
    },
    "severity": {
        Severity.EXTREME: pgettext_lazy("CAP", "Extreme"),
        Severity.SEVERE: pgettext_lazy("CAP", "Severe"),
        Severity.MODERATE: pgettext_lazy("CAP", "Moderate"),
        Severity.MINOR: pgettext_lazy("CAP", "Minor"),
        Severity.UNKNOWN: pgettext_lazy("CAP", "Severity not known"),
    },
    "certainty": {
        Certainty.OBSERVED: pgettext_lazy("CAP", "Seen to happen"),
        Certainty.LIKELY: pgettext_lazy("CAP", "Likely"),
        Certainty.POSSIBLE: pgettext_lazy("CAP", "Possible"),
        Certainty.UNLIKELY: pgettext_lazy("CAP", "Unlikely"),
        Certainty.UNKNOWN: pgettext_lazy("CAP", "Certainty not known"),
    },
}


def round_words(circle: str) -> str:
    """A circle of the standard ("10.35,106.36 0.2", degrees and kilometres) as a sentence."""
    place, _blank, radius_km = circle.partition(" ")
    km = float(radius_km)
    far = f"{decimal(km)} km" if km >= 1 else f"{whole(round(km * 1000))} m"
    words = {"far": far, "place": place.replace(",", ", ")}
    return gettext("within %(far)s of %(place)s") % words


def said(name: str, word: str) -> str:
    """A word of the standard in the reader's language; the word itself if it is none."""
    return str(WORDS[name].get(word, word))
