"""Mountains at the foot of the sheet."""

import math
import random

from contest.certificates.rules.art.ink import PAPER, mixed, svg

HEIGHT = 76.0
_HAZE = "#e9e4cc"  # what lies between the eye and the farthest range
_LAYERS = ((0.02, 0.45), (0.07, 0.4), (0.13, 0.3), (0.21, 0.2), (0.32, 0.1))  # of the colour, of the haze
_STEP = 1.5


def _layer(chance: random.Random, width: float, base: float, lift: float) -> list[tuple[float, float]]:
    """One range: a few peaks over slow waves; `base` is its foot line and `lift` its greatest height, in mm."""
    peaks = [(chance.uniform(-10, width + 10), chance.uniform(9, 30), chance.uniform(0.25, 1.0)) for _ in range(7)]
    waves = [(chance.uniform(25, 90), chance.uniform(0, math.tau), chance.uniform(0.4, 1.4)) for _ in range(4)]
    points = []
    for number in range(int(width / _STEP) + 2):
        x = number * _STEP
        peak = max(height * math.exp(-((abs(x - at) / wide) ** 1.5)) for at, wide, height in peaks)
        wave = sum(size * math.sin(x / length * math.tau + turn) for length, turn, size in waves)
        grain = chance.uniform(-0.14, 0.14)
        points.append((x, base - lift * peak + wave + grain))
    return points


def ridge(seed: str, *, width: float, colour: str) -> str:
    """`width` by 76 mm: five ranges, paler the farther."""
    chance = random.Random(seed)  # noqa: S311 - a drawing, no secret
    ranges = []
    for number, (share, haze) in enumerate(_LAYERS):
        line = _layer(chance, width, base=33 + number * 9.6, lift=26 - number * 3.9)
        path = "L".join(f"{x:g} {y:.1f}" for x, y in line)
        fill = mixed(colour, mixed(_HAZE, PAPER, haze), share)
        ranges.append(f'<path fill="{fill}" d="M0 {HEIGHT:g}L{path}L{width:g} {HEIGHT:g}Z"/>')
    return svg(width, HEIGHT, "".join(ranges))
