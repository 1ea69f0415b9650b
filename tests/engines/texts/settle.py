"""What a tracked file says with all changes accepted or rejected, by two lines of the standard.

Nothing here knows how the file was written: letters and ends of paragraphs are one stream, and of
it stays what is not within the records that go.
"""

import zipfile
from io import BytesIO
from typing import Any, Final

from lxml import etree

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PUT_IN: Final = {W + "ins", W + "moveTo"}
TAKEN_OUT: Final = {W + "del", W + "moveFrom"}
END: Final = object()


def body(content: bytes) -> Any:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))[0]


def accepted(content: bytes) -> list[str]:
    return _settled(content, TAKEN_OUT)


def rejected(content: bytes) -> list[str]:
    return _settled(content, PUT_IN)


def _settled(content: bytes, go: set[str]) -> list[str]:
    stream: list[Any] = []
    for paragraph in body(content).iterfind(W + "p"):
        stream += [
            {W + "tab": "\t", W + "br": "\n"}.get(element.tag, element.text)
            for element in paragraph.iter(W + "t", W + "delText", W + "tab", W + "br")
            if go.isdisjoint(one.tag for one in element.iterancestors())
        ]
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        if mark is None or go.isdisjoint(one.tag for one in mark):
            stream.append(END)
    assert stream[-1] is END, "the last end of a text can neither come nor go"
    texts = [""]
    for piece in stream[:-1]:
        if piece is END:
            texts.append("")
        else:
            texts[-1] += piece
    return texts
