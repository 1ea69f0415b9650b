"""Comments of a Word file as remarks: laid out in rows, checked by a person, then entered."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from muster.engines.texts import TooLarge
from muster.papers.bridge import CommentDraft, PassageDraft, rules_of
from muster.papers.bridge.drafts import aligned
from muster.papers.errors.remarks import NoComments
from muster.papers.models import Passage, Round, Source
from muster.papers.rules import Can
from muster.papers.services.documents.files import keep_word, most_bytes, read_word
from muster.papers.services.documents.guarding import must_take_texts
from muster.papers.services.remarks.entering import must_be_new
from muster.papers.services.remarks.words import LONGEST
from muster.papers.web.forms import remarks as f
from muster.papers.web.views.remarks import entering
from muster.papers.web.views.remarks.finding import must_read, visible_desk
from muster.papers.web.views.remarks.sealing import seal
from muster.season.web.views.answers import attempt
from muster.tree import clock
from muster.tree.actors import account_of
from muster.tree.permissions import needs, require


@needs(Can.ENTER_REMARKS)
def upload(request: HttpRequest, desk_id: int) -> HttpResponse:
    """Read a Word file and show its comments as rows to be entered."""
    desk = visible_desk(request, desk_id)
    require(account_of(request), Can.ENTER_REMARKS, desk)
    must_read(request, desk.round, desk)
    form = f.WordForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        del form.fields["once_more"]
    found: list[HttpResponse] = []

    def save(typed: Any) -> object:
        must_take_texts(desk.round.document, clock.now())
        name, max_mb = typed["file"].name, rules_of(desk.season_unit).papers.word_max_mb
        content = typed["file"].read(most_bytes(desk.round.document) + 1)
        read = read_word(content, name=name, max_mb=max_mb)
        rows = rows_of(desk.round, read.accepted, read.comments)
        if not rows:
            raise NoComments(name=name)
        if not typed["once_more"]:
            must_be_new(desk, sha256(content).hexdigest())
        file = keep_word(desk.round.document, content, name=name, now=clock.now())
        begin = {
            "source": Source.WORD.value,
            "kept": seal(file),
            "note": name[:300],
            "once_more": typed["once_more"],
        }
        found.append(entering.prefilled(request, desk, begin=begin, rows=rows))
        return found

    status = attempt(form, save) if request.method == "POST" else 200
    if not status:
        return found[0]
    context = {
        "form": form,
        "title": _("Remarks from the comments of a Word file"),
        "about": _("Each comment becomes a row that you can change before anything is saved."),
        "back": reverse("papers:enter-remarks", args=[desk.pk]),
        "button": _("Read the file"),
    }
    return render(request, "papers/remarks/form.html", context, status=status)


def rows_of(
    opened: Round, passages: Sequence[PassageDraft], comments: Sequence[CommentDraft]
) -> list[dict[str, Any]]:
    """The comments as rows, each with the paragraph of the round's version that it hangs on."""
    numbers = _numbers(opened, passages)
    rows = [
        {
            "number": numbers.get(one.place) if one.place is not None else None,
            "text": (f"“{one.passage}”: {one.text}" if one.passage else one.text)[:LONGEST],
        }
        for one in comments
        if not one.is_done
    ]
    return rows[: f.MOST_ROWS]


def _numbers(opened: Round, passages: Sequence[PassageDraft]) -> dict[int, int]:
    """For each place of the file the number of the paragraph that it is in the round's version."""
    rows = Passage.objects.filter(version=opened.version_id).order_by("place")
    stands = list(rows.select_related("paragraph"))
    try:
        matches = aligned(stands, passages).matches
    except TooLarge:
        # Then every comment is on the text as a whole, and the clerk says where it belongs.
        return {}
    numbers = {one.paragraph_id: one.paragraph.number for one in stands}
    return {place: numbers[one.id] for place, one in enumerate(matches) if one.id is not None}
