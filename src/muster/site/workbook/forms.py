"""The form that takes a workbook."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muster.packs import available, load
from muster.season.models import Season


class UploadForm(forms.Form):
    """A file, and whose season it is where the file does not say so itself."""

    file = forms.FileField(
        label=_("Workbook"),
        required=False,
        help_text=_("An .xlsx file. Nothing is changed before you have seen the preview."),
    )
    block = forms.CharField(
        label=_("Or paste a list: unit, congress day"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "wrap": "off"}),
        help_text=_("A third column is the parent; or put spaces before the names of those below."),
    )
    season = forms.ChoiceField(
        label=_("Season"),
        required=False,
        help_text=_("Only asked where the Settings sheet does not name it."),
    )
    pack = forms.ChoiceField(
        label=_("Rule pack of a new season"),
        required=False,
        help_text=_("Only asked where there is no season yet and no Settings sheet."),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        seasons = Season.objects.order_by("-starts_on").values_list("key", "name")
        self._set("season", [("", _("the latest")), *seasons])
        keys = dict.fromkeys(ref.key for ref in available())
        self._set("pack", [("", "—"), *((key, str(load(key).name)) for key in keys)])

    def clean(self) -> dict[str, Any]:
        """One of both."""
        typed = super().clean() or self.cleaned_data
        if not typed.get("file") and not (typed.get("block") or "").strip():
            self.add_error("file", _("Choose a workbook, or paste a list."))
        return typed

    def _set(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
