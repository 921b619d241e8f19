"""Challenges that hide in a redirect are told before the redirect is followed."""

from __future__ import annotations

from typing import Any

from pipeline.fetch.challenges import challenge
from pipeline.fetch.guard import Stopped
from pipeline.fetch.pace import headers_of, host_of


class StopMiddleware:
    """Looks at status and cookies next to the wire, where redirects are still to be seen."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> StopMiddleware:
        return cls(crawler)

    def process_response(self, request: Any, response: Any) -> Any:
        if 300 <= response.status < 400 and response.status != 304:
            name = challenge(response.status, headers_of(response))
            if name:
                reason = f"网站要求验证（{name}），不绕过，停止访问此站 (a challenge; not passed, the site is left alone)"
                self._crawler.spider.stopped.setdefault(host_of(request), reason)
                raise Stopped("declined", reason)
        return response
