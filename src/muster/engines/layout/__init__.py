"""Layout rules of documents: what of a Word file is not as they want it, and what can be mended.

Pure: a file and a rule set in, findings out. The rules are data of a pack.
"""

from muster.engines.layout.checking import Checked, Finding, check
from muster.engines.layout.mending import Mended, mend, same_words
from muster.engines.layout.rules import Layout, layout_of
from muster.engines.word.errors import UnreadableDocument

__all__ = [
    "Checked",
    "Finding",
    "Layout",
    "Mended",
    "UnreadableDocument",
    "check",
    "layout_of",
    "mend",
    "same_words",
]
