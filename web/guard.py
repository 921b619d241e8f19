"""What every request must pass before a page sees it, and what every answer carries.

- The Host header must name this machine as it was started (a page of another site that points its own name here, DNS rebinding,
  is refused).
- What changes something must come from our own pages: the Origin, where one is sent, is ours, and the token of this run is given
  (form field `token`, or header `X-Token` or `Authorization: Bearer`).
- On an address other than this machine's own, every request needs the access token, given once as `?access=` and kept as a cookie.
- Bodies are bounded. Answers forbid inline script, framing and guessing of types."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, quote, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MAX_BODY = 1 << 20
"""Bytes of a request that is no upload."""
MAX_UPLOAD = 512 << 20
"""Bytes of one upload, all files together."""
UPLOAD_PATHS = ("/add/files", "/api/add/files")
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
          "form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
HEADERS = {"content-security-policy": POLICY, "x-content-type-options": "nosniff", "referrer-policy": "same-origin",
           "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin", "x-frame-options": "DENY"}
LOCAL = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Rules:
    """Of one run: names that the Host header may hold, the token of forms, and the access token where one is asked for."""

    hosts: Sequence[str] = LOCAL
    access: str | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))


class Refused(HTTPException):
    """Why a request is not answered. Raised while a body is read, it passes through the application, which shows it."""


class Guard:
    """ASGI middleware that holds the rules above."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self.app, self.rules = app, rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            if moved := self._check(scope):
                await moved(scope, receive, send_guarded)
                return
            await self.app(scope, self._bounded(scope, receive), send_guarded)
        except Refused as refused:
            answer = JSONResponse({"error": refused.detail}, refused.status_code) if scope["path"].startswith("/api") else PlainTextResponse(
                refused.detail, refused.status_code)
            await answer(scope, receive, send_guarded)

    def _check(self, scope: Scope) -> RedirectResponse | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        if name.lower() not in self.rules.hosts:
            raise Refused(421, "此地址不是本程序的地址 (this host name is not served here)")
        moved = self._admitted(scope, headers)
        if scope["method"] not in SAFE_METHODS:
            origin = headers.get("origin")
            if origin is not None and origin.lower().partition("://")[2] != host.lower():
                raise Refused(403, "来自其他网站的请求，不予处理 (request from another site refused)")
            if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
                raise Refused(403, "来自其他网站的请求，不予处理 (request from another site refused)")
        return moved

    def _admitted(self, scope: Scope, headers: Headers) -> RedirectResponse | None:
        """Passes who holds the access token. One given in the address moves into a cookie, and out of the address."""
        access = self.rules.access
        if access is None:
            return None
        asked = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = asked.pop("access", [""])[0]
        if given and secrets.compare_digest(given.encode(), access.encode()):
            moved = RedirectResponse("/" + quote(scope["path"].lstrip("/")) + (f"?{urlencode(asked, doseq=True)}" if asked else ""), 303)
            moved.set_cookie("access", access, httponly=True, samesite="strict")
            return moved
        try:
            morsel = SimpleCookie(headers.get("cookie", "")).get("access")
        except CookieError:
            morsel = None
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        for held in (morsel.value if morsel else "", bearer):
            if held and secrets.compare_digest(held.encode(), access.encode()):
                return None
        raise Refused(401, "需要访问口令：请用启动时显示的完整地址打开 (access token needed: open the full address shown at start)")

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        limit = MAX_UPLOAD if scope["path"] in UPLOAD_PATHS else MAX_BODY
        length = Headers(scope=scope).get("content-length", "0")
        if not length.isdecimal() or int(length) > limit:
            raise Refused(413, f"请求超过 {limit >> 20} MB (request too large)")
        seen = 0

        async def bounded() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > limit:
                    raise Refused(413, f"请求超过 {limit >> 20} MB (request too large)")
            return message

        return bounded


def token_fits(rules: Rules, *given: str | None) -> bool:
    """Whether one of the tokens given is that of this run."""
    return any(g and secrets.compare_digest(g.encode(), rules.token.encode()) for g in given)
