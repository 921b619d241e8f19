"""Plain text: the encoding is found, each line that is not empty is a block; rows drawn with bars become rows."""

from __future__ import annotations

import codecs
import re
import unicodedata

from corpus.model import Block, Reading, UnreadableDocument

LAYOUT_ROW = re.compile(r"[\s|:\-]+")
# The most frequent characters of administrative Chinese, simplified and traditional: a right decoding is full of them.
COMMON = frozenset("的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后"
                   "多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些"
                   "然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军"
                   "很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手"
                   "國發展業務應會與對關於為經濟機構規劃實施這個來時說過進個學當還開門間問題電動員總責單")


def decode(data: bytes, name: str) -> str:
    """The text of the bytes: UTF-8 (with or without BOM), UTF-16, GB18030 or Big5. Raises UnreadableDocument."""
    for bom, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if data.startswith(bom):
            return _checked(data, encoding, name)
    if data[:4000].count(0) > len(data[:4000]) // 5 or b"\0" in data[:64] and len(data) % 2 == 0:
        found = [t for t in (_try(data, "utf-16-le"), _try(data, "utf-16-be")) if t and _score(t) > 0.15]
        if found:
            return max(found, key=_score)
    if b"\0" in data:
        raise UnreadableDocument(f"{name}：是二进制文件，不是文字 (binary, not text)")
    text = _try(data, "utf-8")
    if text is None:
        found = [t for t in (_try(data, "gb18030"), _try(data, "big5")) if t is not None]
        if not found:
            raise UnreadableDocument(f"{name}：文字编码无法识别，请另存为 UTF-8 (encoding not recognised; save as UTF-8)")
        text = max(found, key=_score)
        if _score(text) < 0.05:
            raise UnreadableDocument(f"{name}：文字编码无法识别，请另存为 UTF-8 (encoding not recognised; save as UTF-8)")
    return _printable(text, name)


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _checked(data: bytes, encoding: str, name: str) -> str:
    text = _try(data, encoding)
    if text is None:
        raise UnreadableDocument(f"{name}：文件损坏，不是完整的 {encoding} 文字 (damaged {encoding} text)")
    return _printable(text, name)


def _score(text: str) -> float:
    sample = text[:20000]
    return sum(c in COMMON for c in sample) / max(1, len(sample))


def _printable(text: str, name: str) -> str:
    sample = text[:20000]
    odd = sum(unicodedata.category(c) in ("Cc", "Cn", "Co") and c not in "\t\r\n\f\v\x1f" for c in sample)
    # text taken out of a PDF may hold many characters of its fonts (private use): what is otherwise Chinese prose is text all the same
    if odd * (4 if _score(text) > 0.05 else 50) > len(sample):
        raise UnreadableDocument(f"{name}：是二进制文件，不是文字 (binary, not text)")
    return text


def read_text(data: bytes, name: str) -> Reading:
    """One block a line that is not empty; a run of lines drawn with bars (`| a | b |`) is a table."""
    return Reading(tuple(blocks_of(decode(data, name))))


def blocks_of(text: str) -> list[Block]:
    """The blocks of text that is already decoded."""
    blocks: list[Block] = []
    table, inside = 0, False
    for line in re.split(r"[\r\n\f\v\u2028\u2029\x85]+", text):
        line = line.strip()
        if not line:
            continue
        if line.startswith("|") and line.count("|") >= 2:
            if not inside:
                table, inside = table + 1, True
            if LAYOUT_ROW.fullmatch(line):
                continue  # the rule under a table's head says nothing
            cells = tuple(c.strip() for c in line.removeprefix("|").removesuffix("|").split("|"))
            if any(cells):
                blocks.append(Block("row", " | ".join(cells), cells, table))
            continue
        inside = False
        blocks.append(Block("paragraph", line))
    return blocks
