"""The crawl of one site: list pages one after another, the documents they list, the files those name. Three steps deep by
construction; what is found is told to the parent process, which alone writes the corpus."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import scrapy

from pipeline.fetch import services
from pipeline.fetch.job import Job
from pipeline.fetch.names import name_of
from pipeline.fetch.pace import headers_of
from pipeline.fetch.pages import (
    Item,
    attachments_of,
    body_length,
    date_in,
    decoded,
    items_of,
    list_url,
    next_page,
    published,
    title_of,
)
from pipeline.fetch.reasons import reason_of
from pipeline.fetch.state import RawFolder

MAX_ATTACHMENTS = 50
"""Files of one page: a page with more is a list."""
OTHER_SITE = "在别的网站上 (on another site)"


class SiteSpider(scrapy.Spider):
    """Crawls what a Job asks for."""

    name = "tiaokuan"

    def __init__(self, job: Job, tell: Callable[..., None]) -> None:
        super().__init__()
        self.job = job
        self.site = job.site
        self.tell = tell
        self.raw = RawFolder(Path(job.state).parent)
        self.asked: set[str] = set()
        self.done = set(job.done)
        self.stopped: dict[str, str] = {}  # hosts that are left alone, with the reason
        self.wanted = 0
        self.words = job.query.split()

    # -- where to begin

    async def start(self) -> AsyncIterator[Any]:
        job = self.job
        if job.url:
            yield self._request(job.url, self.parse_either, {"item": Item(job.url, "")})
        elif self.site.search and (job.query or not self.site.lists) and not job.check:
            yield self._search(1)
        else:
            if job.query and not job.check:
                self.tell("note", text=f"{self.site.name} 没有可用的检索接口，按标题筛选“{job.query}” (no search service: titles are filtered)")
            for listed in self.site.lists:
                yield self._request(list_url(listed.url, 1, self.site), self.parse_list, {"listed": listed, "page": 1})
            if job.check and self.site.search:
                yield self._search(1)

    def _request(self, url: str, callback: Any, meta: dict[str, Any], **more: Any) -> scrapy.Request:
        return scrapy.Request(url, callback=callback, errback=self.failed, headers=dict(self.site.headers),
                              meta={"uri": url, "fresh": self.job.refresh, **meta}, **more)

    def _search(self, page: int) -> scrapy.Request:
        assert self.site.search is not None
        method, url, body = services.request_of(self.site.search, self.job.query, self.job.since, self.job.until, page)
        request = self._request(url, self.parse_search, {"page": page, "search": True, "uri": None}, method=method, body=body)
        if body:
            request.headers["Content-Type"] = "application/json;charset=UTF-8"
        return request

    # -- lists

    def parse_search(self, response: Any) -> Iterator[Any]:
        """One page of a search service's answer."""
        assert self.site.search is not None
        page = response.meta["page"]
        data = self._json(response)
        items, shaped = services.rows_of(data, self.site.search, response.url) if data is not None else ([], False)
        yield from self._listed(response, self.site.search["url"], items, shaped, "检索")
        if items and self._go_on(items, page) and len(items) >= 1:
            yield self._search(page + 1)

    def parse_list(self, response: Any) -> Iterator[Any]:
        """One page of a list."""
        listed, page = response.meta["listed"], response.meta["page"]
        text = decoded(response.body, headers_of(response).get("content-type", ""), self.site.encoding)
        if response.status == 404 and page > 1:  # TRS sites answer 404 past their last page
            return
        if response.status not in (200, 304) and not (response.status >= 500 and text):
            self._fail(response.url, f"列表页答 {response.status} (the list page answered {response.status})", listed.title, listed.url)
            return
        if listed.feed:
            data = self._json(response)
            if listed.feed.get("html") and data is not None:
                text = services.html_of(data, listed.feed["html"])
                items, shaped = items_of(text, response.url, self.site)
            else:
                items, shaped = services.rows_of(data, listed.feed, response.url) if data is not None else ([], False)
            text = ""
        else:
            items, shaped = items_of(text, response.url, self.site)
        if response.status == 200:
            self._answered(response, "list")
        yield from self._listed(response, listed.url, items, shaped, listed.title)
        if self._go_on(items, page):
            following = next_page(text, response.url, page, self.site, len(items), listed.url)
            if following and following not in self.asked:
                self.asked.add(following)
                yield self._request(following, self.parse_list, {"listed": listed, "page": page + 1})

    def _listed(self, response: Any, listed: str, items: list[Item], shaped: bool, title: str) -> Iterator[Any]:
        page = response.meta.get("page", 1)
        self.tell("list", url=response.url, list=listed, title=title, page=page, items=len(items), shaped=shaped,
                  status=response.status, newest=max((i.date for i in items if i.date), default=None))
        if self.job.check:
            for item in [i for i in items if self.site.owns(i.url)][:self.job.sample]:
                if item.url not in self.asked:
                    self.asked.add(item.url)
                    yield self._request(item.url, self.parse_page, {"item": item, "list": listed, "fresh": True, "step": 0})
            return
        for item in items:
            if self.wanted >= self.job.limit:
                return
            if item.url in self.asked or not self._wanted(item):
                continue
            self.asked.add(item.url)
            if item.url in self.done:
                self.wanted += 1
                continue
            if not self.site.owns(item.url):
                self.tell("skipped", uri=item.url, title=item.title, date=item.date, reason=OTHER_SITE)
                continue
            self.wanted += 1
            self.tell("wanted", uri=item.url)
            yield self._request(item.url, self.parse_page, {"item": item, "step": 0})

    def _wanted(self, item: Item) -> bool:
        job = self.job
        if item.date and (job.since and item.date < job.since or job.until and item.date > job.until):
            return False
        return all(word in item.title for word in self.words)

    def _go_on(self, items: list[Item], page: int) -> bool:
        """Whether the next list page can hold anything that is asked for (lists are newest first)."""
        if self.job.check or not items or self.wanted >= self.job.limit:
            return False
        if page >= self.job.pages:
            self.tell("note", text=f"已读 {page} 个列表页，到上限；可用 --pages 加大 (list pages: the limit is reached)")
            return False
        return not (self.job.since and all(i.date and i.date < self.job.since for i in items))

    def _json(self, response: Any) -> Any:
        try:
            return json.loads(decoded(response.body))
        except (ValueError, RecursionError):
            return None

    # -- documents

    def parse_either(self, response: Any) -> Iterator[Any]:
        """The address that a person gave: a document, or a list of documents."""
        text = decoded(response.body, headers_of(response).get("content-type", ""), self.site.encoding)
        if response.status == 200 and response.body.lstrip()[:1] == b"<":
            items, _ = items_of(text, response.url, self.site)
            dated = sum(1 for i in items if i.date and self.site.owns(i.url))
            if dated >= 3 and body_length(text, self.site) < 300:
                from pipeline.fetch.profiles import Listing

                self.tell("note", text=f"这是列表页，逐条抓取 (a list page: {dated} entries)")
                response.meta.update(listed=Listing(response.url), page=1)
                yield from self.parse_list(response)
                return
        self.tell("wanted", uri=response.meta["uri"])
        yield from self.parse_page(response)

    def parse_page(self, response: Any) -> Iterator[Any]:
        """A document's page or file, or (profile's `then`) the JSON that names the file."""
        item, meta = response.meta["item"], response.meta
        if response.status not in (200, 304):
            text = decoded(response.body) if response.body.lstrip()[:1] == b"<" else ""
            if not text or body_length(text, self.site) < 200:
                self._fail(meta["uri"], f"网站答 {response.status} (the site answered {response.status})", item.title, meta.get("list"))
                return
        steps = (self.site.search or {}).get("then", [])
        if meta.get("step") is not None and meta["step"] < len(steps) and self.site.search and not meta.get("notice"):
            named = services.html_of(self._json(response), steps[meta["step"]])
            if not named:
                self._fail(meta["uri"], "接口没有给出文件地址 (the service named no file)", item.title, meta.get("list"))
                return
            yield self._request(response.urljoin(named), self.parse_page,
                                {**{k: meta[k] for k in ("item", "list") if k in meta}, "uri": meta["uri"], "step": meta["step"] + 1,
                                 "fresh": True})
            return
        page = response.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"
        text = decoded(response.body, headers_of(response).get("content-type", ""), self.site.encoding) if page else ""
        date = item.date or (published(text) if page else None) or date_in(response.url)
        if date and not meta.get("notice") and (self.job.since and date < self.job.since or self.job.until and date > self.job.until):
            self.tell("skipped", uri=meta["uri"], title=item.title, date=date, reason="不在所给日期内 (outside the dates)")
            return
        files = self._files(text, response, item) if page and not meta.get("notice") else []
        more = [f for f in files[:MAX_ATTACHMENTS] if f.url not in self.asked and f.url not in self.done
                ] if self.job.attachments and not self.job.check else []
        self._answered(response, "page", item=item, date=date, title=item.title or (title_of(text) if page else ""),
                       body=body_length(text, self.site) if page else None, files=len(files), more=len(more), list=meta.get("list"))
        for file in more:
            self.asked.add(file.url)
            self.tell("wanted", uri=file.url)
            yield self._request(file.url, self.parse_page, {"item": file, "notice": meta["uri"]})

    def _files(self, text: str, response: Any, item: Item) -> list[Item]:
        """The files that belong to a page: as the reader of pages sees them, else by the profile's pattern."""
        try:
            from pipeline.read import read

            named = read(response.body, name_of(response.url, "text/html", item.title)).attachments
        except Exception:  # what the reader cannot read, the parent will tell
            named = ()
        seen = [Item(response.urljoin(a.uri), a.name) for a in named if a.uri]
        return [f for f in seen or attachments_of(text, response.url, self.site) if f.url.startswith(("http://", "https://"))]

    def _answered(self, response: Any, event: str, **more: Any) -> None:
        item, headers, meta = more.pop("item", None), headers_of(response), response.meta
        sha256 = meta["kept"] if response.status == 304 else self.raw.keep(response.body)
        media_type = headers.get("content-type", "").split(";")[0].strip().lower()
        self.tell("answered" if event == "list" else event, uri=meta.get("uri") or response.url, final=response.url, sha256=sha256,
                  status=response.status, etag=headers.get("etag"), modified=headers.get("last-modified"), media_type=media_type,
                  bytes=len(response.body), fetched=datetime.now(UTC).isoformat(timespec="seconds"), notice=meta.get("notice"),
                  name=name_of(response.url, media_type, item.title if item else "", headers.get("content-disposition", ""),
                               response.body[:8]), **more)

    # -- what went wrong

    def failed(self, failure: Any) -> None:
        """A request that brought no answer."""
        meta = failure.request.meta
        item = meta.get("item")
        listed = meta.get("listed")
        kind = getattr(failure.value, "kind", "failed")
        self.tell("failed", uri=meta.get("uri") or failure.request.url, reason=reason_of(failure), kind=kind,
                  title=item.title if item else getattr(listed, "title", ""), notice=meta.get("notice"),
                  list=listed.url if listed else meta.get("list") or ((self.site.search or {}).get("url") if meta.get("search") else None))

    def _fail(self, uri: str, reason: str, title: str = "", listed: str | None = None) -> None:
        self.tell("failed", uri=uri, reason=reason, kind="failed", title=title, list=listed)
