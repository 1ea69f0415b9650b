"""Each fault of a Word file in words of its own, for whoever uploaded it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

# By the code of the engine that reads Word files, and by what a child process ran out of.
SENTENCES: Final = {
    "not_word": _(
        "“%(name)s” is not a Word file (.docx); it looks like %(found)s. Open it in Word and save"
        " it as .docx."
    ),
    "damaged": _("“%(name)s” is damaged. Open it in Word, save it again as .docx and upload that."),
    "old_word": _(
        "“%(name)s” is in the old format of Word (.doc). Open it in Word and save it as .docx."
    ),
    "encrypted": _("“%(name)s” is protected by a password. Save it in Word without a password."),
    "strict": _(
        "“%(name)s” is a Strict Open XML file. Save it in Word as an ordinary Word document"
        " (.docx)."
    ),
    "missing_part": _(
        "“%(name)s” is not a whole Word file: %(part)s is missing. Save it again in Word as .docx."
    ),
    "macros": _(
        "“%(name)s” holds macros or controls (%(part)s), which are not taken. Save it in Word as"
        " .docx, without macros."
    ),
    "active_field": _(
        "“%(name)s” holds a field that starts programs (%(field)s). Take the field out in Word and"
        " save it again."
    ),
    "outward": _(
        "“%(name)s” takes in something from outside (%(kind)s: %(target)s). Embed it in the file or"
        " take it out."
    ),
    "document_type": _(
        "“%(name)s” has a document type in %(part)s, as no Word file has. Copy the text into a new"
        " document and save that."
    ),
    "broken_xml": _(
        "“%(name)s” is damaged in %(part)s. Open it in Word, save it again as .docx and upload"
        " that."
    ),
    "part_name": _(
        "“%(name)s” holds a part with a name that leads out of the file (%(part)s). Copy the text"
        " into a new document and save that."
    ),
    "part_twice": _(
        "“%(name)s” holds the part %(part)s twice. Copy the text into a new document and save that."
    ),
    "too_large": _("“%(name)s” has %(size_mb).0f MB; at most %(limit_mb)s MB are read."),
    "too_many_parts": _("“%(name)s” has %(parts)s parts; at most %(limit)s are read."),
    "bomb": _(
        "“%(name)s” unpacks beyond all measure (%(part)s), as no document does. Copy the text into"
        " a new document and save that."
    ),
    "too_many_paragraphs": _(
        "“%(name)s” has more than %(limit)s paragraphs. Divide it into several documents."
    ),
    "too_long": _("“%(name)s” has more than %(limit)s letters. Divide it into several documents."),
    "memory": _(
        "Reading “%(name)s” took more memory than a document may take. Divide it, or take its"
        " pictures out."
    ),
    "seconds": _(
        "Reading “%(name)s” took longer than a document may take. Divide it into several documents."
    ),
    "crash": _(
        "“%(name)s” could not be read. Open it in Word, save it again as .docx and upload that."
    ),
}
