"""Take the pictures of the documentation anew: ``python -m tests.e2e.take_screenshots``.

Starts the example province in a directory of its own and leaves nothing behind.
"""

import sys
import tempfile
from pathlib import Path

from tests.e2e.conftest import DESKTOP, ROOT, chromium, new_context, served, sign_in_first

PROVINCE = ROOT / "examples" / "province.xlsx"
PICTURES = {"board.png": "/"}


def take(folder: Path) -> None:
    """Write every picture into *folder*: the size of a desk, in the light, in Vietnamese."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        served(PROVINCE, Path(data)) as installation,
        chromium() as browser,
    ):
        state = sign_in_first(browser, installation)
        context = new_context(browser, installation, size=DESKTOP, state=state)
        page = context.new_page()
        for name, address in PICTURES.items():
            page.goto(address)
            page.evaluate("document.fonts.ready")
            page.screenshot(path=folder / name)
        context.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
