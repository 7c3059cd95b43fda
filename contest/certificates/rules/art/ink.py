"""Colours and paths that the pictures share."""

PAPER = "#fcf9f1"


def mixed(colour: str, other: str, share: float) -> str:
    """`share` of `colour` (#rrggbb) in `other`."""
    pairs = [(int(colour[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(one * share + two * (1 - share)):02x}" for one, two in pairs)


def svg(width: float, height: float, body: str) -> str:
    """A picture of that many millimetres."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">{body}</svg>'


def smooth(points: list[tuple[float, float]]) -> str:
    """A closed curve near the points: they bend it, it passes half-way between them."""
    middles = [
        ((x1 + x2) / 2, (y1 + y2) / 2) for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True)
    ]
    start = middles[-1]
    bends = "".join(f"Q{x:.1f} {y:.1f} {mx:.1f} {my:.1f}" for (x, y), (mx, my) in zip(points, middles, strict=True))
    return f"M{start[0]:.1f} {start[1]:.1f}{bends}Z"
