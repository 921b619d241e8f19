"""Front and end matter: title, document number, recipients, the covering notice, signature, date, table of contents."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import ClauseKind
from pipeline.split import titles
from pipeline.split.forms import (
    DATE,
    FURTHEST,
    HISTORY,
    LEADERS,
    LINK_LINE,
    MEETING,
    MEETING_END,
    NAME_ALONE,
    NOTICE,
    PRINTED,
    RECIPIENTS,
    SENT_TO,
    SIGNATURE,
    SMALL_NOTICE,
    TITLE_ADD,
    TOC,
    atom,
    is_signature,
    is_title,
)
from pipeline.split.lines import Piece


def kinds(parts: Sequence[Piece]) -> list[ClauseKind | None]:
    """The kind of every piece of front and end matter; None for the body."""
    out: list[ClauseKind | None] = [None] * len(parts)
    at = _front(parts, out)
    _contents(parts, out, at)
    _end(parts, out, at)
    titles.inner_titles(parts, out)
    _signed_inside(parts, out, at)
    return out


def _front(parts: Sequence[Piece], out: list[ClauseKind | None]) -> int:
    """Fills in the front matter and returns where the body begins."""
    first = next(
        (
            i
            for i, p in enumerate(parts)
            if p.row or (p.marker and p.marker.style not in ("annex", "md1")) or TOC.match(p.text)
        ),
        len(parts),
    )
    first = min(first, FURTHEST)
    covered = _cover_end(parts, first)
    i = _header_end(parts)
    out[:i] = ["notice"] * i
    titled = False
    while i < first:
        text = parts[i].text
        kind = atom(text)
        heading = parts[i].marker
        if heading is not None and heading.style == "md1" and not titled:
            kind = "title"
        if kind is None and LINK_LINE.match(text) and len(text) < 120:
            kind = "notice"
        if (
            kind is None
            and RECIPIENTS.search(text)
            and len(text) < 700
            and "。" not in text
            and not re.match(r"附[件表]", text)
        ):
            kind = "recipients"
        elif (
            kind is None
            and (MEETING.match(text) or (i and out[i - 1] == "notice" and MEETING_END.match(text)))
            or kind is None
            and titled
            and HISTORY.match(text)
            and len(text) < 500
            and not NOTICE.search(text)
        ):
            kind = "notice"
        elif kind is None and "我代表" in text:
            break
        elif kind is None and i < covered:
            if is_signature(text) and i > 0 and not (len(text) > 4 and _titles_on(parts, i, first)):
                kind = "signature"
            elif is_title(text) and not (parts[i].marker and i > 1):
                kind = "title"
            else:
                kind = "notice"
        elif kind is None and NOTICE.search(text) and covered and i <= covered and "制定" not in text[-12:]:
            kind = "notice"
        elif (
            kind is None
            and is_signature(text)
            and not _titles_on(parts, i, first)
            or kind is None
            and titled
            and NAME_ALONE.match(text)
            and i > 0
            and out[i - 1] == "signature"
        ):
            kind = "signature"
        elif (
            kind is None
            and TITLE_ADD.match(text)
            and i > 0
            and out[i - 1] == "title"
            or kind is None
            and is_title(text)
            and not parts[i].marker
            and (not titled or _last_title(out, i) >= i - 1 or i <= covered + 1 or out[i - 1] == "doc_number")
        ):
            kind = "title"
        if kind is None:
            break
        titled = titled or kind == "title"
        out[i] = kind
        i += 1
    # The text proper after a decision that passes it: its title stands there once more.
    named = {"".join(t.split()) for p in parts[:i] for t in [p.text, *re.findall(r"《([^《》]+)》", p.text)]}
    for j in range(i, first):
        if "".join(parts[j].text.split()) in named and is_title(parts[j].text):
            out[j] = "title"
            if j + 1 < first and HISTORY.match(parts[j + 1].text):
                out[j + 1] = "notice"
    return i


def _header_end(parts: Sequence[Piece]) -> int:
    """How many pieces a YAML header takes at the beginning (--- … ---); 0 where there is none."""
    if not parts or parts[0].text != "---":
        return 0
    return next((i + 1 for i in range(1, min(len(parts), 40)) if parts[i].text == "---"), 0)


def _last_title(out: Sequence[ClauseKind | None], i: int) -> int:
    return max((j for j in range(i) if out[j] == "title"), default=-1)


def _titles_on(parts: Sequence[Piece], i: int, first: int) -> bool:
    """Whether a line that names bodies opens a title that runs on in the next (重庆市人民政府办公厅 / 关于印发…)."""
    for j in range(i + 1, min(i + 4, first)):
        text = parts[j].text
        if re.match(r"^(?:关于|印发)", text) or text == "文件":
            return True
        if not is_signature(text):
            return False
    return False


def _cover_end(parts: Sequence[Piece], first: int) -> int:
    """Where the covering notice ends: after its date, signature and remarks, before the plan's own title; 0 for a
    document without one."""
    notice = next((i for i in range(first) if NOTICE.search(parts[i].text) and "。" in parts[i].text + "。"), None)
    signs = [
        i
        for i in range(1, first)
        if DATE.match(parts[i].text) or SMALL_NOTICE.match(parts[i].text) or is_signature(parts[i].text)
    ]
    dates = [i for i in range(1, first) if DATE.match(parts[i].text)]
    if not dates and notice is None:
        return 0
    # A notice that is itself the document: its sentence leads into the body (…现通知如下：), no title follows.
    closed = notice is not None and any(i > notice for i in signs)
    if not dates and notice is not None and not closed:
        titles = [i for i in range(notice + 1, first) if is_title(parts[i].text)]
        if not titles:
            return 0
    end = 0
    if dates:
        end = dates[0] + 1
    if notice is not None and notice + 1 > end:
        end = notice + 1
    while end < first and end in signs:
        end += 1
    sentences = sum(1 for i in range(end) if "。" in parts[i].text)
    if notice is None and not sentences:
        return 0
    return end


def _contents(parts: Sequence[Piece], out: list[ClauseKind | None], start: int) -> None:
    """Marks the table of contents: its heading, lines with leaders, and entries that stand in the text once more."""
    at = next((i for i in range(min(len(parts), start + 40)) if TOC.match(parts[i].text)), None)
    for i, piece in enumerate(parts[:400]):
        if LEADERS.search(piece.text) and not piece.row and len(LEADERS.findall(piece.text)) * 60 > len(piece.text) / 4:
            out[i] = "toc"
    if at is None or at + 1 >= len(parts):
        return
    out[at] = "toc"
    bare = ["".join(p.text.split()) for p in parts[: at + 600]]
    again = next((j for j in range(at + 2, len(bare)) if bare[j] == bare[at + 1]), None)
    if again is not None and all(len(b) < 60 for b in bare[at + 1 : again]):
        for i in range(at + 1, again):
            out[i] = "toc"
    for i in range(at - 1, -1, -1):  # what stands before a table of contents is front matter or a foreword
        if out[i] is None and is_title(parts[i].text) and parts[i].marker is None and len(parts[i].text) < 30:
            continue
        break


def _signed_inside(parts: Sequence[Piece], out: list[ClauseKind | None], start: int) -> None:
    """Marks a signature and date that close the covering text, with annexes after it."""
    for i in range(start + 1, len(parts) - 1):
        after = parts[i + 1].marker
        if (
            out[i] is not None
            or not DATE.match(parts[i].text)
            or not (out[i + 1] == "title" or after and after.style == "annex" or atom(parts[i + 1].text))
        ):
            continue
        j = i - 1
        while (
            j > start
            and out[j] is None
            and parts[j].marker is None
            and not parts[j].row
            and len(parts[j].text) < 80
            and is_signature(parts[j].text)
        ):
            out[j] = "signature"
            j -= 1
        out[i] = "date"


def _sent_to(parts: Sequence[Piece], out: list[ClauseKind | None], start: int) -> int:
    """Marks the lines from 抄送 to the one that says when the document was printed; the piece before them, or the last."""
    last = len(parts) - 1
    if last < 0 or not PRINTED.search(parts[last].text) or len(parts[last].text) >= 60:
        return last
    for i in range(last - 1, max(start, last - 12), -1):
        if out[i] is not None or parts[i].row or parts[i].marker is not None:
            break
        if SENT_TO.match(parts[i].text):
            out[i:] = ["notice"] * (last + 1 - i)
            return i - 1
    return last


def _end(parts: Sequence[Piece], out: list[ClauseKind | None], start: int) -> None:
    """Marks signature, date and remarks at the end."""
    i = _sent_to(parts, out, start)
    seen_date = False
    while i > start and out[i] is None and not parts[i].row and parts[i].marker is None:
        text = parts[i].text
        kind = atom(text)
        if kind is None and PRINTED.search(text) and len(text) < 60:
            kind = "notice"
        if kind is None and is_signature(text) and (seen_date or SIGNATURE.match(text)) and len(text) < 80:
            kind = "signature"
        if kind is None or kind == "doc_number":
            break
        seen_date = seen_date or kind == "date"
        out[i] = kind
        i -= 1
