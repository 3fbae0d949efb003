"""Just enough SVG: elements as text, escaped; numbers with one decimal; long lines broken."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

BREADTH, BOLD_BREADTH = 0.51, 0.6  # of a letter, in sizes of the font, on average


def element(name: str, *content: str, **attributes: object) -> str:
    """One element. Attributes: `_` becomes `-`, a trailing `_` falls away, None is left out, floats get one decimal.

    `content` is SVG already; text goes through `text`.
    """
    given = "".join(f" {_name(key)}={_quoted(value)}" for key, value in attributes.items() if value is not None)
    return f"<{name}{given}>{''.join(content)}</{name}>" if content else f"<{name}{given}/>"


def text(x: float, y: float, words: str, **attributes: object) -> str:
    """Words at a place."""
    return element("text", escape(words), x=x, y=y, **attributes)


def escaped(words: str) -> str:
    """Words as content of an element."""
    return escape(words)


def path(points: Iterable[tuple[float, float]]) -> str:
    """Straight lines from point to point, as the `d` of a path."""
    return "M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in points)


def lines_of(words: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Words broken into lines that fit a width, by the average breadth of letters."""
    fit = max(1, int(width / (size * (BOLD_BREADTH if bold else BREADTH))))
    lines: list[str] = []
    for word in words.split():
        if lines and len(lines[-1]) + 1 + len(word) <= fit:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _quoted(value: object) -> str:
    return quoteattr(f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value))
