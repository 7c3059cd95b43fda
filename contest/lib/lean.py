"""Loading less: libraries bring companions that nothing here uses, and a restart waits for all of them.

Measured in CPU seconds of one process: pydantic for Litestar 0.4, rich for structlog 0.2, PyJWT with cryptography
for redis 0.1, black for what Piccolo writes into new projects 0.08, PyYAML for Litestar's OpenAPI pages 0.05, the
garbage collector looking through what stays anyway 0.1.
"""

import gc
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from types import ModuleType


@contextmanager
def _in_place(stand_ins: Mapping[str, ModuleType | None]) -> Iterator[None]:
    there = {name: sys.modules[name] for name in stand_ins if name in sys.modules}
    sys.modules.update(stand_ins)  # type: ignore[arg-type] # None is how Python marks a missing one
    try:
        yield
    finally:
        for name in stand_ins:
            del sys.modules[name]
        sys.modules.update(there)


def without(*names: str) -> AbstractContextManager[None]:
    """What is imported here finds these optional packages missing, though they are installed."""
    return _in_place(dict.fromkeys(names))


def unused(*names: str) -> AbstractContextManager[None]:
    """What is imported here insists on these packages, for something that is never asked of it."""
    return _in_place({name: ModuleType(name) for name in names})


@contextmanager
def loading() -> Iterator[None]:
    """Around the imports of a process that serves. What they make stays until its end, so it is never collected.

    redis and Litestar insist on two packages for what nothing here uses: tokens of a cloud, and OpenAPI as YAML.
    """
    gc.disable()
    try:
        with unused("jwt", "yaml"):
            yield
    finally:
        gc.freeze()
        gc.enable()
