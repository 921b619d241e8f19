"""PDF pages a second, read to paragraphs and tables, against pdfplumber's extract_text and against pypdfium2's bare text, in
one run over the same files. Needs pdfplumber, which the project itself does not. Wanted: at least twice as fast as
pdfplumber."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pypdfium2
from texts import seconds

from pipeline.read.pdf import read_here, read_pdf

try:
    import pdfplumber
except ImportError:
    print("pdf: pip install pdfplumber to compare with it (not measured)")
    sys.exit()

SHARED = Path(__file__).resolve().parents[2] / "shared" / "files"


def bare(data: bytes) -> None:
    """The text of every page as pdfium gives it."""
    document = pypdfium2.PdfDocument(data)
    for page in document:
        page.get_textpage().get_text_range()
    document.close()


def plumbed(data: bytes) -> None:
    """The text of every page as pdfplumber gives it."""
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_text()


folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
files = [(p.read_bytes(), p.name) for p in sorted(folder.glob("*.pdf"))]
if not files:
    print(f"pdf: no PDF files in {folder}: name a folder that has some (not measured)")
    sys.exit()
pages = sum(len(pypdfium2.PdfDocument(data)) for data, _ in files)
read_pdf(*files[0])  # the process apart is started once
ways: dict[str, Callable[[bytes, str], object]] = {
    "tiaokuan": read_pdf, "tiaokuan, in this process": read_here,
    "pdfplumber extract_text": lambda data, _: plumbed(data), "pypdfium2 bare text": lambda data, _: bare(data)}
took = dict.fromkeys(ways, 0.0)
for data, name in files:  # file by file, so that what else the machine does falls on all alike
    for way, run in ways.items():
        took[way] += seconds(lambda run=run, data=data, name=name: run(data, name))  # type: ignore[misc]
print(f"{len(files)} files, {pages} pages")
for way, time in took.items():
    print(f"{way}: {pages / time:.0f} pages/s; tiaokuan takes {took['tiaokuan'] / time:.2f} times its time")
