"""How the looks and shapes of a Word file are said in CSS, each once and under a short name."""

from typing import Final

from muster.engines.layout.styles import Look, Shape

# Lines of Times New Roman are this far apart, to the size of its letters.
NATURAL_LINE: Final = 1.15
# The metrics of the rules' typeface first; then what a bare Debian has.
FAMILIES: Final = '"Liberation Serif", Tinos, "Noto Serif", "DejaVu Serif", serif'


class Classes:
    """Names of rules; like rules have one name."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def named(self, rule: str) -> str:
        """The class of a rule."""
        return self._names.setdefault(rule, f"c{len(self._names)}")

    def sheet(self) -> str:
        """Every rule that was named."""
        return "\n".join(f".{name} {{ {rule} }}" for rule, name in self._names.items())


def of_look(look: Look) -> str:
    """The rule of a run."""
    said = [
        f"font-family: {_family(look.beyond or look.family)}",
        f"font-size: {look.points or 10:g}pt",
    ]
    chosen = (
        (look.bold, "font-weight: bold"),
        (look.italic, "font-style: italic"),
        (look.caps, "text-transform: uppercase"),
        (look.small_caps, "font-variant: small-caps"),
        (look.underline, "text-decoration: underline"),
    )
    return "; ".join([*said, *(rule for is_said, rule in chosen if is_said)])


def _family(name: str | None) -> str:
    """The typeface, its name without what could end a string of CSS."""
    kept = "".join(letter for letter in name or "" if letter.isalnum() or letter in " -")
    return f'"{kept}", {FAMILIES}' if kept else FAMILIES


def of_shape(shape: Shape, *, points: float, keep: bool) -> str:
    """The rule of a paragraph. points: size of its letters; keep: on a page with what follows."""
    above_below = f"{shape.before_pt or 0:g}pt 0 {shape.after_pt or 0:g}pt"
    said = [
        f"margin: {above_below}",
        f"margin-left: {shape.left_mm or 0:.2f}mm",
        f"margin-right: {shape.right_mm or 0:.2f}mm",
        f"text-indent: {shape.first_mm or 0:.2f}mm",
        f"text-align: {shape.align if shape.align in ('center', 'right', 'justify') else 'left'}",
        f"line-height: {_line(shape)}",
        f"font-size: {points:g}pt",
    ]
    chosen = (
        (shape.under, "border-bottom: 0.75pt solid black"),
        (shape.page_before, "break-before: page"),
        (keep, "break-after: avoid"),
    )
    return "; ".join([*said, *(rule for is_said, rule in chosen if is_said)])


def _line(shape: Shape) -> str:
    if shape.line_pt:
        return f"{shape.line_pt:g}pt"
    return f"{NATURAL_LINE * (shape.line_factor or 1):.3f}"
