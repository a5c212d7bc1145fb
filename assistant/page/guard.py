"""What a browser may do with the page, and which requests are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio's page needs inline scripts and styles and builds its HTML components with ``Function``; what counts here
# is that nothing may be fetched from, sent to, or framed by another origin.
_CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "frame-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    ]
)
_HEADERS = [
    (b"content-security-policy", _CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]


class Guard:
    """ASGI middleware: headers on every response, and no request that another site makes in the user's name.

    A POST whose ``Origin`` is not this server is refused. With ``hosts`` (a page without login) so is every request
    addressed to another host name, which is how a foreign site would reach a loopback server by rebinding its name.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str] = frozenset()) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it with 403 and one line that says why."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *_HEADERS]}
            await send(message)

        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, receive, send_with_headers)
        else:
            await _refuse(refusal, send_with_headers)

    def _refusal(self, scope: Scope) -> str | None:
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get(b"host", "")
        if self._hosts and _without_port(host) not in self._hosts:
            return "Refused: this page answers only under the address that it printed when it started.\n"
        origin = headers.get(b"origin", "")
        if scope["method"] == "POST" and origin and origin.split("://", 1)[-1] != host:
            return "Refused: the request comes from another site.\n"
        return None


def _without_port(host: str) -> str:
    # An IPv6 address has colons of its own, inside brackets.
    return host if host.endswith("]") else host.rsplit(":", 1)[0]


async def _refuse(reason: str, send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(reason)).encode())]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": reason.encode()})
