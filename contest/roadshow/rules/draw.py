"""The running order of the pitches: a draw that anybody can repeat from its seed."""

from collections.abc import Iterable
from hashlib import sha256


def order(seed: str, codes: Iterable[str]) -> list[str]:
    """Codes by the SHA-256 of `seed:code` in hexadecimal, the smallest first.

    Who drops out leaves the order of the others as it is. A shell repeats it with `sha256sum` and `sort`.
    """
    return sorted(codes, key=lambda code: (mark(seed, code), code))


def mark(seed: str, code: str) -> str:
    """What a code is sorted by."""
    return sha256(f"{seed}:{code}".encode()).hexdigest()


def recipe(seed: str, codes: Iterable[str]) -> str:
    """The commands that repeat a draw in any shell with coreutils; what they print ends with the codes in order."""
    listed = " ".join(sorted(codes))
    quoted = "'" + seed.replace("'", "'\\''") + "'"
    return (
        f"seed={quoted}\n"
        f"for code in {listed}; do\n"
        '  printf \'%s  %s\\n\' "$(printf \'%s:%s\' "$seed" "$code" | sha256sum | cut -c 1-64)" "$code"\n'
        "done | LC_ALL=C sort"
    )
