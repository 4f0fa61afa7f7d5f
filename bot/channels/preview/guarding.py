"""Only the page itself may talk to the page, although any website can make a browser send things to this machine."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OWN_NAMES = ("127.0.0.1", "localhost")
MOST_BYTES = 100_000
"""Of what is posted; a form filled in everywhere has a few thousand."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Without a referrer a browser hides the origin of a form as well.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class Guard:
    """Refuses a host name that is not this machine (DNS rebinding), and a post that another page made."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may pass, with headers under which the page can load nothing from elsewhere."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if host.rpartition(":")[0] not in OWN_NAMES:
            await PlainTextResponse("this is not my name", 421)(scope, receive, send)
        elif scope["method"] not in ("GET", "HEAD", "POST"):
            await PlainTextResponse("no such method", 405)(scope, receive, send)
        elif scope["method"] == "POST" and headers.get("origin") != f"http://{host}":
            await PlainTextResponse("another page asked for this", 403)(scope, receive, send)
        elif int(headers.get("content-length", "0")) > MOST_BYTES or "transfer-encoding" in headers:
            await PlainTextResponse("too much", 413)(scope, receive, send)
        else:
            await self._app(scope, receive, lambda message: send(_with_headers(message)))


def _with_headers(message: Message) -> Message:
    if message["type"] == "http.response.start":
        MutableHeaders(scope=message).update(HEADERS)
    return message
