"""What people fill in to warn others, and to hand in a warning of others."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from muster.control.models import Alert, ControlRoom, Incident
from muster.control.services import AlertDraft
from muster.control.web.words import WORDS
from muster.engines.cap import MOST_BYTES, Scope

TONGUES: Final = {"vi": "vi-VN", "en": "en"}
# The words that a form takes as they are, from its fields to the elements of the standard.
ONE_OF: Final = ("urgency", "severity", "certainty")
TEXTS: Final = ("headline", "description", "instruction", "contact")


def _choices(name: str) -> list[tuple[str, Any]]:
    return [(str(word), text) for word, text in WORDS[name].items()]


class AlertForm(forms.Form):
    """An alert as its drafter writes it; the rest of CAP is filled in by the room."""

    headline = forms.CharField(
        label=_("Headline"), max_length=160, help_text=_("What everybody must know, in one line.")
    )
    event = forms.CharField(
        label=_("What it is about"), max_length=120, help_text=_("As: fire, road closed, storm.")
    )
    category = forms.ChoiceField(label=_("Subject"), choices=_choices("category"))
    urgency = forms.ChoiceField(label=_("How soon to act"), choices=_choices("urgency"))
    severity = forms.ChoiceField(
        label=_("How bad it is"), choices=_choices("severity"), initial="Moderate"
    )
    certainty = forms.ChoiceField(label=_("How sure it is"), choices=_choices("certainty"))
    response = forms.ChoiceField(label=_("What is to be done"), choices=_choices("responseType"))
    description = forms.CharField(
        label=pgettext_lazy("alert", "What happened"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    instruction = forms.CharField(
        label=_("What the receivers should do"),
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    contact = forms.CharField(label=_("Whom to call"), max_length=200, required=False)
    scope = forms.ChoiceField(label=_("For whom"), choices=_choices("scope"))
    receivers = forms.CharField(
        label=_("Receivers, or what restricts it"),
        max_length=500,
        required=False,
        help_text=_("Needed unless it is public."),
    )
    area = forms.CharField(label=_("Where it holds"), max_length=300)
    radius_m = forms.IntegerField(
        label=_("Metres around the venue"),
        min_value=0,
        max_value=50_000,
        required=False,
        help_text=_("Leave empty for no circle on the map."),
    )
    holds_min = forms.IntegerField(
        label=_("Holds for so many minutes"), min_value=1, max_value=7 * 24 * 60, initial=60
    )

    def __init__(self, *args: Any, room: ControlRoom, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.venue = room.event.venue
        if self.venue is None or self.venue.lat is None or self.venue.lon is None:
            del self.fields["radius_m"]

    def clean(self) -> dict[str, Any]:
        """What is not public names for whom it is."""
        given = super().clean() or {}
        if given.get("scope") != Scope.PUBLIC and not given.get("receivers", "").strip():
            self.add_error("receivers", _("Say for whom it is, or make it public."))
        return given

    def draft(
        self, *, kind: Alert.Kind, replaces: Alert | None, incident: Incident | None
    ) -> AlertDraft:
        """What the service wants."""
        given = self.cleaned_data
        replaced = replaces.pk if replaces else None
        about = incident.pk if incident else None
        if incident is None and replaces is not None:
            about = replaces.incident_id
        return AlertDraft(
            content=self._content(incident),
            kind=kind,
            holds_for=timedelta(minutes=given["holds_min"]),
            incident=about,
            replaces=replaced,
        )

    def _content(self, incident: Incident | None) -> dict[str, Any]:
        given = self.cleaned_data
        info = {
            "language": TONGUES.get(get_language() or "", "en"),
            "category": [given["category"]],
            "event": given["event"],
            "responseType": [given["response"]],
            **{name: given[name] for name in ONE_OF},
            **{name: given[name] for name in TEXTS if given[name]},
            "area": [self._area()],
        }
        content: dict[str, Any] = {"scope": given["scope"], "info": [info]}
        receivers = {Scope.PRIVATE: "addresses", Scope.RESTRICTED: "restriction"}
        if name := receivers.get(given["scope"]):
            content[name] = given["receivers"].strip()
        if incident is not None:
            content["incidents"] = f"{incident.number}"
        return content

    def _area(self) -> dict[str, Any]:
        area: dict[str, Any] = {"areaDesc": self.cleaned_data["area"]}
        radius_m = self.cleaned_data.get("radius_m")
        if radius_m and self.venue is not None:
            area["circle"] = [f"{self.venue.lat},{self.venue.lon} {radius_m / 1000:g}"]
        return area


def first_words(
    room: ControlRoom, *, before: Alert | None, incident: Incident | None, event: str
) -> dict[str, Any]:
    """What stands in the form at the beginning: what was said before, or what is known."""
    if before is not None:
        return _as_before(before.content)
    venue = room.event.venue
    return {
        "event": event,
        "headline": incident.title if incident else "",
        "area": venue.name if venue else room.name,
    }


def _as_before(content: Mapping[str, Any]) -> dict[str, Any]:
    (info,) = content["info"]
    (area,) = info["area"]
    circles = area.get("circle")
    return {
        **{name: info.get(name, "") for name in ("event", *ONE_OF, *TEXTS)},
        "category": info["category"][0],
        "response": info["responseType"][0],
        "scope": content["scope"],
        "receivers": content.get("addresses") or content.get("restriction", ""),
        "area": area["areaDesc"],
        "radius_m": round(float(circles[0].split()[1]) * 1000) if circles else None,
        "holds_min": content["holds_min"],
    }


class ReceivedForm(forms.Form):
    """A file with a warning of somebody else."""

    file = forms.FileField(
        label=_("File in CAP 1.2"), widget=forms.FileInput({"accept": ".xml,.cap"})
    )
    giver = forms.CharField(label=_("From whom"), max_length=200)

    def content(self) -> bytes:
        """The bytes, one more than fit at most."""
        content: bytes = self.cleaned_data["file"].read(MOST_BYTES + 1)
        return content
