"""The address guard inside Scrapy: every request, redirects included, is checked before it is asked, and every name is
resolved by a resolver that hands on only addresses that were checked, so that the connection goes where the check looked."""

from __future__ import annotations

from typing import Any

from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from pipeline.fetch.addresses import Allowed, Refused, check_resolved, check_url, is_public


class Stopped(IgnoreRequest):
    """A request that is not made or not gone on with: `kind` is refused, robots, declined, or failed."""

    def __init__(self, kind: str, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason


def allowed_hosts(settings: Any) -> Allowed:
    """The hosts that the user allowed for this run."""
    return Allowed.of(settings.getlist("FETCH_ALLOW_HOSTS"))


class CheckedResolver(CachingThreadedResolver):
    """Resolves names once a run and refuses those that lead to this machine or a private network (also those that change
    their answer between check and connection: there is one answer, and it is the one connected to)."""

    def __init__(self, reactor: Any, cache_size: int, timeout: float, allowed: Allowed) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._allowed = allowed

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> CheckedResolver:
        return cls(reactor, 10000, crawler.settings.getfloat("DNS_TIMEOUT"), allowed_hosts(crawler.settings))

    def getHostByName(self, name: str, timeout: Any = ()) -> Any:
        answer = super().getHostByName(name, timeout)
        answer.addCallback(lambda address: self._checked(name, address))
        return answer

    def _checked(self, name: str, address: str) -> str:
        try:
            return check_resolved(name, address, self._allowed)
        except Refused as error:
            raise DNSLookupError(str(error)) from error


class GuardMiddleware:
    """Refuses requests by scheme, port and literal address, and answers that came from an address that is not public."""

    def __init__(self, crawler: Any) -> None:
        self._allowed = allowed_hosts(crawler.settings)

    @classmethod
    def from_crawler(cls, crawler: Any) -> GuardMiddleware:
        return cls(crawler)

    def process_request(self, request: Any) -> None:
        try:
            check_url(request.url, self._allowed)
        except Refused as error:
            raise Stopped("refused", str(error)) from None

    def process_response(self, request: Any, response: Any) -> Any:
        from urllib.parse import urlsplit

        host = urlsplit(response.url).hostname or ""
        if response.ip_address is not None and not self._allowed.host(host) and not is_public(str(response.ip_address)):
            raise Stopped("refused", "回答来自本机或内网地址，丢弃 (answered from a private address)")
        return response
