"""A drawing of a policy as an SVG file: ink on paper, with its own title and description."""

from __future__ import annotations

from xml.sax.saxutils import escape

from wayforward.policies.drawing import DASHED, DOTTED, SOLID, Arrow, Box, Line, Picture

INK, PALE, PAPER = "#0b0c0c", "#f4f8fb", "#ffffff"
DASHES = {SOLID: "", DOTTED: "1.5 3.5", DASHED: "6 4"}


def svg(picture: Picture) -> str:
    """The picture as a file of its own, without style, script or anything fetched. The same picture is the same text.

    Its title and description say in words what it shows, so it stands alone where it is opened by itself.
    """
    width, height = _number(picture.width), _number(picture.height)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title words" lang="en-GB"'
            f' width="{width}" height="{height}" viewBox="0 0 {width} {height}">',
            f'<title id="title">{escape(picture.title)}</title>',
            f'<desc id="words">{escape(picture.words)}</desc>',
            f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
            *(_arrow(arrow) for arrow in picture.arrows),
            *(_box(box) for box in picture.boxes),
            *(_line(line) for line in picture.captions),
            "</svg>\n",
        ]
    )


def _box(box: Box) -> str:
    dashes = ' stroke-dasharray="5 3"' if box.beside else ""
    fill = PAPER if box.beside else PALE
    return (
        f'<rect x="{_number(box.x)}" y="{_number(box.y)}" width="{_number(box.width)}" height="{_number(box.height)}"'
        f' fill="{fill}" stroke="{INK}" stroke-width="1.5"{dashes}/>' + "".join(_line(line) for line in box.lines)
    )


def _line(line: Line) -> str:
    weight = ' font-weight="bold"' if line.bold else ""
    return (
        f'<text x="{_number(line.x)}" y="{_number(line.y)}" font-family="Arial, Helvetica, sans-serif"'
        f' font-size="{_number(line.size)}"{weight} fill="{INK}">{escape(line.words)}</text>'
    )


def _arrow(arrow: Arrow) -> str:
    dashes = f' stroke-dasharray="{DASHES[arrow.style]}"' if DASHES[arrow.style] else ""
    strokes = "".join(
        f'<polyline points="{" ".join(f"{_number(x)},{_number(y)}" for x, y in stroke)}" fill="none"'
        f' stroke="{INK}" stroke-width="1.5"{dashes}/>'
        for stroke in arrow.strokes
    )
    joins = "".join(f'<circle cx="{_number(x)}" cy="{_number(y)}" r="2.5" fill="{INK}"/>' for x, y in arrow.joins)
    return strokes + joins + _head(*arrow.strokes[-1][-2:])


def _head(start: tuple[float, float], end: tuple[float, float]) -> str:
    (x0, y0), (x, y) = start, end
    along = (x > x0) - (x < x0), (y > y0) - (y < y0)
    across = -along[1], along[0]
    corners = [(x, y)] + [
        (x - along[0] * 8 + across[0] * way * 4.5, y - along[1] * 8 + across[1] * way * 4.5) for way in (1, -1)
    ]
    return f'<polygon points="{" ".join(f"{_number(a)},{_number(b)}" for a, b in corners)}" fill="{INK}"/>'


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
