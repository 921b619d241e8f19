"""What people name a place by: a clause by any end of its id, words by what they are."""

from __future__ import annotations

from corpus.corrections.model import KINDS, standing
from corpus.model import Clause, Document, TiaokuanError, UnknownName
from corpus.titles import MENTION_TITLES


def find_clause(document: Document, wanted: str) -> Clause:
    """The clause whose id is, or alone ends in, `wanted` (`三/（一）/1`, `第三条`). Raises TiaokuanError."""
    exact = [c for c in document.clauses if c.id == wanted]
    near = exact or [c for c in document.clauses if c.id.endswith("/" + wanted)] or [
        c for c in document.clauses if wanted and wanted in (c.marker, c.heading)]
    if len(near) == 1:
        return near[0]
    if near:
        raise UnknownName(f"“{wanted}”不止一处：{'，'.join(c.id for c in near[:8])} (ambiguous clause)")
    raise UnknownName(f"{document.id} 里没有条款“{wanted}”；用 tiaokuan show {document.id} 查看提纲 (no such clause)")


def find_words(document: Document, clause: Clause, kind: str, text: str, nth: int | None = None,
               new: bool = False, original: Document | None = None) -> tuple[Clause, int, int]:
    """The clause and the span of words: of the mention of that kind that they are, else that they are a part of; or
    (`new`) of any words, such as are no mention yet first. Where the clause itself has none, those under it are looked
    through, then what stands there in `original` (a mention that was rejected). `nth` (from 1) says which where there are more. Raises TiaokuanError."""
    if kind not in KINDS:
        raise TiaokuanError(f"没有类别“{str(kind)[:40]}”，可用 {' '.join(KINDS)} (unknown kind of mention)")
    under = _under(document, clause)
    ids = {c.id for c in under}
    found_first = [c for c in original.clauses if c.id == clause.id or c.id in ids] if original else []
    for places in ([clause], under, found_first):
        found = _meant(places, kind, text, new)
        if found:
            break
    else:
        raise TiaokuanError(f"{clause.id} {_why_not([clause, *under], kind, text)}")
    if nth is None and len(found) > 1:
        raise TiaokuanError(f"“{text[:40]}”在 {clause.id} 里有 {len(found)} 处，请用 --nth 1…{len(found)} 指明是第几处 (more than one; say which)")
    if nth is not None and not 1 <= nth <= len(found):
        raise TiaokuanError(f"“{text[:40]}”在 {clause.id} 里只有 {len(found)} 处 (there are not that many)")
    return found[(nth or 1) - 1]


def words_near(text: str, words: str, start: int, end: int) -> tuple[int, int]:
    """Where words stand in a text that share characters with a span, the nearest to its start. Raises TiaokuanError."""
    at = [n for n in range(max(0, start - len(words) + 1), end) if text.startswith(words, n)] if words else []
    if not at:
        raise TiaokuanError(f"“{text[start:end][:40]}”那里没有“{words[:40]}” (these words are not there)")
    first = min(at, key=lambda n: abs(n - start))
    return first, first + len(words)


def _under(document: Document, clause: Clause) -> list[Clause]:
    """The clauses under a clause, in document order; a parent stands before its children."""
    above = {clause.id}
    found = []
    for other in document.clauses:
        if other.parent in above:
            above.add(other.id)
            found.append(other)
    return found


def _meant(clauses: list[Clause], kind: str, text: str, new: bool) -> list[tuple[Clause, int, int]]:
    exact, part = [], []
    for clause in clauses:
        known = sorted({(m.start, m.end) for m, _ in standing(kind, clause)})
        printed = _printed(clause, text)
        if new:
            exact += [(clause, *span) for span in printed if kind == "target" or span not in known]
            part += [(clause, *span) for span in printed if span in known]
            continue
        exact += [(clause, *span) for span in printed if span in known]
        part += [(clause, a, b) for a, b in known if any(a <= x and y <= b for x, y in printed)]
    return exact or part


def _printed(clause: Clause, text: str) -> list[tuple[int, int]]:
    found, at = [], clause.text.find(text) if text else -1
    while at >= 0:
        found.append((at, at + len(text)))
        at = clause.text.find(text, at + 1)
    return found


def _why_not(clauses: list[Clause], kind: str, text: str) -> str:
    title = MENTION_TITLES[kind]
    if not any(_printed(clause, text) for clause in clauses):
        return f"里没有“{text[:40]}” (these words are not in the clause)"
    known = list(dict.fromkeys(clause.text[m.start:m.end] for clause in clauses for m, _ in standing(kind, clause)))
    there = f"；标出的有 {'、'.join(known[:8])}" if known else ""
    return f"里的“{text[:40]}”没有标为{title}{there}；要补充用 --add (no such mention; to add it use --add)"
