"""Comments in the margin, with their answers."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import tzinfo
from typing import Any, Final

from muster.engines.texts.model import Comment
from muster.engines.texts.settling import NUMBERS
from muster.engines.texts.tracing import Places, letters, moment
from muster.engines.word.package import Package
from muster.engines.word.words import W, val

Element = Any
W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
W15: Final = "{http://schemas.microsoft.com/office/word/2012/wordml}"
OFF: Final = frozenset({"0", "false", "off"})


class Remarks:
    """The comments of one file, before it is known where they hang."""

    def __init__(self, package: Package, zone: tzinfo) -> None:
        part = package.related("comments")
        self._comments = (
            list(package.tree(part).iterfind(W + "comment")) if part is not None else []
        )
        self._zone = zone
        extended = package.related("commentsExtended")
        self._more = (
            {one.get(W15 + "paraId"): one for one in package.tree(extended).iter(W15 + "commentEx")}
            if extended is not None
            else {}
        )
        # An answer names the last paragraph of the comment that it answers.
        self._key_of = {self._last(one): val(one, "id") or "" for one in self._comments}

    def _last(self, comment: Element) -> str | None:
        paragraphs = list(comment.iter(W + "p"))
        found: str | None = paragraphs[-1].get(W14 + "paraId") if paragraphs else None
        return found

    def comments(
        self, roots: Iterable[Element], places: Places, passages: Mapping[str, str]
    ) -> Iterator[Comment]:
        """Each with the place where it hangs; those in no text come last."""
        hanging = dict(_hanging(roots))
        order = {key: at for at, key in enumerate(hanging)}
        found = sorted(self._comments, key=lambda one: order.get(val(one, "id") or "", len(order)))
        for one in found:
            key = val(one, "id") or ""
            more = self._more.get(self._last(one))
            parent = more.get(W15 + "paraIdParent") if more is not None else None
            done = more.get(W15 + "done") if more is not None else None
            yield Comment(
                key=key,
                author=val(one, "author") or "",
                at=moment(one, self._zone),
                text=_text(one),
                place=places.accepted.get(hanging.get(key, "")),
                passage=passages.get(key, ""),
                parent=self._key_of.get(parent) if parent else None,
                is_done=done is not None and done not in OFF,
            )


def _text(comment: Element) -> str:
    told = "\n".join(
        "".join(letters(one) for run in paragraph.iter(W + "r") for one in run)
        for paragraph in comment.iter(W + "p")
    )
    return unicodedata.normalize("NFC", told).strip()


def _hanging(roots: Iterable[Element]) -> Iterator[tuple[str, str]]:
    """Ids of comments with the numbered paragraph at which each begins."""
    seen: set[str] = set()
    waiting: list[str] = []
    for root in roots:
        for element in root.iter(W + "p", W + "commentRangeStart", W + "commentReference"):
            if element.tag == W + "p":
                yield from ((key, str(element.get(NUMBERS) or "")) for key in waiting)
                waiting.clear()
                continue
            key = val(element, "id") or ""
            if key in seen:
                continue
            seen.add(key)
            above = next(element.iterancestors(W + "p"), None)
            if above is None:
                waiting.append(key)
            else:
                yield key, str(above.get(NUMBERS) or "")
