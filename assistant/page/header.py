"""The head of the page: its title, its greeting, and the label that says who writes the answers."""

from __future__ import annotations

from assistant.desk import Assistant
from assistant.page.escaping import escaped

TITLE = "<h1>Parley</h1><p>Who wants what, what blocks a deal and who said so, in the words of your own documents.</p>"
WELCOME = (
    '<div class="pa-welcome"><h2>Ask about the documents</h2><p>Every answer quotes its sources and marks '
    "where the words stand. When the documents do not say, Parley says so.</p></div>"
)


def mode_badge(desk: Assistant) -> str:
    """Return the label that says who writes the answers: the rules that work offline, or a named model."""
    status = desk.status()
    if status.mode == "offline":
        label, style = "Offline: no model — answers are quotations chosen by rules", "pa-mode pa-offline"
    else:
        label, style = f"Model: {status.model} — every claim is checked against the sentences it cites", "pa-mode"
    return f'<p class="{style}" role="status">{escaped(label)}</p>'
