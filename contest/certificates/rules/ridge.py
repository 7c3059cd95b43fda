"""The mountains at the foot of a certificate: each certificate has its own, drawn from its code."""

import math
import random

WIDTH, HEIGHT = 297.0, 76.0
_LAYERS = ("#f0efe0", "#e6eadb", "#d8e2d2", "#c6d6c5", "#adc4b1")
_STEP = 1.5


def _layer(chance: random.Random, base: float, lift: float) -> list[tuple[float, float]]:
    """One range: a few peaks over slow waves; `base` is its foot line and `lift` its greatest height, in mm."""
    peaks = [(chance.uniform(-10, WIDTH + 10), chance.uniform(9, 30), chance.uniform(0.25, 1.0)) for _ in range(7)]
    waves = [(chance.uniform(25, 90), chance.uniform(0, math.tau), chance.uniform(0.4, 1.4)) for _ in range(4)]
    points = []
    for number in range(int(WIDTH / _STEP) + 2):
        x = number * _STEP
        peak = max(height * math.exp(-((abs(x - at) / wide) ** 1.5)) for at, wide, height in peaks)
        wave = sum(size * math.sin(x / length * math.tau + turn) for length, turn, size in waves)
        grain = chance.uniform(-0.14, 0.14)
        points.append((x, base - lift * peak + wave + grain))
    return points


def ridge(seed: str) -> str:
    """An SVG picture, 297 by 76 mm: five ranges, paler the farther; the same for the same seed, for ever."""
    chance = random.Random(seed)  # noqa: S311 - a drawing, no secret
    ranges = []
    for number, colour in enumerate(_LAYERS):
        line = _layer(chance, base=33 + number * 9.6, lift=26 - number * 3.9)
        path = "L".join(f"{x:g} {y:.1f}" for x, y in line)
        ranges.append(f'<path fill="{colour}" d="M0 {HEIGHT:g}L{path}L{WIDTH:g} {HEIGHT:g}Z"/>')
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}">{"".join(ranges)}</svg>'
