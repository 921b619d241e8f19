"""Documents named in a clause: 《title》 and the document number printed after it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import Citation, Clause, Metadata

# 国发〔2016〕74号, 政办发[2013]12号: the form of GB/T 9704-2012, 7.2.5, with the brackets that are met in its place.
NUMBER = r"[\u4e00-\u9fff]{1,12}(?:[〔\[（(【［]\s*(?:19|20)\d\d\s*[〕\]）)】］])\s*(?:第)?\s*\d+\s*号"
TITLE = re.compile(rf"《(?P<title>[^《》]*(?:《[^《》]*》[^《》]*)*)》\s*(?:[（(]\s*(?P<number>{NUMBER})\s*[）)])?")


def find(clauses: Sequence[Clause], meta: Metadata) -> dict[str, tuple[Citation, ...]]:
    """The documents that each clause names, by clause id."""
    found = {}
    for clause in clauses:
        cited = tuple(Citation(m[0], m["title"].strip() or None, m["number"] and re.sub(r"\s+", "", m["number"]), m.start(), m.end())
                      for m in TITLE.finditer(clause.text))
        if cited:
            found[clause.id] = cited
    return found
