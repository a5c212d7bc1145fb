"""The address of a server of one's own, apart from the login that it may hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit, urlunsplit

from vectorstore.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """``url`` can be shown and logged; ``login``, a name and a password, is sent as a header and never shown."""

    url: str
    login: tuple[str, str] | None = field(default=None, repr=False)

    @property
    def is_openai(self) -> bool:
        """Whether it is OpenAI's own, written out."""
        return urlsplit(self.url).hostname == "api.openai.com"


def address_of(text: str) -> Address:
    """Return the address that ``OPENAI_BASE_URL`` holds.

    Raises:
        SettingsError: if it has a query, which may hold a key; the client would log it, and write paths behind it.
    """
    parts = urlsplit(text.strip())
    if parts.query or parts.fragment:
        raise SettingsError(
            "OPENAI_BASE_URL cannot be used: write the address without '?' and '#', and a key into OPENAI_API_KEY."
        )
    given, at, host = parts.netloc.rpartition("@")
    name, _, password = given.partition(":")
    url = urlunsplit((parts.scheme, host, parts.path, "", ""))
    return Address(url=url, login=(unquote(name), unquote(password)) if at else None)
