"""Words as the database's index holds them: other than Chinese in small letters, Chinese by pairs of characters."""

import re

HAN = "\u3400-\u4dbf\u4e00-\u9fff"


def tsquery(text: str) -> str | None:
    """The words of a query for `to_tsquery('simple', …)`, the last one by its beginning; none where it has no letter.

    Words in other scripts stand in this order one after the other; a run of Chinese is found by all of its pairs, a
    single character by the pairs that begin with it.
    """
    parts = []
    others = re.findall(r"[^\W_]+", re.sub(f"[{HAN}]", " ", text.lower()))
    if others:
        parts.append(" <-> ".join(f"'{word}'" for word in others) + ":*")
    for run in re.findall(f"[{HAN}]+", text):
        if len(run) == 1:
            parts.append(f"'{run}':*")
        else:
            parts += [f"'{run[place : place + 2]}'" for place in range(len(run) - 1)]
    return " & ".join(f"({part})" for part in dict.fromkeys(parts)) or None
