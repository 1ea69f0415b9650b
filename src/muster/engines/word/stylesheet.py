"""The styles of a document: which there are, and what each inherits from (17.7)."""

from typing import Any, Final

from muster.engines.word.package import Package
from muster.engines.word.words import W, child, val

Element = Any
STYLES: Final = "word/styles.xml"
LONGEST_CHAIN: Final = 20


class StyleSheet:
    """The styles by their ids, and the default one of each type."""

    def __init__(self, package: Package) -> None:
        part = package.related("styles") or STYLES
        self.root = package.tree(part) if package.has(part) else None
        self.by_id: dict[str | None, Element] = {}
        self._default: dict[str | None, str | None] = {}
        for style in self.root.iterfind(W + "style") if self.root is not None else ():
            self.by_id[val(style, "styleId")] = style
            if (val(style, "default") or "0") not in ("0", "false"):
                self._default[val(style, "type")] = val(style, "styleId")

    def of_paragraph(self, properties: Element) -> str | None:
        """The style of a paragraph: its own, or the default one."""
        named = val(child(properties, "pStyle")) if properties is not None else None
        return named if named in self.by_id else self._default.get("paragraph")

    def chain(self, style: str | None) -> list[Element]:
        """The style and its ancestors; a circle ends where it begins."""
        chain: list[Element] = []
        while style in self.by_id and len(chain) < LONGEST_CHAIN:
            one = self.by_id[style]
            if one in chain:
                break
            chain.append(one)
            style = val(child(one, "basedOn"))
        return chain
