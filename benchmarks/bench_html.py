"""The HTML reader against trafilatura on the same saved pages in one run: what each keeps, and how fast.

usage: python benchmarks/bench_html.py PAGES_DIR — PAGES_DIR holds NAME.html and expected/NAME.json (title, paragraphs).
trafilatura is optional (pip install trafilatura lxml_html_clean); without it only our own figures are given.

body: share of the expected sentences' characters that come back; clean: share of the output's characters that are
expected; paragraphs: share of expected paragraphs that open a line; good: body ≥ .99, clean ≥ .97, paragraphs ≥ .95."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

from texts import seconds

from corpus.model import UnreadableDocument
from pipeline.read.html import read_html

BLANK = re.compile(r"[\s\u200b\ufeff|]+")


def bare(text: str) -> str:
    return BLANK.sub("", unicodedata.normalize("NFKC", text or ""))


def scores(lines: list[str], wanted: dict[str, object]) -> tuple[float, float, float]:
    paragraphs = [str(p) for p in wanted["paragraphs"]]  # type: ignore[attr-defined]
    said = [bare(line) for line in lines]
    text, body = "".join(said), bare("".join(paragraphs)) + bare(str(wanted.get("title") or ""))
    sentences = [bare(x) for p in paragraphs for x in re.split(r"[。；;！？]", p) if len(bare(x)) >= 6]
    kept = sum(len(s) for s in sentences if s in text) / (sum(map(len, sentences)) or 1)
    long = [s for s in said if len(s) >= 6]
    right = [s for s in long if s in body or s.startswith("附件")
             or all(x in body for x in re.split(r"[。；]", s) if len(x) > 5)]
    opened = {s[:8] for s in said}
    first = [bare(p)[:8] for p in paragraphs if len(bare(p)) >= 8]
    return kept, sum(map(len, right)) / (sum(map(len, long)) or 1), sum(f in opened for f in first) / (len(first) or 1)


def ours(data: bytes) -> list[str]:
    try:
        return [b.text for b in read_html(data, "page.html").blocks]
    except UnreadableDocument:
        return []


def peer() -> Callable[[bytes], list[str]] | None:
    try:
        from trafilatura import extract
    except ImportError as missing:
        print(f"trafilatura is not installed, no comparison ({missing})")
        return None
    return lambda data: (extract(data, include_tables=True, include_comments=False) or "").splitlines()


def main() -> None:
    if len(sys.argv) != 2 or not any(Path(sys.argv[1]).glob("*.html")):
        print("no folder of saved pages given: skipped (usage: bench_html.py PAGES_DIR)")
        return
    folder = Path(sys.argv[1])
    pages = {p.stem: p.read_bytes() for p in sorted(folder.glob("*.html"))}
    wanted = {p.stem: json.loads(p.read_text("utf-8")) for p in sorted((folder / "expected").glob("*.json"))}
    took: dict[str, float] = {}
    for name, reader in (("tiaokuan", ours), ("trafilatura", peer())):
        if reader is None:
            continue
        rows = [scores(reader(pages[stem]), wanted[stem]) for stem in wanted if stem in pages]
        reader(next(iter(pages.values())))  # warm
        took[name] = seconds(lambda read=reader: [read(data) for data in pages.values()], times=3)  # type: ignore[misc]
        body, clean, paragraphs = (sum(r[i] for r in rows) / (len(rows) or 1) for i in range(3))
        good = sum(b >= 0.99 and c >= 0.97 and p >= 0.95 for b, c, p in rows) / (len(rows) or 1)
        print(f"{name}: {len(rows)} pages, body {body:.3f}, clean {clean:.3f}, paragraphs {paragraphs:.3f}, good {good:.2f}; "
              f"{len(pages) / took[name]:.0f} pages/s")
    if len(took) == 2:
        print(f"{took['trafilatura'] / took['tiaokuan']:.1f} times as fast as trafilatura")


main()
