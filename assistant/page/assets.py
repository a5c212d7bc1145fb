"""What the page brings along for the browser: its style, its script, its icon, its fonts and colours."""

from __future__ import annotations

from importlib.resources import files
from urllib.parse import quote

# Names as strings are fonts of the system; the component library's own default would ask a font host.
SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "DejaVu Sans", "sans-serif")
MONO = ("ui-monospace", "DejaVu Sans Mono", "monospace")
BUTTON_COLOURS = {
    "button_primary_background_fill": "#1f4e79",
    "button_primary_background_fill_hover": "#173c5e",
    "button_primary_background_fill_dark": "#2f6496",
    "button_primary_background_fill_hover_dark": "#3a74ab",
    "button_primary_text_color": "#ffffff",
    "button_primary_text_color_dark": "#ffffff",
}


def head() -> str:
    """Return the page's additions to the HTML head; nothing in it refers to another address."""
    icon = quote(_text("icon.svg"))
    return (
        f'<link rel="icon" href="data:image/svg+xml,{icon}">'
        f"<style>{_text('style.css')}</style><script>{_text('script.js')}</script>"
    )


def _text(name: str) -> str:
    return files("assistant.page").joinpath(name).read_text(encoding="utf-8")
