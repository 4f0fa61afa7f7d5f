"""SVG written with the standard library: shapes, text that is broken into lines, and a page around them.

A library of SVG elements would save nothing: the work is the layout, which is ours. ElementTree escapes every text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict, Unpack
from xml.etree import ElementTree as ET

Shape = ET.Element

FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"
INK, QUIET, FAINT, PAPER = "#1c2430", "#55606e", "#c9d1da", "#ffffff"
QUESTION_FILL, QUESTION_INK = "#e6eefb", "#1d4f91"

# Widths of Helvetica, which Arial and Liberation Sans share, in thousandths of the size.
_WIDTHS = (
    (222, "ijl'’|"),
    (278, " !,./:;I\\[]ft"),
    (333, "()r-`"),
    (500, "ckJsvxyz"),
    (584, "+=<>~"),
    (611, "FTZ"),
    (667, "ABEKPSVXY&"),
    (722, "CDHNRUw"),
    (778, "GOQ"),
    (833, "Mm"),
    (1000, "W→…"),
)
_WIDTH = {letter: width for width, letters in _WIDTHS for letter in letters}
_OTHER = 556
"""Digits and the letters that are as wide as these."""
_BOLD = 1.07
_SLACK = 1.04
"""Other fonts than Arial are often a little wider."""


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is, in the unit of the size; never much less than it will be."""
    units = sum(_WIDTH.get(letter, _OTHER) for letter in text)
    return units / 1000 * size * (_BOLD if bold else 1) * _SLACK


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """The text in lines that are no wider than this, broken between words; a longer word keeps its own line."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


class Style(TypedDict, total=False):
    """How a text looks; black, regular and to the right of its place unless told otherwise."""

    fill: str
    bold: bool
    anchor: str


def text(x: float, y: float, said: str, size: float, **style: Unpack[Style]) -> Shape:
    """One line of text; y is its base line."""
    shape = element("text", x=x, y=y, font_size=size, fill=style.get("fill", INK))
    if style.get("bold"):
        shape.set("font-weight", "bold")
    if "anchor" in style:
        shape.set("text-anchor", style["anchor"])
    shape.text = said
    return shape


def paragraph(x: float, y: float, lines: Iterable[str], size: float, **style: Unpack[Style]) -> list[Shape]:
    """Lines below each other; y is the base line of the first."""
    return [text(x, y + number * leading(size), line, size, **style) for number, line in enumerate(lines)]


def leading(size: float) -> float:
    """From one base line to the next."""
    return round(size * 1.25, 2)


def element(tag: str, children: Iterable[Shape] = (), /, **attributes: object) -> Shape:
    """An element; an underscore in the name of an attribute stands for a hyphen, numbers are short."""
    written = {name.replace("_", "-"): _short(value) for name, value in attributes.items()}
    shape = ET.Element(tag, written)
    shape.extend(children)
    return shape


def rect(x: float, y: float, width: float, height: float, **attributes: object) -> Shape:
    """A rectangle."""
    return element("rect", x=x, y=y, width=width, height=height, **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: object) -> Shape:
    """A line, thin and quiet unless told otherwise."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **({"stroke": FAINT, "stroke_width": 1.2} | attributes))


def dot(x: float, y: float, radius: float, *, colour: str, closed: bool) -> Shape:
    """A dot; an open one has the colour of the paper inside."""
    fill = colour if closed else PAPER
    return element("circle", cx=x, cy=y, r=radius, fill=fill, stroke=colour, stroke_width=1.6)


def group(shapes: Iterable[Shape], title: str = "", **attributes: object) -> Shape:
    """Shapes that belong together, with a title that screen readers and the mouse tell."""
    named = element("g", **attributes)
    if title:
        named.append(_said("title", title))
    named.extend(shapes)
    return named


def moved(shapes: Iterable[Shape], x: float, y: float) -> Shape:
    """The same shapes, elsewhere."""
    return element("g", shapes, transform=f"translate({_short(x)} {_short(y)})")


def page(shapes: Iterable[Shape], width: float, height: float, *, title: str, description: str) -> str:
    """A whole picture on white, with a title and a description in words for who cannot see it."""
    root = element(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_short(width)} {_short(height)}",
        width=width,
        height=height,
        role="img",
        aria_labelledby="titel beschrijving",
        lang="nl",
        font_family=FONT,
    )
    root.append(_said("title", title, id="titel"))
    root.append(_said("desc", description, id="beschrijving"))
    root.append(rect(0, 0, width, height, fill=PAPER))
    root.extend(shapes)
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode") + "\n"


def _said(tag: str, words: str, **attributes: object) -> Shape:
    shape = element(tag, **attributes)
    shape.text = words
    return shape


def _short(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, (int, float)) else str(value)
