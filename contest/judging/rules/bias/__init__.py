"""Bias watch: how scores differ by what should play no part. Advice for the chair; nothing is ever corrected by it."""

from contest.judging.rules.bias.terms import (
    CERTAINTY,
    COUNTRY,
    FIELD,
    LANGUAGE,
    LEAST,
    LOOKED_AT,
    ORDER,
    Asked,
    Effect,
    is_enough,
    sides,
)


def work_out(asked: Asked) -> list[Effect]:
    """Every effect that was asked for, in a process that may load what that takes."""
    from contest.judging.rules.bias.effects import effects  # noqa: PLC0415 - numpy and scipy take a second

    return effects(asked)


__all__ = [
    "CERTAINTY",
    "COUNTRY",
    "FIELD",
    "LANGUAGE",
    "LEAST",
    "LOOKED_AT",
    "ORDER",
    "Asked",
    "Effect",
    "is_enough",
    "sides",
    "work_out",
]
