"""Forms of partners and what they are asked for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.office.models import Commitment, Paper, Reply
from muster.office.services import CommitmentDraft, PartnerDraft, ReplyDraft
from muster.office.web.forms.papers import listed
from muster.packs import PartnerKind
from muster.season.models import Event
from muster.season.web.forms import Act, day_field


class PartnerForm(Act):
    """A partner: the organisation with its duty desk."""

    kind = forms.ChoiceField(label=_("Kind of partner"))
    name = forms.CharField(label=_("Organisation"), max_length=200)
    duty_phone = forms.CharField(label=_("Duty telephone"), max_length=40, required=False)
    channel = forms.CharField(label=_("Radio channel, call sign"), max_length=80, required=False)
    contact = forms.CharField(
        label=_("Contact"),
        max_length=160,
        required=False,
        help_text=_("Function and name as their letter gives them, nothing more."),
    )
    contact_phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    deputy = forms.CharField(
        label=pgettext_lazy("partner", "Deputy"), max_length=160, required=False
    )
    deputy_phone = forms.CharField(
        label=_("Telephone of the deputy"), max_length=40, required=False
    )

    def __init__(self, *args: Any, kinds: Mapping[str, PartnerKind], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, str(one.name)) for key, one in kinds.items()]

    def draft(self) -> PartnerDraft:
        """What was typed, as the service takes it."""
        apart = ("client_uuid", "version")
        typed = {name: value for name, value in self.cleaned_data.items() if name not in apart}
        return PartnerDraft(**typed)


class ChangePartnerForm(PartnerForm):
    """A partner to be corrected."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    is_active = forms.BooleanField(label=_("Still a partner"), required=False)


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, input_formats=["%Y-%m-%dT%H:%M"])


class CommitmentForm(Act):
    """What a partner is asked for, for which hours and where, and the letter that asks."""

    what = listed(pgettext_lazy("commitment", "What is asked for"), "known-requests", most=300)
    count = forms.IntegerField(label=_("How many"), min_value=0, max_value=30_000, required=False)
    event = forms.ChoiceField(label=_("For which event"), required=False)
    where = forms.CharField(label=_("Where"), max_length=200, required=False)
    starts_at = _moment(_("From"))
    ends_at = _moment(pgettext_lazy("partner", "Until"))
    symbol = forms.CharField(
        label=_("Number of the letter that asks"), max_length=80, required=False
    )
    asked_on = day_field(_("Asked on"), required=False)
    reply_due_on = day_field(_("Reply due"))

    def __init__(self, *args: Any, events: Sequence[Event], **more: Any) -> None:
        super().__init__(*args, **more)
        self.events = {str(event.pk): event for event in events}
        field = self.fields["event"]
        assert isinstance(field, forms.ChoiceField)
        season = ("", str(_("the whole season")))
        field.choices = [season, *((key, event.name) for key, event in self.events.items())]

    def draft(self, *, paper: Paper | None) -> CommitmentDraft:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        return CommitmentDraft(
            what=typed["what"],
            count=typed["count"],
            event=self.events.get(typed["event"]),
            where=typed["where"],
            starts_at=typed["starts_at"],
            ends_at=typed["ends_at"],
            asked_on=typed["asked_on"],
            reply_due_on=typed["reply_due_on"],
            paper=paper,
            symbol=typed["symbol"],
        )


class ChangeCommitmentForm(CommitmentForm):
    """What was asked for, to be changed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def begun_with(row: Commitment) -> dict[str, Any]:
    """What stands in the form of something that was asked for."""
    return {
        "what": row.what,
        "count": row.count,
        "event": str(row.event_id or ""),
        "where": row.where,
        "starts_at": local_wall(row.starts_at),
        "ends_at": local_wall(row.ends_at),
        "symbol": row.asked_symbol,
        "asked_on": row.asked_on,
        "reply_due_on": row.reply_due_on,
        "version": row.version,
    }


def local_wall(moment: datetime) -> datetime:
    """A moment as the clock on the wall shows it."""
    return timezone.localtime(moment, timezone.get_default_timezone())


class ReplyForm(Act):
    """What the partner answered, under which number."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reply = forms.ChoiceField(label=_("They answer"), choices=Reply.choices)
    promised = forms.IntegerField(
        label=_("How many they promise"), min_value=0, max_value=30_000, required=False
    )
    symbol = forms.CharField(label=_("Number of the reply"), max_length=80, required=False)
    on = day_field(_("Date of the reply"), required=False)

    def draft(self, *, paper: Paper | None) -> ReplyDraft:
        """What was typed, as the service takes it."""
        typed = self.cleaned_data
        return ReplyDraft(
            reply=typed["reply"],
            promised=typed["promised"],
            symbol=typed["symbol"],
            paper=paper,
            on=typed["on"],
        )


class ConfirmForm(Act):
    """The telephone call before the day."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    by = forms.CharField(label=_("Who called, if somebody else"), max_length=120, required=False)
