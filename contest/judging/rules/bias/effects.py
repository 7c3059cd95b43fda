"""Effects of what should play no part, in the model behind the calibrated figures: total = ... + effect * mark + noise.

With P the projection of that model (its variances by restricted maximum likelihood), the effect of a mark x on totals y
is x'Py / x'Px with variance 1 / x'Px: generalised least squares (Searle, Casella and McCulloch 1992, section 6.3).
"""

from statistics import NormalDist

import numpy as np

from contest.judging.rules.bias.terms import CERTAINTY, Asked, Effect, is_enough, sides
from contest.judging.rules.calibration.answer import tracks_of
from contest.judging.rules.calibration.model import Data, Floats, Model

# A mark of which entries, judges and tracks leave less than this of its own is one of them.
OWN = 1e-3


def effects(asked: Asked) -> list[Effect]:
    """One for each mark that was asked for, with intervals that hold for all of them at once (Bonferroni)."""
    looked_at = [key for key, marks in asked.marks.items() if is_enough(marks)]
    reach = NormalDist().inv_cdf(1 - (1 - CERTAINTY) / 2 / max(len(looked_at), 1))
    made = []
    for key, marks in asked.marks.items():
        on, off = sides(marks)
        effect = _effect(asked, marks, reach) if key in looked_at else None
        figures = {} if effect is None else dict(zip(("figure", "low", "high"), effect, strict=True))
        made.append(Effect(key=key, on=on, off=off, **figures))
    return made


def _effect(asked: Asked, marks: list[float | None], reach: float) -> tuple[float, float, float] | None:
    """(effect, low, high); None where a mark says nothing that entries, judges and tracks do not say."""
    known = [(one, mark) for one, mark in zip(asked.totals, marks, strict=True) if mark is not None]
    entries, entry = np.unique(np.array([one.entry for one, _ in known], dtype=object), return_inverse=True)
    judges, judge = np.unique(np.array([one.judge for one, _ in known], dtype=object), return_inverse=True)
    track = tracks_of([asked.tracks.get(one, "") for one in entries])
    y: Floats = np.array([one.total for one, _ in known], float)
    x: Floats = np.array([mark for _, mark in known], float)
    model = Model(Data(y, entry, judge, track, len(judges), int(track.max()) + 1))
    fit, _ = model.fit()
    rest = model.projected(fit, x)  # in units of the noise
    own = float(x @ rest)
    if own < OWN * float(((x - x.mean()) ** 2).sum()):
        return None
    figure, spread = float(rest @ y) / own, reach * (fit.variances.noise / own) ** 0.5
    return figure, figure - spread, figure + spread
