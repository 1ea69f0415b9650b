"""The print page of a Word file: work for a child process, without Django.

WeasyPrint sets it. It asks for nothing: what a page would fetch is refused, and the child can
write no file.
"""

import os
import resource
from html import escape
from typing import Any, Final

from muster.engines.word.package import unpacked
from muster.engines.word.unpacking import Limits
from muster.exchange.printing.reading import Section, Shown, shown

LIMITS: Final = Limits(file_mb=16, unpacked_mb=64, xml_mb=32, parts=400)
NOWHERE: Final = "/nonexistent"
SHEET: Final = """
html { font-family: "Liberation Serif", Tinos, "Noto Serif", "DejaVu Serif", serif; }
body, p { margin: 0; }
p { white-space: pre-wrap; tab-size: 12.7mm; orphans: 2; widows: 2; overflow-wrap: anywhere; }
table { table-layout: fixed; width: 100%; border-collapse: collapse; }
td, th { padding: 0 1.9mm; vertical-align: top; font-weight: inherit; text-align: left; }
.close > * > tr > td, .close > * > tr > th { padding: 0; }
.ruled > * > tr > td, .ruled > * > tr > th { border: 0.5pt solid black; }
.whole { break-inside: avoid; }
.page { break-after: page; }
.absent { border: 0.5pt dashed #555; padding: 0 1mm; font: italic 9pt sans-serif; }
.note { float: footnote; font-size: 10pt; text-indent: 0; text-align: left; }
"""
MARK: Final = "font: italic 8pt sans-serif; color: #333; vertical-align: middle;"


def print_page(content: bytes, *, name: str, mark: str, absent: str, language: str) -> bytes:
    """The PDF of a Word file's print page.

    mark: what stands at the foot of each page; absent: what stands where a picture is. For a
    child process only. Raises UnreadableDocument.
    """
    read = shown(unpacked(content, name=name, limits=LIMITS), absent=absent)
    return set_as_pdf(page_html(read, title=name, mark=mark, language=language))


def set_as_pdf(html: str) -> bytes:
    """The PDF of a page that is complete in itself: for a child process only, which it binds.

    Raises ValueError for a page that would fetch something.
    """
    _bind()
    # It loads pango, and half a second of modules: nothing for a server's start.
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class Refuses(URLFetcher):  # type: ignore[misc]  # the library has no types
        """Gives nothing from anywhere, not even from this machine."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            raise FatalURLFetchingError(url)

    try:
        written: bytes = HTML(string=html, url_fetcher=Refuses(), media_type="print").write_pdf()
    except FatalURLFetchingError as fault:
        raise ValueError(str(fault)) from None
    return written


def _bind() -> None:
    """No file is written, neither a cache of typefaces nor anything else."""
    os.environ["HOME"] = os.environ["XDG_CACHE_HOME"] = NOWHERE
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def page_html(read: Shown, *, title: str, mark: str, language: str) -> str:
    """The page as HTML, complete in itself."""
    pages = "".join(
        _page(number, section, mark) for number, section in enumerate(read.sections, start=1)
    )
    parts = "".join(
        f'<section class="s{number}">{section.html}</section>'
        for number, section in enumerate(read.sections, start=1)
    )
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{SHEET}{read.css}{pages}</style></head>"
        f"<body>{parts}</body></html>"
    )


def _page(number: int, section: Section, mark: str) -> str:
    """The rules of a section's pages."""
    foot = f"@bottom-center {{ content: {_string(mark)}; width: 100%; {MARK} }}"
    count = '@top-center { content: counter(page); font-family: "Liberation Serif", serif; }'
    rule = f"@page s{number} {{ {section.page}; {foot} {count if section.numbered else ''} }}"
    if section.from_second:
        rule += f" @page s{number}:first {{ @top-center {{ content: none }} }}"
    return f"{rule} .s{number} {{ page: s{number} }}"


def _string(text: str) -> str:
    """A string of CSS, each letter that could end it by its number."""
    safe = (
        letter if letter.isalnum() or letter in " .,:;()–-" else f"\\{ord(letter):06x}"
        for letter in text
    )
    return f'"{"".join(safe)}"'
