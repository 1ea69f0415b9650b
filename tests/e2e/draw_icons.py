"""Draw the icons of the phone's page again from our own mark: python tests/e2e/draw_icons.py."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from tests.e2e.conftest import chromium  # noqa: E402  # the path comes first

SVG = (ROOT / "src/muster/shell/static/shell/icon.svg").read_text(encoding="utf-8")
OUT = ROOT / "src/muster/control/static/control/phone"
GROUND = "#10151c"


def draw() -> None:
    """Each size once; a maskable one stands on a full ground with room around the mark."""
    with chromium() as browser:
        for name, side, inner in (("192", 192, 192), ("512", 512, 512), ("maskable-512", 512, 340)):
            page = browser.new_page(viewport={"width": side, "height": side})
            ground = GROUND if inner < side else "transparent"
            page.set_content(
                f"<style>body{{margin:0;background:{ground};display:grid;place-items:center;"
                f"height:{side}px}}svg{{width:{inner}px;height:{inner}px}}</style>{SVG}"
            )
            page.screenshot(path=OUT / f"icon-{name}.png", omit_background=True)
            page.close()


if __name__ == "__main__":
    draw()
