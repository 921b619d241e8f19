"""Search services and JSON lists: what is asked and what comes back, as the profile's data says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode, urljoin

from pipeline.fetch.pages import Item, _text, iso

MAX_ROWS = 1000


def request_of(search: Mapping[str, Any], query: str, since: str, until: str, page: int) -> tuple[str, str, bytes]:
    """Method, address and body of the request for one page of results (`page` from 1)."""
    size = int(search.get("size", 20))
    # a service wants both ends of a range: the founding of the republic, and today
    words = {"query": query, "since": since or "1949-10-01", "until": until or date.today().isoformat(), "page": str(page - 1 + int(search.get("first", 1))),
             "size": str(size)}
    fields = dict(search.get("fields", {}))
    if since or until:
        fields |= search.get("dated", {})
    filled = {k: v for k, v in ((k, _filled(v, words)) for k, v in fields.items()) if v is not None}
    if str(search.get("method", "GET")).upper() == "POST":
        return "POST", search["url"], json.dumps(filled, ensure_ascii=False).encode()
    return "GET", f"{search['url']}?{urlencode(filled)}", b""


def _filled(value: Any, words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        whole = re.fullmatch(r"\{(page|size)\}#", value)  # a number, not its digits
        return int(words[whole.group(1)]) if whole else re.sub(r"\{(\w+)\}", lambda m: words.get(m.group(1), m.group(0)), value)
    if isinstance(value, list):
        return [_filled(v, words) for v in value]
    return value


def rows_of(data: Any, spec: Mapping[str, Any], url: str) -> tuple[list[Item], bool]:
    """The entries of an answer, and whether the answer has the form that the profile describes (False: the service changed).
    `rows` are dotted paths, `*` for every member; the fields of a row are named by `title`, `url` (for a service `url_fields`, the first that is there; with `{name}` a pattern), `date`."""
    if spec.get("empty") and isinstance(data, dict) and all(data.get(k) == v for k, v in spec["empty"].items()):
        return [], True
    shaped = False
    found: dict[str, Item] = {}
    for path in spec["rows"]:
        for rows in _at(data, path.split(".") if path else []):
            if isinstance(rows, list):
                shaped = True
                for row in rows[:MAX_ROWS]:
                    item = _row(row, spec, url)
                    if item:
                        found.setdefault(item.url, item)
    return list(found.values()), shaped


def html_of(data: Any, path: str) -> str:
    """The HTML that a JSON answer carries at a dotted path."""
    return next((v for v in _at(data, path.split(".")) if isinstance(v, str)), "")


def _row(row: Any, spec: Mapping[str, Any], url: str) -> Item | None:
    if not isinstance(row, dict):
        return None
    names = spec.get("url_fields") or [spec["url"]]
    address = ""
    for name in names:
        if "{" in name:
            keys = re.findall(r"\{(\w+)\}", name)
            if all(row.get(k) for k in keys):
                address = re.sub(r"\{(\w+)\}", lambda m: quote(str(row[m.group(1)]), safe=""), name)
        else:
            address = str(row.get(name) or "")
        if address:
            break
    title = _text(str(row.get(spec["title"]) or ""))
    if not address or not title:
        return None
    try:
        return Item(urljoin(url, address), title, iso(str(row.get(spec.get("date", "")) or "")))
    except ValueError:
        return None


def _at(data: Any, path: list[str]) -> Iterator[Any]:
    if not path:
        yield data
    elif path[0] == "*":
        for value in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
            yield from _at(value, path[1:])
    elif isinstance(data, dict) and path[0] in data:
        yield from _at(data[path[0]], path[1:])
