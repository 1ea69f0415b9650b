"""LibreOffice as a judge: files opened, all tracked changes accepted or rejected, texts read.

A macro in a profile of its own does it, so that nothing but LibreOffice Writer is needed: no
bridge to a programming language, no network, no screen. Used by tests and by benchmarks.
"""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from lxml import etree

SOFFICE: Final = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice (soffice)")
WAYS: Final = {
    "accepted": ".uno:AcceptAllTrackedChanges",
    "rejected": ".uno:RejectAllTrackedChanges",
}
TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
MACRO: Final = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Settle"
 script:language="StarBasic">
Sub All(list As String)
  Dim number As Integer
  number = FreeFile
  Open list For Input As #number
  Do While Not Eof(number)
    Line Input #number, source
    Line Input #number, target
    Line Input #number, command
    One source, target, command
  Loop
  Close #number
End Sub

Sub One(source, target, command)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  doc = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  Dim none()
  dispatcher.executeDispatch(doc.CurrentController.Frame, command, "", 0, none())
  Dim flat(0) As New com.sun.star.beans.PropertyValue
  flat(0).Name = "FilterName"
  flat(0).Value = "OpenDocument Text Flat XML"
  doc.storeToURL(target, flat())
  doc.close(True)
End Sub
</script:module>
"""


def settled(files: Mapping[str, bytes], folder: Path) -> dict[str, dict[str, list[str]]]:
    """Of each Word file its paragraphs, "accepted" and "rejected", as LibreOffice has them.

    folder: an empty one. Files are told apart by their names, which need be good for a file.
    """
    home = _home(folder)
    asked = []
    for name, content in files.items():
        source = folder / f"{name}.docx"
        source.write_bytes(content)
        for way, command in WAYS.items():
            asked += [source.as_uri(), _target(folder, name, way).as_uri(), command]
    (folder / "list").write_text("\n".join(asked) + "\n", encoding="utf-8")
    _run(home, f'macro:///Standard.Settle.All("{folder / "list"}")')
    return {name: {way: _texts(_target(folder, name, way)) for way in WAYS} for name in files}


def _target(folder: Path, name: str, way: str) -> Path:
    return folder / f"{name}.{way}.fodt"


def _home(folder: Path) -> Path:
    """A profile that knows the macro; its first start would write over it."""
    home = folder / "home"
    _run(home, "--terminate_after_init")
    library = home / "user" / "basic" / "Standard"
    (library / "Settle.xba").write_text(MACRO, encoding="utf-8")
    known = library / "script.xlb"
    element = '<library:element library:name="Settle"/></library:library>'
    told = known.read_text(encoding="utf-8").replace("</library:library>", element)
    known.write_text(told, encoding="utf-8")
    return home


def _run(home: Path, *what: str) -> None:
    options = [f"-env:UserInstallation={home.as_uri()}", "--headless", "--norestore", "--nologo"]
    assert SOFFICE is not None
    subprocess.run([SOFFICE, *options, *what], check=True, capture_output=True, timeout=600)


def _texts(path: Path) -> list[str]:
    root = etree.parse(str(path), etree.XMLParser(huge_tree=True)).getroot()
    assert root.find(f".//{TEXT}tracked-changes") is None, "something is still tracked"
    body = root.find(f"{OFFICE}body/{OFFICE}text")
    return [_text(one) for one in body.iter(TEXT + "p", TEXT + "h")]


def _text(paragraph: Any) -> str:
    said = [paragraph.text or ""]
    for one in paragraph:
        if one.tag == TEXT + "tab":
            said.append("\t")
        elif one.tag == TEXT + "line-break":
            said.append("\n")
        elif one.tag == TEXT + "s":
            said.append(" " * int(one.get(TEXT + "c", 1)))
        else:
            said.append(_text(one))
        said.append(one.tail or "")
    return "".join(said)
