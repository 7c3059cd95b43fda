"""How the advancement of a round is asked for: the rule, and why there are wild cards."""

import msgspec

from contest.judging.rules.advancement.terms import Ask


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The rule, and the reason of each wild card by its entry's code. A decision keeps it as it was asked."""

    ask: Ask
    reasons: dict[str, str] = {}


def as_kept(asked: Asked) -> str:
    """As the decision keeps it, in JSON."""
    return msgspec.json.encode(asked).decode()


def as_fields(asked: Asked) -> dict[str, str]:
    """The fields of the form that asks for it."""
    ask = asked.ask
    made = {"way": ask.way, "number": f"{ask.number.normalize():f}", "reserve": str(ask.reserve or "")}
    for quota in ask.quotas:
        made[f"least.{quota.kind}.{quota.key}"] = str(quota.least or "")
        made[f"most.{quota.kind}.{quota.key}"] = "" if quota.most is None else str(quota.most)
    for row, (code, reason) in enumerate(asked.reasons.items(), 1):
        made |= {f"wild.{row}": code, f"why.{row}": reason}
    return made
