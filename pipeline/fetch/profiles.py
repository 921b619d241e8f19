"""Sites as data: the TOML files of `sites/`, and the user's own beside them. docs/sites.md explains every field."""

from __future__ import annotations

import dataclasses
import functools
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corpus.model import TiaokuanError

FOLDER = Path(__file__).parent / "sites"
SHARED = re.compile(r"(?:www\.)?(?:gov|com|org|net|edu|ac)\.cn(?::\d+)?")
"""Domains that everyone's sites are below."""
LEVELS = ("central", "ministry", "province", "city", "service")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of documents: its address (`{page}`, or `{start}` and `{end}` where the site counts records) and what it lists.

    `feed` is set where the list is JSON: `rows` (dotted paths), `title`, `url`, `date` (names in a row), and `html` where the
    JSON carries the list as HTML."""

    url: str
    title: str = ""
    feed: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A site as data. Selectors are CSS and are tried in order; `paging` is script, suffix, param, records, next or none."""

    id: str
    name: str
    level: str
    home: str
    region: str = ""
    family: str = ""
    hosts: tuple[str, ...] = ()
    lists: tuple[Listing, ...] = ()
    items: tuple[str, ...] = ()
    link: str = "a[href]"
    date: str = ""
    article: str = ""
    body: tuple[str, ...] = ()
    attachment: str = ""
    paging: str = "script"
    suffix: str = "_{n}"
    first: int = 1
    per_page: int = 20
    encoding: str = ""
    delay: float = 2.0
    expect: int = 5
    headers: Mapping[str, str] = field(default_factory=dict)
    search: Mapping[str, Any] | None = None
    declines: str = ""
    note: str = ""
    source: str = ""
    verified: Mapping[str, str] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """What is known: the parts verified against a saved page, or that all is taken from a source only."""
        parts = {"list": "列表", "body": "正文", "feed": "目录接口", "search": "检索接口", "detail": "详情接口"}
        if self.verified:
            return "已核对：" + "、".join(parts.get(k, k) for k in self.verified)
        return "未核对" if self.lists or self.search else "未核对，无列表"

    def owns(self, url: str) -> bool:
        """Whether an address belongs to the site: one of its hosts, or below one (gi.mnr.gov.cn is www.mnr.gov.cn's; all of
        gov.cn is not www.gov.cn's)."""
        host = urlsplit(url).netloc.lower().rpartition("@")[2]
        return any(host == own or not SHARED.fullmatch(own) and host.endswith("." + own.removeprefix("www.")) for own in self.hosts)


Profiles = Mapping[str, Site]


@functools.cache
def _built_in() -> tuple[dict[str, dict[str, Any]], dict[str, Site]]:
    families = tomllib.loads((FOLDER / "families.toml").read_text("utf-8"))["family"]
    found: dict[str, Site] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        if path.name not in ("families.toml", "challenges.toml"):
            found |= _read(path, families)
    return families, found


def profiles(own: str | os.PathLike[str] | None = None) -> dict[str, Site]:
    """All sites by id: those that come with the program, and those of the user's own file, which go before.

    Raises TiaokuanError that names the file, the site and the field where the user's file is not right."""
    families, found = _built_in()
    own = own or os.environ.get("TIAOKUAN_SITES") or None
    return {**found, **(_read(Path(own), families) if own else {})}


def _read(path: Path, families: Mapping[str, Mapping[str, Any]]) -> dict[str, Site]:
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise TiaokuanError(f"{path}：读不了站点文件：{error} (the file of sites cannot be read)") from error
    families = {**families, **data.get("family", {})}
    found: dict[str, Site] = {}
    for entry in data.get("site", []):
        site = _site(path, entry, families)
        if site.id in found:
            raise TiaokuanError(f"{path}：站点 {site.id} 写了两次 (a site twice)")
        found[site.id] = site
    return found


def _site(path: Path, entry: Mapping[str, Any], families: Mapping[str, Mapping[str, Any]]) -> Site:
    where = f"{path}：站点 {entry.get('id', '?')}"
    family = entry.get("family", "")
    if family and family not in families:
        raise TiaokuanError(f"{where}：没有建站系统 {family} (unknown family)")
    own = {k: v for k, v in families.get(family, {}).items() if k not in ("name", "source", "verified", "note")} | dict(entry)
    known = {f.name for f in dataclasses.fields(Site)}
    for key in own:
        if key not in known:
            raise TiaokuanError(f"{where}：不认识字段 {key} (unknown field)")
    try:
        own["lists"] = tuple(Listing(**({"url": x} if isinstance(x, str) else x)) for x in own.get("lists", ()))
        for key in ("hosts", "items", "body"):
            value = own.get(key, ())
            own[key] = (value,) if isinstance(value, str) else tuple(value)
        own["hosts"] = own["hosts"] or (urlsplit(own["home"]).netloc.lower(),)
        own["verified"] = own.get("verified") or {}
        site = Site(**own)
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", site.id):
            raise ValueError("id")
        if site.level not in LEVELS or site.paging not in ("script", "suffix", "param", "records", "next", "none"):
            raise ValueError("level, paging")
        re.compile(site.article), re.compile(site.attachment)
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise TiaokuanError(f"{where}：写法有误：{error} (not a valid site; docs/sites.md lists the fields)") from error
    return site


def to_json(site: Site) -> dict[str, Any]:
    """The site as plain data, for another process."""
    return dataclasses.asdict(site)


def from_json(data: Mapping[str, Any]) -> Site:
    """The site that `to_json` gave."""
    values = dict(data)
    values["lists"] = tuple(Listing(**x) for x in values["lists"])
    for key in ("hosts", "items", "body"):
        values[key] = tuple(values[key])
    return Site(**values)


def site_of(word: str, known: Profiles) -> Site:
    """The site that a person means by its id, its name or a part of its name. Raises TiaokuanError."""
    if word in known:
        return known[word]
    found = [s for s in known.values() if word == s.name] or [s for s in known.values() if word and word in s.name]
    if len(found) == 1:
        return found[0]
    if found:
        raise TiaokuanError(f"“{word}”可能是：{'，'.join(s.id for s in found[:12])} (ambiguous site)")
    raise TiaokuanError(f"没有站点“{word}”；用 tiaokuan sites 查看，或给出网址 (no such site)")


def site_for(url: str, known: Profiles) -> Site:
    """The site that an address belongs to (the one with the longest host), or a bare one where no profile knows it.
    Raises TiaokuanError for what is no address."""
    try:
        parts = urlsplit(url)
    except ValueError:  # http://[
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise TiaokuanError(f"{url}：不是网址 (not a web address)")
    found = [s for s in known.values() if s.owns(url)]
    if found:
        return max(found, key=lambda s: max(len(h) for h in s.hosts if s.owns(url)))
    families, _ = _built_in()
    general = {k: v for k, v in families["general"].items() if k not in ("name", "source", "verified", "note")}
    entry = general | {"id": parts.netloc, "name": parts.netloc, "home": url}
    for key in ("items", "body"):
        entry[key] = tuple(entry.get(key, ()))
    return Site(level="service", hosts=(parts.netloc.lower().rpartition("@")[2],), family="general", **entry)
