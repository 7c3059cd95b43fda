"""The rings of a tree, as many as fit, behind the text."""

import math
import random

from contest.certificates.rules.art.ink import PAPER, mixed, smooth, svg

_RINGS, _POINTS = 26, 26


def rings(seed: str, *, width: float, height: float, colour: str) -> str:
    """`width` by `height` mm: rings round a heart a little off the middle, closer in lean years."""
    chance = random.Random(seed)  # noqa: S311 - a drawing, no secret
    x, y = width * chance.uniform(0.46, 0.54), height * chance.uniform(0.44, 0.52)
    bumps = [(number, chance.uniform(0, math.tau), chance.uniform(0.012, 0.05) / number) for number in range(1, 6)]
    radius, drawn = 5.0, []
    for _ in range(_RINGS):
        radius += chance.uniform(2.6, 7.4)
        points = []
        for number in range(_POINTS):
            turn = number / _POINTS * math.tau
            swell = 1 + sum(size * 3 * math.sin(often * turn + shift) for often, shift, size in bumps)
            grain = chance.uniform(-0.35, 0.35)
            far = radius * swell + grain
            points.append((x + far * 1.18 * math.cos(turn), y + far * math.sin(turn)))
        thick = chance.choice((0.18, 0.18, 0.25, 0.45))
        drawn.append(f'<path stroke-width="{thick}" d="{smooth(points)}"/>')
    return svg(width, height, f'<g fill="none" stroke="{mixed(colour, PAPER, 0.17)}">{"".join(drawn)}</g>')
