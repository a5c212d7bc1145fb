"""What the page brings along for the browser: its style, its script and its icon."""

from __future__ import annotations

from importlib.resources import files
from urllib.parse import quote


def head() -> str:
    """Return the page's additions to the HTML head; nothing in it refers to another address."""
    icon = quote(_text("icon.svg"))
    return (
        f'<link rel="icon" href="data:image/svg+xml,{icon}">'
        f"<style>{_text('style.css')}</style><script>{_text('script.js')}</script>"
    )


def _text(name: str) -> str:
    return files("assistant.page").joinpath(name).read_text(encoding="utf-8")
