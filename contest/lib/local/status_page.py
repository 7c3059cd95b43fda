"""What the status page says, in both languages at once: whoever opens it in a bad hour may read either."""

import json
from collections.abc import Sequence
from datetime import datetime
from html import escape

from contest.lib import i18n
from contest.lib.config import ROOT
from contest.lib.i18n import N_
from contest.lib.local.states import State

DIST = ROOT / "contest/lib/web/assets/dist"
NAMES = {
    "s3": N_("Files"),
    "valkey": N_("Sessions and queues"),
    "postgres": N_("Database"),
    "web": N_("Web pages"),
    "worker-quick": N_("Quick jobs"),
    "worker-slow": N_("Slow jobs"),
}
STATES = {
    "answers": N_("well"),
    "silent": N_("runs and does not answer"),
    "starts": N_("is being started"),
    "ended": N_("has ended and is started again"),
    "elsewhere": N_("runs elsewhere and is not watched from here"),
}
AS_OF, DIED = N_("As of"), N_("ended by itself of late")
WELL = {"answers", "elsewhere"}


def page(states: Sequence[State], *, at: datetime, is_restarting: bool) -> bytes:
    """The page as it is at this moment; it loads itself anew every five seconds."""
    trouble = [state for state in states if state.is_now not in WELL]
    title = N_("Every part is well") if not trouble else N_("Not every part is well")
    what = [_both(N_("The processes are being renewed, one after the other."))] if is_restarting else []
    rows = "".join(_row(state) for state in states)
    heads = "".join(
        f'<th scope="col">{_both(one)}</th>' for one in (N_("Part of the house"), N_("State"), N_("Running since"))
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="5">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>{_said(title, "en")}</title>'
        '<link rel="stylesheet" href="/status.css"><main class="wrap">'
        f"<h1>{_both(title)}</h1>{''.join(f'<p>{one}</p>' for one in what)}"
        f'<table class="table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        f"<p>{_both(AS_OF)} {_moment(at)}</p></main></html>"
    ).encode()


def style() -> bytes:
    """The style sheet of the site, where it was built."""
    manifest = DIST / "manifest.json"
    name = json.loads(manifest.read_text()).get("app.css", "") if manifest.exists() else ""
    return (DIST / name).read_bytes() if name else b""


def _row(state: State) -> str:
    name, _, number = state.name.partition("-") if state.name.startswith("web") else (state.name, "", "")
    what = _both(NAMES[name]) + (f" {escape(number)}" if number else "")
    since = _moment(state.since) if state.since and state.is_now != "ended" else ""
    died = ""
    if state.deaths:
        died = f' <span class="row-note">{_both(DIED)}: {state.deaths}</span>'
    return f'<tr><th scope="row">{what}</th><td>{_both(STATES[state.is_now])}{died}</td><td>{since}</td></tr>'


def _both(text: i18n.Lazy) -> str:
    chinese = f'<span lang="{i18n.HTML_LANG["zh"]}">{_said(text, "zh")}</span>'
    return f'<span lang="en">{_said(text, "en")}</span> · {chinese}'


def _said(text: i18n.Lazy, locale: str) -> str:
    with i18n.using(locale):
        return escape(str(text))


def _moment(at: datetime) -> str:
    return f'<time datetime="{at.isoformat()}">{at:%Y-%m-%d %H:%M:%S} UTC</time>'
