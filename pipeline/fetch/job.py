"""What a run is asked to do, as plain data that goes to the child process."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from pipeline.fetch.profiles import Site, from_json, to_json

MAX_BYTES = 64 * 1024 * 1024
"""One answer, as sent and as unpacked; the same as for a file that is added."""


@dataclass(frozen=True, slots=True)
class Job:
    """A run over one site or one address. `delay` is seconds between two requests to a host; `minutes` bounds the run;
    `pages` the list pages of one list; `limit` the documents; `sample` the documents that a health check looks at."""

    site: Site
    url: str | None = None
    query: str = ""
    since: str = ""
    until: str = ""
    limit: int = 100
    pages: int = 50
    attachments: bool = False
    allow_hosts: tuple[str, ...] = ()
    delay: float = 2.0
    timeout: float = 60.0
    minutes: float = 60.0
    max_bytes: int = MAX_BYTES
    warc: str | None = None
    contact: str = ""
    check: bool = False
    sample: int = 2
    refresh: bool = False
    state: str = ""
    done: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Names what is asked, so that a broken run finds itself again; how politely does not matter."""
        said = [self.site.id, self.url, self.query, self.since, self.until, self.limit, self.attachments]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps({f.name: to_json(self.site) if f.name == "site" else getattr(self, f.name)
                           for f in dataclasses.fields(self)}, ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> Job:
        """The job that `to_json` wrote."""
        data: dict[str, Any] = json.loads(line)
        data["site"] = from_json(data["site"])
        for name in ("allow_hosts", "done"):
            data[name] = tuple(data[name])
        return cls(**data)
