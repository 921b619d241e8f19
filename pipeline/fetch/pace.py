"""Politeness inside Scrapy: backing off where a site says so, leaving it alone where it declines, asking only for what changed."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import HtmlResponse, Response, TextResponse

from pipeline.fetch.challenges import challenge
from pipeline.fetch.guard import Stopped
from pipeline.fetch.pages import body_length, decoded
from pipeline.fetch.reasons import reason_of
from pipeline.fetch.state import RawFolder, validators

BUSY = frozenset({429, 500, 502, 503, 504, 522, 524, 408})
TRIES = 3
"""Further tries of one address, each after twice the wait."""
LONGEST_WAIT = 120.0
"""Seconds; a site that asks for more patience (Retry-After) is left for this run."""
PATIENCE = 3
"""Addresses in a row that a host refused or failed before it is left alone for this run."""


def host_of(request: Any) -> str:
    """The host that a request asks, without its port."""
    return (urlsplit(request.url).hostname or "").lower()


def headers_of(response: Any) -> dict[str, str]:
    """An answer's headers, names in lower case, several of one name joined."""
    return {k.decode("latin-1").lower(): b", ".join(response.headers.getlist(k)).decode("latin-1") for k in response.headers}


def seconds_of(retry_after: str) -> float | None:
    """How long a Retry-After asks to wait, in seconds from now: a number, or a date (RFC 9110, 10.2.3); None where it is neither."""
    said = retry_after.strip()
    if re.fullmatch(r"[0-9]{1,9}", said):
        return float(said)
    try:
        when = parsedate_to_datetime(said)
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, when.timestamp() - time.time())


class PaceMiddleware:
    """Waits as long as a host asked, tries again what failed for the moment, and leaves hosts that decline.

    An answer 5xx whose body is a whole document is taken as one: some sites serve their pages so."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._until: dict[str, float] = {}
        self._bad: Counter[str] = Counter()

    @classmethod
    def from_crawler(cls, crawler: Any) -> PaceMiddleware:
        return cls(crawler)

    async def process_request(self, request: Any) -> None:
        host = host_of(request)
        while True:
            stopped = self._crawler.spider.stopped
            if host in stopped:
                raise Stopped("declined", stopped[host])
            wait = self._until.get(host, 0) - time.monotonic()
            if wait <= 0:
                return
            await asyncio.sleep(wait)

    def process_response(self, request: Any, response: Any) -> Any:
        host, status = host_of(request), response.status
        text = decoded(response.body[:400_000], headers_of(response).get("content-type", "")) if _is_text(response) else ""
        whole = bool(text) and body_length(text, self._crawler.spider.site) >= 200
        name = None if whole else challenge(status, headers_of(response), text)
        if name:
            self._stop(host, f"网站要求验证（{name}），不绕过，停止访问此站 (a challenge; not passed, the site is left alone)")
        if whole or (status not in BUSY and status not in (401, 403)):
            self._bad[host] = 0
            return response
        if status in (401, 403):
            self._count(host, f"网站连续拒绝访问（{status}），停止访问此站 (the site refuses; left alone)")
            return response
        return self._again(request, f"网站答 {status}，多次再试无果 (the site answered {status}; gave up)",
                           headers_of(response).get("retry-after", "")) or response

    def process_exception(self, request: Any, exception: Exception) -> Any:
        if isinstance(exception, Stopped) or "本机或内网" in reason_of(exception) or "大小上限" in reason_of(exception):
            return None
        return self._again(request, reason_of(exception))

    def _again(self, request: Any, reason: str, retry_after: str = "") -> Any:
        """The request once more, after a wait; None where it was tried often enough."""
        host, tries = host_of(request), request.meta.get("tries", 0)
        asked = seconds_of(retry_after)
        if asked is not None and asked > LONGEST_WAIT:
            self._stop(host, f"网站请稍后再来（{asked:.0f} 秒后），停止访问此站 (the site asks to come back later)")
        if tries >= TRIES or request.meta.get("robots") and tries >= 1:
            self._count(host, f"{reason}；停止访问此站 (left alone)")
            return None
        wait = asked if asked is not None else min(max(self._delay, 0.05) * 2 ** (tries + 1), LONGEST_WAIT)
        self._until[host] = max(self._until.get(host, 0), time.monotonic() + wait)
        self._crawler.spider.tell("note", text=f"{host}：{reason.split('；')[0].split('，多次')[0]}，{wait:.0f} 秒后再试 (trying again)")
        slot = self._crawler.engine.downloader.slots.get(host)
        if slot is not None:  # slower from here on
            slot.delay = min(max(slot.delay, self._delay) * 1.5, 60.0)
        return request.replace(priority=request.priority + 10, meta={**request.meta, "tries": tries + 1})

    def _count(self, host: str, reason: str) -> None:
        self._bad[host] += 1
        if self._bad[host] >= PATIENCE:
            self._stop(host, reason, at_once=False)

    def _stop(self, host: str, reason: str, at_once: bool = True) -> None:
        self._crawler.spider.stopped.setdefault(host, reason)
        if at_once:
            raise Stopped("declined", reason)


def _is_text(response: Any) -> bool:
    return isinstance(response, TextResponse) or response.body.lstrip()[:1] in (b"<", b"{", b"[")


class UnchangedMiddleware:
    """Asks for what is already there on the condition that it changed, and puts the kept bytes in place of a 304."""

    def __init__(self, crawler: Any) -> None:
        self._file = Path(crawler.settings["FETCH_STATE"])
        self._raw = RawFolder(self._file.parent)

    @classmethod
    def from_crawler(cls, crawler: Any) -> UnchangedMiddleware:
        return cls(crawler)

    def process_request(self, request: Any) -> None:
        uri = request.meta.get("uri")
        if not uri or request.method != "GET" or request.meta.get("fresh"):
            return
        known = validators(self._file, uri)
        if known and (known.etag or known.modified) and known.final == request.url and self._raw.get(known.sha256) is not None:
            if known.etag:
                request.headers["If-None-Match"] = known.etag
            if known.modified:
                request.headers["If-Modified-Since"] = known.modified
            request.meta["kept"] = known.sha256

    def process_response(self, request: Any, response: Any) -> Any:
        if response.status != 304:
            return response
        kept = self._raw.get(request.meta.get("kept", ""))
        if kept is None:
            raise Stopped("failed", "网站答未变（304），但本地没有留存 (304 for what is not kept)")
        kind: type[Response] = HtmlResponse if kept.lstrip()[:1] == b"<" else TextResponse
        extra: dict[str, Any] = {"encoding": "utf-8"}
        return kind(url=response.url, status=304, headers=response.headers, body=kept, request=request, **extra)
