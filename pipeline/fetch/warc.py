"""WARC on request: every request and answer as they went over the wire (ISO 28500), by warcio."""

from __future__ import annotations

import io
from typing import Any

from scrapy.http.headers import Headers

DROPPED = {"transfer-encoding", "connection"}
"""Headers of one connection: Twisted has undone the chunks before the bytes come here."""


class WarcMiddleware:
    """Stands next to the wire: sees bodies as they were sent, still compressed."""

    def __init__(self, path: str) -> None:
        from warcio.warcwriter import WARCWriter

        self._file = open(path, "ab")  # noqa: SIM115  (closed when the spider closes)
        self._writer = WARCWriter(self._file, gzip=path.endswith(".gz"))
        if self._file.tell() == 0:
            self._writer.write_record(self._writer.create_warcinfo_record(path, {
                "software": "Tiaokuan", "format": "WARC File Format 1.0", "robots": "obey"}))

    @classmethod
    def from_crawler(cls, crawler: Any) -> WarcMiddleware:
        from scrapy import signals
        from scrapy.exceptions import NotConfigured

        path = crawler.settings["FETCH_WARC"]
        if not path:
            raise NotConfigured
        middleware = cls(path)
        crawler.signals.connect(middleware.close, signal=signals.spider_closed)
        return middleware

    def close(self) -> None:
        self._file.close()

    def process_response(self, request: Any, response: Any) -> Any:
        from urllib.parse import urlsplit

        from scrapy.utils.python import to_unicode
        from warcio.statusandheaders import StatusAndHeaders

        parts = urlsplit(request.url)
        target = parts.path or "/"
        line = f"{request.method} {target}{'?' + parts.query if parts.query else ''} HTTP/1.1"
        asked = StatusAndHeaders(line, [("Host", parts.netloc), *_pairs(request.headers)], is_http_request=True)
        answered = StatusAndHeaders(str(response.status), _pairs(response.headers), protocol="HTTP/1.1")
        extra = {"WARC-IP-Address": str(response.ip_address)} if response.ip_address is not None else {}
        record = self._writer.create_warc_record(to_unicode(response.url), "response", payload=io.BytesIO(response.body),
                                                 http_headers=answered, warc_headers_dict=extra)
        question = self._writer.create_warc_record(to_unicode(request.url), "request", payload=io.BytesIO(request.body),
                                                   http_headers=asked)
        self._writer.write_request_response_pair(question, record)
        self._file.flush()
        return response


def _pairs(headers: Headers) -> list[tuple[str, str]]:
    return [(k.decode("latin-1"), v.decode("latin-1")) for k in headers for v in headers.getlist(k)
            if k.decode("latin-1").lower() not in DROPPED]
