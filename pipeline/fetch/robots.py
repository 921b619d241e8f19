"""robots.txt as RFC 9309 has it, and stricter where a site says no in another way.

No file (404, 410): everything may be asked. Another refusal (401, 403 …), an error (5xx) or no answer: nothing may be asked
until the file can be read. An HTML page in place of the file counts as no file: many sites answer every unknown address with
their home page. `Crawl-delay` is kept where it is longer than our own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from protego import Protego
from scrapy import Request
from scrapy.http.request import NO_CALLBACK

from pipeline.fetch.guard import Stopped

MAX_BYTES = 512 * 1024
"""RFC 9309 §2.5: a parser must read at least 500 KiB; what follows is ignored."""
MAX_CRAWL_DELAY = 60.0
AGENT = "Tiaokuan"


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host's robots.txt says: a parsed file, or a reason why nothing may be asked, or neither (all may be). `kind`
    is what becomes of an address that may not: robots, or what became of the file itself (failed, declined, refused)."""

    parsed: Any = None
    refusal: str = ""
    kind: str = "robots"

    def allows(self, url: str) -> bool:
        return not self.refusal and (self.parsed is None or self.parsed.can_fetch(url, AGENT))

    @property
    def delay(self) -> float:
        said = self.parsed.crawl_delay(AGENT) if self.parsed is not None else None
        return min(float(said or 0), MAX_CRAWL_DELAY)


def rules_of(status: int, body: bytes, media_type: str = "") -> Rules:
    """The rules that an answer for /robots.txt makes."""
    if status in (404, 410):
        return Rules()
    if status != 200:
        return Rules(refusal=f"robots.txt 答 {status}，按禁止访问处理 (robots.txt answered {status}; taken as no)")
    if "html" in media_type or body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return Rules()
    return Rules(parsed=Protego.parse(body[:MAX_BYTES].decode("utf-8-sig", "replace")))


class RobotsMiddleware:
    """Asks for robots.txt once a host and run, before anything else of that host."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Future[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Any) -> RobotsMiddleware:
        return cls(crawler)

    async def process_request(self, request: Any) -> None:
        if request.meta.get("robots"):
            return
        rules = await self._of(request)
        if not rules.allows(request.url):
            raise Stopped(rules.kind, rules.refusal or "robots.txt 不允许访问此地址 (robots.txt forbids this address)")

    async def _of(self, request: Any) -> Rules:
        parts = urlsplit(request.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = asyncio.get_running_loop().create_future()
            rules = await self._ask(origin)
            self._slow_down(parts.hostname or "", rules.delay)
            self._rules[origin].set_result(rules)
        return await self._rules[origin]

    async def _ask(self, origin: str) -> Rules:
        request = Request(urljoin(origin, "/robots.txt"), priority=1000, callback=NO_CALLBACK,
                          meta={"robots": True})
        try:
            answer = await self._crawler.engine.download_async(request)
        except Stopped as error:
            return Rules(refusal=error.reason, kind=error.kind)
        except Exception as error:  # no answer, for whatever reason: taken as no
            from pipeline.fetch.reasons import reason_of

            return Rules(refusal=f"{reason_of(error)}；读不到 robots.txt，不再访问 (robots.txt unreachable; nothing else is asked)", kind="failed")
        return rules_of(answer.status, answer.body, (answer.headers.get("Content-Type") or b"").decode("latin-1").lower())

    def _slow_down(self, host: str, delay: float) -> None:
        if delay > self._crawler.settings.getfloat("DOWNLOAD_DELAY"):
            downloader = self._crawler.engine.downloader
            downloader.per_slot_settings[host] = {"delay": delay}
            if host in downloader.slots:
                downloader.slots[host].delay = max(downloader.slots[host].delay, delay)
