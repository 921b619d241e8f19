"""Technologies, processes, equipment, materials and products: by a lexicon, and by a grammar that finds what no lexicon
has: the members of an enumeration that a verb of spreading governs (推广X、Y和Z等技术). Source: eval/GUIDELINES, section 4."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.model import BODY_KINDS, Clause, Metadata, Technology
from pipeline.tag.technologies.members import Span, members
from pipeline.tag.technologies.words import SKIP, words

MASKED = re.compile(  # lists of who acts, and titles: what they name is no technology
    r"(?=[（(《牵责主配协参])(?:[（(](?:[^（）()]|[（(][^（）()]*[）)])*(?:负责|牵头|责任单位|配合|[局委厅部办][、，,）)])(?:[^（）()]|[（(][^（）()]*[）)])*[）)]|《[^》]*》"
    r"|(?:牵头|责任|配合|主办|协办|参与|参加)(?:单位|部门)[：:∶][^。；\n]*)")
STOPS = "。；;！？\n"
BESIDE = ("、", "和", "与", "及", "或", "以及")
ABBREVIATION = re.compile(r"（[A-Za-z][\w.+-]{1,9}）|\([A-Za-z][\w.+-]{1,9}\)")
KIND = re.compile(r"(?:关键|成套|应用)?(?:技术|工艺)$")
PLAIN = re.compile(r"(?:技术|工艺|装置|装备|设备|系统|设施)")
OUT = re.compile(r"[，。；：！？等]")

Ruled = tuple[int, int, str]


@dataclass(slots=True)
class _Found:
    """A name in the text, before it is decided whether it counts."""

    a: int
    b: int
    soft: bool
    governed: bool
    keep: bool = False
    rule: str = "known name"


def find(clauses: Sequence[Clause], meta: Metadata) -> dict[str, tuple[Technology, ...]]:
    """The technologies that each clause names, by clause id."""
    found = {}
    for clause in clauses:
        if clause.kind in BODY_KINDS and (spans := _spans(clause.text, meta.title or "", clause.heading)):
            found[clause.id] = tuple(Technology(clause.text[a:b], canonical(clause.text[a:b]), a, b, rule) for a, b, rule in spans)
    return found


def canonical(name: str) -> str:
    """One spelling for a technology: the lexicon's, without brackets, quotes and spaces, and without 技术 or 工艺 behind
    what the lexicon knows (余热发电技术 is 余热发电)."""
    names = words().names
    plain = SKIP.sub("", name)
    known = names.get(name) or names.get(plain) or names.get(KIND.sub("", plain))
    return known or plain


def _spans(text: str, title: str, heading: str = "") -> list[Ruled]:
    """The spans that count, in their order, none over another, each with its rule as docs/rules.md names it."""
    at = text.find(heading) if heading else 0
    named = at + len(heading) if at >= 0 else 0
    masked = words().unwanted.sub(_blank, MASKED.sub(_blank, text))
    names, verbs = _matches(masked, title)
    spans = [s for s in _believed(masked, names) if s[0] >= named or any(b <= s[0] and v in words().strong for _, b, v in verbs)]
    spans += [(a, b, "enumeration") for a, b in members(masked, verbs, {(n.a, n.b): n.keep for n in names})]
    spans.sort(key=lambda s: (s[0], s[0] - s[1]))
    kept: list[Ruled] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
        elif span[1] - span[0] > kept[-1][1] - kept[-1][0]:
            kept[-1] = span
    return kept


def _blank(m: re.Match[str]) -> str:
    return "。" * len(m[0])


def _matches(text: str, title: str) -> tuple[list[_Found], list[tuple[int, int, str]]]:
    """The names in the text, with what belongs to them at either side, and the verbs that spread."""
    w = words()
    names: list[_Found] = []
    verbs: list[tuple[int, int, str]] = []
    for index, a, b in w.automaton.find_matches_as_indexes(text):
        entry = w.entries[index]
        if entry in w.verbs:
            verbs.append((a, b, entry))
            continue
        if entry in w.dead:
            continue
        topic = entry in title  # what the whole document is about, each clause names in passing
        soft = entry in w.soft or topic
        if names and names[-1].b >= a and text[a] != "“":  # 燃料电池 + 热电联供: one thing; already within what the last name took on
            if b > names[-1].b:
                names[-1].b, names[-1].soft = b, names[-1].soft and soft
        else:
            m = w.left.search(text, max(0, a - 12), a) if a and text[a - 1] in w.left_ends else None
            governed = bool(verbs) and verbs[-1][2] in w.strong and not any(c in STOPS or c in "，," for c in text[verbs[-1][1]:a])
            names.append(_Found(m.start() if m else a, b, soft and (topic or not m or text[m.start():b] not in w.names), governed))
        if r := w.right.match(text, b):
            names[-1].b = r.end()
        if r := ABBREVIATION.match(text, names[-1].b):
            names[-1].b = r.end()
            if (r := w.right.match(text, names[-1].b)) and not PLAIN.match(r[0]):  # 液化天然气（LNG）重卡
                names[-1].b = r.end()
    return names, verbs


def _believed(text: str, names: list[_Found]) -> list[Ruled]:
    """Those that count: none that stands for a sector or a body, and those that also name a sector only where they are
    spread, or beside others that count."""
    w = words()
    sectors = [(m.start(), m.end()) for m in w.sector.finditer(text)]
    for n in names:
        n.keep = not (text.endswith(w.waste, 0, n.a) or n.soft and not n.governed or w.after.match(text, n.b) or n.soft and _in_sectors(text, n, sectors))
        if n.soft:
            n.rule = "general name spread"
    for chain in (names, names[::-1]):
        for last, n in zip(chain, chain[1:], strict=False):
            first, second = sorted((last, n), key=lambda x: x.a)
            if n.soft and not n.keep and last.keep and text[first.b:second.a] in BESIDE and not _in_sectors(text, n, sectors) and not w.after.match(text, n.b):
                n.keep, n.rule = True, "general name beside"
    return [(n.a, n.b, n.rule) for n in names if n.keep]


def _in_sectors(text: str, n: _Found, sectors: list[Span]) -> bool:
    """Whether a name is a member of a list of sectors (钢铁、水泥、平板玻璃等行业)."""
    return any(n.b <= a and ("、" in text[n.b:a + 1] or text[n.a - 1:n.a] == "、") and not OUT.search(text, n.b, a) for a, _ in sectors)
