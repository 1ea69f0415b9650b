"""Labels with number and code, for the printer: as many as fit on sheets of A4."""

from typing import Any, Final

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from muster.papers.errors import PapersError
from muster.papers.ranges import numbers_of, read_numbers, written
from muster.papers.rules import Can
from muster.papers.web.views.copies.finding import must_keep, visible_series
from muster.tree.permissions import needs

MOST: Final = 400


@require_GET
@needs(Can.KEEP_COPIES)
def labels(request: HttpRequest, series_id: int) -> HttpResponse:
    """The labels of the numbers in the address, or of the first four hundred."""
    row = visible_series(request, series_id)
    must_keep(request, row)
    last = min(row.printed, MOST)
    asked = request.GET.get("numbers", "") or (f"1-{last}" if last else "")
    refusal, numbers = "", list[int]()
    try:
        numbers = numbers_of(read_numbers(asked)) if asked else []
    except PapersError as refused:
        refusal = str(refused)
    shown = [number for number in numbers if number <= row.printed][:MOST]
    context = {
        "series": row,
        "asked": asked if refusal else written(read_numbers(asked)) if asked else "",
        "refusal": refusal,
        "left_out": len(numbers) - len(shown),
        "labels": [_label(request, row.pk, number) for number in shown],
    }
    return render(request, "papers/copies/labels.html", context)


def _label(request: HttpRequest, series_id: int, number: int) -> dict[str, Any]:
    """A number with a code that leads to the page of its copy, and says nothing else."""
    address = request.build_absolute_uri(reverse("papers:copy", args=[series_id, number]))
    return {"number": number, "code": _code(address)}


def _code(text: str) -> SafeString:
    """The code as one drawing; segno escapes nothing because it draws the text, never writes it."""
    drawn = segno.make(text, error="m", micro=False)
    svg = drawn.svg_inline(scale=1, border=1, svgclass="qr", lineclass=None, omitsize=True)
    return mark_safe(svg)  # noqa: S308  a drawing of modules, made here
