"""Which words of a text another has not: what a person looks at before he merges."""

from muster.engines.merging.folding import WRITTEN, fold
from muster.engines.merging.model import Run


def marked(text: str, beside: str) -> list[Run]:
    """*text* in runs, whose texts together are *text*: words that *beside* lacks, and the rest.

    What stands between two words of one run belongs to it.
    """
    known = set(fold(beside).split())
    runs: list[Run] = []
    written = 0
    start, is_own = 0, False
    for word in WRITTEN.finditer(text):
        is_new = not known.issuperset(fold(word[0]).split())
        if is_new != is_own:
            # The space before a marked word is no part of it, that behind it neither.
            cut = word.start() if is_new else written
            if cut > start:
                runs.append(Run(text[start:cut], is_own))
            start, is_own = cut, is_new
        written = word.end()
    if is_own and written < len(text):
        return [*runs, Run(text[start:written], is_own), Run(text[written:], is_own=False)]
    return [*runs, Run(text[start:], is_own)] if start < len(text) else runs
