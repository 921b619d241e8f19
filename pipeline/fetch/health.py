"""How a site is: does each list answer, hold what it should, and lead to pages that hold text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any

from pipeline.fetch.crawl import crawl
from pipeline.fetch.job import Job
from pipeline.fetch.run import now
from pipeline.fetch.state import State

LEAST_BODY = 50
"""Characters; a sampled page with less has an empty body (readers refuse it too)."""


@dataclass(frozen=True, slots=True)
class Health:
    """The state of one list of a site: ok, fewer (less than expected), empty, changed (structure), no_body, declined, robots,
    refused, failed, none (the profile knows no list). `expected` is what it held when last well, else the profile's least."""

    site: str
    list: str
    title: str
    state: str
    items: int | None = None
    expected: int | None = None
    newest: str | None = None
    sampled: int = 0
    bodies: int | None = None
    reason: str | None = None


@dataclass(slots=True)
class _Seen:
    title: str = ""
    items: int | None = None
    shaped: bool = True
    newest: str | None = None
    sizes: list[int] = field(default_factory=list)
    files: int = 0
    sampled: int = 0
    failed: tuple[str, str] | None = None


def check(job: Job, state: State) -> Iterator[Health]:
    """Asks for the first page of each list and a sample of what it lists; adds nothing. Raises TiaokuanError."""
    site = job.site
    if not site.lists and not site.search:
        yield Health(site.id, site.home, "", "none", reason=site.note or "站点描述里没有列表页 (no list page known)")
        return
    seen: dict[str, _Seen] = {x.url: _Seen(x.title) for x in site.lists}
    if site.search:
        seen[site.search["url"]] = _Seen("检索")
    with closing(crawl(replace(job, check=True, state=str(state.file)))) as events:
        for event in events:
            if event.get("list") in seen or event.get("uri") in seen:
                _note(seen[event["list"] if event.get("list") in seen else event["uri"]], event, event.get("uri") not in seen)
    when = now()
    for url, found in seen.items():
        expected = state.healthy(site.id, url)
        row = _judged(site.id, url, found, expected or site.expect, expected is not None)
        state.checked(site.id, url, when, row.state, row.items, row.reason)
        yield row


def _note(found: _Seen, event: dict[str, Any], of_page: bool) -> None:
    kind = event["event"]
    if kind == "list":
        found.items, found.shaped, found.newest = event["items"], event["shaped"], event["newest"]
    elif kind == "page":
        found.sampled += 1
        found.files += event["files"]
        found.sizes.append(event["body"] if event["body"] is not None else event["bytes"])
    elif kind == "failed" and (not of_page or found.items is None or found.failed is None):
        found.failed = (event["kind"], event["reason"])


def _judged(site: str, url: str, found: _Seen, expected: int, known: bool) -> Health:
    bodies = max(found.sizes, default=None) if found.sizes else None
    row = Health(site, url, found.title, "ok", found.items, expected, found.newest, found.sampled, bodies)
    if found.items is None:
        kind, reason = found.failed or ("failed", "没有回答 (no answer)")
        return replace(row, state=kind, reason=reason)
    if not found.items:
        return replace(row, state="empty", reason="列表页里没有条目，网站可能已改版或由脚本生成 (no entries found)")
    if not found.shaped:
        return replace(row, state="changed", reason="条目不在所述的位置，页面结构已变 (the page is not as described)")
    if found.items < (expected / 2 if known else expected):
        return replace(row, state="fewer", reason=f"只有 {found.items} 条，应约 {expected} 条 (fewer entries than expected)")
    if found.failed and not found.sampled:
        return replace(row, state=found.failed[0], reason=found.failed[1])
    if found.sizes and max(found.sizes) < LEAST_BODY and not found.files:
        return replace(row, state="no_body", reason="抽查的页面里没有正文，正文位置可能已变 (sampled pages hold no text where it should be)")
    return row
