"""The jobs of the real registry, run here as a worker runs them."""

from contest.lib.outbox import relay
from workers.runtime import perform
from workers.settings import REGISTRY


async def run_jobs() -> None:
    """All that is due now."""
    sent: list[str] = []

    async def send(_: str, sending: str) -> None:
        sent.append(sending)

    await relay.fan_out(REGISTRY.events)
    await relay.send_due(send, REGISTRY)
    for sending in sent:
        await perform(REGISTRY, sending, worker=1)
