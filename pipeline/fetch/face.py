"""What the library calls: sites, fetch, health, served."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from datetime import date
from typing import Any

from corpus.model import TiaokuanError
from corpus.table import Table
from pipeline.fetch.addresses import Allowed
from pipeline.fetch.health import Health
from pipeline.fetch.health import check as check_site
from pipeline.fetch.job import Job
from pipeline.fetch.profiles import Site, profiles, site_for, site_of
from pipeline.fetch.report import SERVED_COLUMNS, SiteRow, SiteTable
from pipeline.fetch.run import Fetched, Keep, Progress, run
from pipeline.fetch.state import State

LEAST_DELAY = 2.0
"""Seconds between two requests to a host that is not the user's own."""

CorpusPath = str | os.PathLike[str]


def sites(corpus: CorpusPath | None = None, own: CorpusPath | None = None) -> SiteTable:
    """The known sites; of a corpus, with its last fetch and check. Raises TiaokuanError."""
    known = profiles(own).values()
    if corpus is None or not State.exists(corpus):
        return SiteTable.of(SiteRow(site) for site in known)
    with closing(State(corpus)) as state:
        rows = []
        for site in known:
            last = state.last_run(site.id) or (None, None)
            checked, health, reason = state.last_check(site.id) or (None, None, None)
            rows.append(SiteRow(site, last[0], last[1], health, checked, reason))
    return SiteTable.of(rows)


def fetch(target: str, corpus: CorpusPath, keep: Keep, progress: Callable[[Progress], None] | None = None,
          own: CorpusPath | None = None, **options: Any) -> Generator[Fetched, None, None]:
    """Fetches a site or an address into a corpus; options as the fields of Job. Raises TiaokuanError."""
    job = _asked(target, own, options)
    with closing(State(corpus)) as state:
        yield from run(job, state, keep, progress)


def meant(target: str, own: CorpusPath | None = None, **options: Any) -> str:
    """The name of the site, or the address, that `fetch` would ask. Raises TiaokuanError where it would not begin."""
    job = _asked(target, own, options)
    return job.url or job.site.name


def health(targets: Iterable[str], corpus: CorpusPath, own: CorpusPath | None = None,
           progress: Callable[[str], None] | None = None, **options: Any) -> Iterator[Health]:
    """Checks sites (all where none is named), adding nothing. Raises TiaokuanError."""
    known = profiles(own)
    meant = [site_of(t, known) for t in targets] or [s for s in known.values() if s.lists or s.search]
    with closing(State(corpus)) as state:
        for site in meant:
            if progress:
                progress(site.name)
            yield from check_site(_job(site, None, options), state)


def served(corpus: CorpusPath, doc_id: str) -> Table[Any]:
    """Every answer of a site that became or confirmed a document: when, from where, which bytes."""
    rows: tuple[Any, ...] = ()
    if State.exists(corpus):
        with closing(State(corpus)) as state:
            rows = tuple(state.of_document(doc_id))
    return Table(f"抓取记录：{doc_id}", SERVED_COLUMNS, rows)


def _asked(target: str, own: CorpusPath | None, options: dict[str, Any]) -> Job:
    site, url = _meant(target, own)
    job = _job(site, url, options)
    if url is None and not site.lists and not (site.search and (job.query or site.search.get("browse"))):
        why = "只有检索接口，请给出 --query (search only: give a query)" if site.search else \
            "站点描述里没有列表页，请给出网址 (no list page known; give an address)"
        raise TiaokuanError(f"{site.name}（{site.id}）：{why}")
    return job


def _meant(target: str, own: CorpusPath | None) -> tuple[Site, str | None]:
    known = profiles(own)
    if re.match(r"[a-z][a-z0-9+.-]*:", target, re.I) and target not in known:
        return site_for(target, known), target
    return site_of(target, known), None


def _job(site: Site, url: str | None, options: dict[str, Any]) -> Job:
    given = {k: v for k, v in options.items() if v is not None}
    for name in ("since", "until"):
        given[name] = _day(str(given.get(name, "")), name)
    given["allow_hosts"] = tuple(given.get("allow_hosts", ()))
    try:
        allowed = Allowed.of(given["allow_hosts"])
    except ValueError as error:
        raise TiaokuanError(f"--allow-host 写作 主机 或 主机:端口，不是“{error}” (HOST or HOST:PORT)") from None
    ours = all(allowed.host(host.partition(":")[0]) for host in site.hosts)
    delay = float(given.get("delay", site.delay))
    if delay < LEAST_DELAY and not ours:
        raise TiaokuanError(f"两次请求至少相隔 {LEAST_DELAY:g} 秒 (at least {LEAST_DELAY:g} s between two requests)")
    given["delay"] = max(delay, 0.0)
    for name in ("limit", "pages", "minutes", "timeout"):
        if name in given and given[name] <= 0:
            raise TiaokuanError(f"--{name} 应大于 0 (must be positive)")
    if given.get("warc"):
        _warc(str(given["warc"]))
    if re.search(r"[\r\n]", str(given.get("contact", ""))):
        raise TiaokuanError("--contact 只能一行 (one line)")
    return Job(site, url, **given)


def _warc(path: str) -> None:
    import importlib.util

    if importlib.util.find_spec("warcio") is None:
        raise TiaokuanError("写 WARC 需要 warcio：pip install warcio (install warcio to write WARC)")
    folder = os.path.dirname(os.path.abspath(path))
    if not os.access(folder, os.W_OK):
        raise TiaokuanError(f"{path}：不能写 (cannot be written)")


def _day(text: str, name: str) -> str:
    """An ISO day from 2021, 2021-03 or 2021-03-05; the last of the year or month for `until`."""
    if not text:
        return ""
    found = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text.strip())
    try:
        if not found:
            raise ValueError
        year, month, day = (int(g) if g else None for g in found.groups())
        assert year is not None
        if name == "since":
            return date(year, month or 1, day or 1).isoformat()
        if day:
            return date(year, month or 1, day).isoformat()
        following = date(year + 1, 1, 1) if not month or month == 12 else date(year, month + 1, 1)
        return date.fromordinal(following.toordinal() - 1).isoformat()
    except (ValueError, AssertionError):
        raise TiaokuanError(f"--{name} 写作 2021-03-05、2021-03 或 2021，不是“{text}” (a day, month or year)") from None
