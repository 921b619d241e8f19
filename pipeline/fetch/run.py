"""A run seen from the corpus: every answer goes into the corpus as it comes, the record beside it follows, and a run that is
broken off goes on where it stood."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from pipeline.fetch.crawl import crawl
from pipeline.fetch.job import Job
from pipeline.fetch.state import Served, State


class Kept(Protocol):
    """What became of bytes that were handed to the corpus."""

    @property
    def uri(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def doc_id(self) -> str | None: ...
    @property
    def clauses(self) -> int: ...
    @property
    def reason(self) -> str | None: ...


Keep = Callable[[bytes, str, str, str | None], Sequence[Kept]]
"""Puts a document, or each of an archive, into the corpus: bytes, file name, address, id of the notice that it is an
attachment of."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of one address. `status`: added, unchanged, replaced, skipped, failed, declined (the site asks to be left
    alone), robots (robots.txt forbids it), refused (the fetcher does not ask such addresses)."""

    uri: str
    status: str
    title: str = ""
    date: str | None = None
    doc_id: str | None = None
    clauses: int = 0
    notice: str | None = None
    reason: str | None = None


@dataclass(slots=True)
class Progress:
    """How far a run is: documents done and known of, list pages read, the last thing said."""

    done: int = 0
    total: int = 0
    lists: int = 0
    said: str = ""


def now() -> str:
    """The time, UTC, ISO to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def run(job: Job, state: State, keep: Keep, progress: Callable[[Progress], None] | None = None) -> Iterator[Fetched]:
    """Fetches what the job asks for and yields what became of each address. Raises TiaokuanError."""
    key, done = state.begin(job.key, job.site.id, now())
    job = dataclasses.replace(job, done=tuple(sorted(done)), state=str(state.file))
    at = Progress()

    def say(text: str = "") -> None:
        at.said = text
        if progress:
            progress(at)

    if done:
        say(f"接着上次中断处继续，已完成 {len(done)} 个 (going on where the last run was broken off)")
    notices: dict[str, str | None] = {}
    waiting: dict[str, int] = {}  # notices whose files are still to come: not done before those are
    outcome = "完成"
    with closing(crawl(job)) as events:
        for event in events:
            kind = event.pop("event")
            if kind == "note":
                say(event["text"])
            elif kind == "wanted":
                at.total += 1
                say()
            elif kind == "list":
                at.lists += 1
                say(f"{event['title'] or job.site.name} 第 {event['page']} 页：{event['items']} 条")
                if not event["shaped"]:
                    why = "列表页与站点描述不符，按链接形式识别" if event["items"] else "列表页里没有找到条目，网站可能已改版或由脚本生成"
                    say(f"{why} (the list page is not as described): {event['url']}")
                    if not event["items"]:
                        yield Fetched(event["url"], "failed", event["title"], reason=f"{why} (no entries found)")
            elif kind == "answered":
                state.record(_served(event))
            elif kind == "skipped":
                yield Fetched(event["uri"], "skipped", event["title"], event["date"], reason=event["reason"])
            elif kind == "page":
                at.done += 1
                rows = _kept(event, state, keep, notices)
                if event["more"]:
                    waiting[event["uri"]] = event["more"]
                else:
                    state.done(key, event["uri"])
                _arrived(event.get("notice"), waiting, state, key)
                say()
                yield from rows
            elif kind == "failed":
                at.done += 0 if event.get("list") else 1
                say()
                _arrived(event.get("notice"), waiting, state, key)
                if event["kind"] in ("declined", "refused", "robots"):
                    outcome = "有拒绝"
                yield Fetched(event["uri"], event["kind"], event["title"] or "", notice=event.get("notice"), reason=event["reason"])
            elif kind == "end" and event["reason"] == "closespider_timeout":
                outcome = "到时"
                say(f"到时间上限 {job.minutes:g} 分钟，停止；再运行一次即继续 (out of time; run again to go on)")
    if outcome != "到时":
        state.end(key, now(), outcome)


def _arrived(notice: str | None, waiting: dict[str, int], state: State, key: int) -> None:
    if notice in waiting:
        waiting[notice] -= 1
        if not waiting[notice]:
            state.done(key, notice)


def _kept(event: dict[str, Any], state: State, keep: Keep, notices: dict[str, str | None]) -> list[Fetched]:
    uri = event["uri"]
    data = state.raw.get(event["sha256"])
    if data is None:
        return [Fetched(uri, "failed", event["title"], event["date"], reason="留存的原文不见了 (the kept bytes are gone)")]
    of = event.get("notice")
    notice = None
    if of:
        known = state.last(of)
        notice = notices.get(of) or (known.doc_id if known else None)
    rows = keep(data, event["name"], uri, notice)
    notices[uri] = next((row.doc_id for row in rows if row.doc_id), None)
    state.record(dataclasses.replace(_served(event), doc_id=notices[uri]))
    return [Fetched(row.uri, row.status, event["title"], event["date"], row.doc_id, row.clauses, notice, row.reason) for row in rows]


def _served(event: dict[str, Any]) -> Served:
    return Served(event["uri"], event["final"], event["fetched"], event["status"], event["sha256"], event["etag"],
                  event["modified"], event["media_type"], event["bytes"], None, event.get("date"), event.get("title"),
                  event.get("notice"))
