"""What cannot be looked at: no Word file, a hostile one, or one beyond a limit."""

from typing import Any, Final

# English, for the command line; a capability has a translated sentence for each code.
SENTENCES: Final = {
    "not_opened": "{name}: {reason}",
    "not_word": "{name}: is no Word file (.docx), it looks like: {found}",
    "damaged": "{name}: is a damaged Word file (.docx): {reason}",
    "old_word": "{name}: is in the format of Word 97 to 2003; save it as .docx",
    "encrypted": "{name}: is protected by a password; save it without one",
    "strict": "{name}: is a Strict Open XML file; save it as an ordinary Word document (.docx)",
    "missing_part": "{name}: is no Word file (.docx): {part} is missing",
    "macros": "{name}: holds macros or controls ({part}); save it as .docx without them",
    "active_field": "{name}: holds a field that starts programs ({field}); take it out",
    "outward": "{name}: takes in what lies outside ({kind}: {target}); embed it or take it out",
    "document_type": "{name}: {part} has a document type, which no Word file needs",
    "broken_xml": "{name}: {part}: {reason}",
    "part_name": "{name}: holds a part with the name {part}, which leads out of the file",
    "part_twice": "{name}: holds a part twice ({part})",
    "too_large": "{name}: has {size_mb:.0f} MB, at most {limit_mb} are read",
    "too_many_parts": "{name}: has {parts:,} parts, at most {limit:,} are read",
    "bomb": "{name}: {part} unpacks beyond all measure, at most {limit_mb} MB and {ratio} times",
    "too_many_paragraphs": "{name}: has more than {limit:,} paragraphs",
    "too_long": "{name}: has more than {limit:,} characters",
}


class UnreadableDocument(ValueError):
    """A file that is not read. Its text says what is wrong, where, and what is wanted.

    code: a key of SENTENCES. data: what the sentence names; ``name`` is the file's, as the caller
    called it.
    """

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.data = {"name": "", **data}

    def __str__(self) -> str:
        return SENTENCES[self.code].format(**self.data)
