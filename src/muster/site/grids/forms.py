"""The form that takes a pasted block or a sheet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from muster.exchange.grids import Grid


class BlockForm(forms.Form):
    """A block of cells, or an Excel file of the same grid."""

    block = forms.CharField(
        label=_("Block of cells"),
        required=False,
        # The block is kept as it came: a tab at an end is an empty cell.
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "wrap": "off", "autofocus": True}),
        help_text=_(
            "Copied from Excel, or from Word and messages with ; or | between the cells. "
            "With the names of the columns in the first line, or without."
        ),
    )
    begin = forms.ChoiceField(
        label=_("The block begins at"),
        required=False,
        help_text=_("Only asked where the block has neither column names nor every column."),
    )
    file = forms.FileField(label=_("Or an Excel file"), required=False)

    def __init__(self, *args: Any, grid: Grid, **more: Any) -> None:
        super().__init__(*args, **more)
        columns = [one for one in grid.spec.columns if one.key not in grid.told]
        if grid.takes_new:
            del self.fields["begin"]
            return
        field = self.fields["begin"]
        if isinstance(field, forms.ChoiceField):
            named = [(one.key, str(one.label)) for one in columns]
            field.choices = [("", _("the first column")), *named]
