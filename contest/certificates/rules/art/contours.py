"""The contour lines of an island, as a map has them, on a dark ground."""

import math
import random

from contest.certificates.rules.art.ink import mixed, smooth, svg

_LINES, _POINTS = 15, 24
_LIGHT = "#f4efdc"


def contours(seed: str, *, width: float, height: float, colour: str) -> str:
    """`width` by `height` mm: two summits, and the lines round both."""
    chance = random.Random(seed)  # noqa: S311 - a drawing, no secret
    drawn = []
    for place, size in ((0.16, 1.0), (0.9, 0.85)):
        if height > width:
            x, y = width * chance.uniform(0.2, 0.8), height * place
        else:
            x, y = width * place, height * chance.uniform(0.25, 0.75)
        bumps = [(number, chance.uniform(0, math.tau), chance.uniform(0.05, 0.16) / number) for number in range(1, 5)]
        for line in range(_LINES):
            far = 4 + line * 5.2 * size
            points = []
            for number in range(_POINTS):
                turn = number / _POINTS * math.tau
                swell = 1 + sum(much * math.sin(often * turn + shift + line * 0.05) for often, shift, much in bumps)
                points.append((x + far * swell * math.cos(turn), y + far * swell * math.sin(turn)))
            strong = 0.34 if line % 5 == 4 else 0.17
            drawn.append(f'<path stroke="{mixed(_LIGHT, colour, strong)}" d="{smooth(points)}"/>')
    ground = f'<rect width="{width:g}" height="{height:g}" fill="{colour}"/>'
    return svg(width, height, f'{ground}<g fill="none" stroke-width="0.22">{"".join(drawn)}</g>')
