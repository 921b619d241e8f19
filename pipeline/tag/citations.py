"""Documents named in a clause: 《title》 and the document number printed after it, a number alone, annexes, and words that
point back (前述文件)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import Citation, Clause, Metadata

# 国发〔2016〕74号, 政办发[2013]12号: the form of GB/T 9704-2012, 7.2.5, with the brackets that are met in its place.
NUMBER = r"[\u4e00-\u9fff]{1,12}(?:[〔\[（(【［]\s*(?:19|20)\d\d\s*[〕\]）)】］])\s*(?:第)?\s*\d+\s*号"
ORDER = r"(?:中华人民共和国)?(?:国务院|主席|[\u4e00-\u9fff]{2,12}(?:部|委员会|总局|省人民政府|市人民政府|政府))?令\s*(?:[（(〔]\s*)?(?:(?:19|20)\d\d年?\s*)?第\s*\d+\s*号(?:\s*[）)〕])?"
CITED = re.compile(
    rf"《(?P<title>[^《》]*(?:《[^《》]*》[^《》]*)*)》\s*(?:[（(]\s*(?P<number>{NUMBER}|{ORDER})\s*[）)])?|(?P<alone>{NUMBER})|"
    r"(?P<annex>附件\s*\d{1,2}(?![\d.]))|(?P<back>(?:前述|上述)(?:文件|方案|通知|规定|办法|意见|规划|计划))")
RULES = {"title": "title in book marks", "alone": "document number", "annex": "annex", "back": "words that point back"}
OPENERS = re.compile(r"^(?:(?:根据|按照|依据|依照|参照|贯彻|落实|执行|见|和|及|与|以|由|经|在|对|的|文件|通知|印发|下发|《)+)")


def find(clauses: Sequence[Clause], meta: Metadata) -> dict[str, tuple[Citation, ...]]:
    """The documents that each clause names, by clause id. `title` and `doc_number` are None where they are not printed; what
    points back (前述文件) has those of the document named last before it."""
    found: dict[str, tuple[Citation, ...]] = {}
    last: Citation | None = None
    for clause in clauses:
        cited: list[Citation] = []
        for m in CITED.finditer(clause.text) if clause.kind not in ("doc_number", "toc") else ():
            one = _citation(clause, m, last)
            if one is not None:
                cited.append(one)
                last = one if one.rule != RULES["annex"] else last
        if cited:
            found[clause.id] = tuple(cited)
    return found


def _citation(clause: Clause, m: re.Match[str], last: Citation | None) -> Citation | None:
    if m["annex"]:
        # the annex itself, and its line in the list of annexes, name no other place
        standing = clause.text.startswith(m["annex"]) or clause.kind == "title"
        return None if standing else Citation(m[0], None, None, m.start(), m.end(), RULES["annex"])
    if m["back"]:
        return last and Citation(m[0], last.title, last.doc_number, m.start(), m.end(), RULES["back"])
    if m["alone"]:
        start = m.start() + (lead.end() if (lead := OPENERS.match(m["alone"])) else 0)
        number = clause.text[start:m.end()]
        return Citation(number, None, re.sub(r"\s+", "", number), start, m.end(), RULES["alone"])
    number = m["number"] and re.sub(r"\s+", "", m["number"])
    return Citation(m[0], m["title"].strip() or None, number, m.start(), m.end(), RULES["title"])
