"""What an act costs the one who does it: keystrokes and clicks, counted in the browser itself.

A clerk types 40 words a minute, a word being five keystrokes; a click is 2 s (pointing 1.1 s,
the hand from keys to mouse 0.4 s, the button 0.2 s, rounded up). What is done outside the browser,
such as copying a block in Excel or picking a file, is said with :meth:`Clerk.outside`.

    clerk = Clerk(page)
    clerk.click(page.get_by_role("button", name="Không có gì"))
    assert clerk.effort.clicks == 1
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.sync_api import Locator, Page

KEYS_PER_MINUTE: Final = 40 * 5
S_PER_CLICK: Final = 2.0
# Trusted events alone: what a script does costs nobody anything. A key that presses a button also
# makes a click, whose detail is 0; and a label passes its click on to its field.
COUNTER: Final = """
(() => {
  const add = name => sessionStorage.setItem(name, 1 + Number(sessionStorage.getItem(name) || 0));
  addEventListener("keydown", e => { if (e.isTrusted && !e.repeat) add("effort-keys"); }, true);
  addEventListener("pointerdown", e => { if (e.isTrusted) add("effort-clicks"); }, true);
})();
"""


@dataclass(frozen=True, slots=True)
class Effort:
    """Keystrokes and clicks, and the minutes that they take."""

    keys: int
    clicks: int

    @property
    def minutes(self) -> float:
        """At 40 words a minute and 2 s a click."""
        return self.keys / KEYS_PER_MINUTE + self.clicks * S_PER_CLICK / 60

    def __str__(self) -> str:
        return f"{self.keys} keystrokes, {self.clicks} clicks: {self.minutes:.1f} min"


class Clerk:
    """Somebody with a keyboard and a mouse on *page*; counts from the next page load on."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._keys = self._clicks = 0
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.context.add_init_script(COUNTER)
        if page.url.startswith("http"):
            page.reload()

    def click(self, target: Locator) -> None:
        """Point at it and click."""
        target.click()

    def type(self, words: str) -> None:
        """Type where the cursor is, key by key."""
        self.page.keyboard.type(words)

    def press(self, keys: str) -> None:
        """Press one key, or several at once: ``Control+V``."""
        self.page.keyboard.press(keys)

    def paste(self, block: str) -> None:
        """Select and copy *block* in Excel (two clicks and two keys), then Ctrl V here."""
        self.outside(keys=2, clicks=2)
        self.page.evaluate("text => navigator.clipboard.writeText(text)", block)
        self.press("Control+V")

    def choose_files(self, target: Locator, files: Path | list[Path]) -> None:
        """Open the dialog, mark the files (all of a folder with Ctrl A), confirm."""
        with self.page.expect_file_chooser() as chooser:
            target.click()
        self.outside(keys=2, clicks=2)
        chooser.value.set_files(files)

    def outside(self, *, keys: int = 0, clicks: int = 0) -> None:
        """What was done where this browser does not see it."""
        self._keys += keys
        self._clicks += clicks

    @property
    def effort(self) -> Effort:
        """What it has cost so far."""
        keys, clicks = (
            int(self.page.evaluate(f"Number(sessionStorage.getItem('effort-{name}') || 0)"))
            for name in ("keys", "clicks")
        )
        return Effort(self._keys + keys, self._clicks + clicks)
