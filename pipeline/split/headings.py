"""Headings: the phrase that names what a unit holds, with a marker or (run-in, shared by its neighbours) without."""

from __future__ import annotations

import re

from pipeline.split.lines import LABEL
from pipeline.split.markers import Marker

_LONGEST = 40
_ALONE_LONGEST = 48
_SENTENCE_LONGEST = 34
_FULL = re.compile(r"应当|不得|施行|负责解释|[；=＝]|^本(?:办法|规定|措施|方案)")
_RUN_IN_LONGEST = 30
# Openings and words of a full statement: such a sentence says something, it does not name what follows.
_STATEMENT = re.compile(
    r"^(?:本(?:法|办法|条例|规定|细则|方案|措施|意见|政策|文件|预案|通知|规划|计划|实施)|到20\d\d年|截至|自\S{0,12}[起日]|对于?[^，,]{0,30}的[，,]|凡|凡是|为了?(?!民)|根据|按照|依照|违反|"
    r"国家(?:实行|建立|保护|鼓励|支持|对|机关|采取|坚持)|县级以上|任何|各级人民政府|各(?:地区?|部门|市|县)(?:要|应|可|有|在|按|、|，)|国务院(?!关于)|除|如|若|有下列|经|在[^，,。]{1,20}(?:内|前|中|上|期间)[，,]|\d{4}年)"
    r"|应当|不得|必须|可以|是指|施行|负责(?=[\u4e00-\u9fff])(?!人|制)|有下列|如下|[=＝]|^下列|(?:(?<!行)为|包括|的)$"
)
_FIGURES = re.compile(r"\d+(?:\.\d+)?\s?[%％]|\d+(?:\.\d+)?\s?(?:万|亿|个百分点|以上|左右|吨|元)")
_TAIL_LIST = re.compile(
    r"\s*[（(〔\[【][^（(〔\[【）)〕\]】]*[：:].*$|[（(〔\[【](?:[^（(）)]{0,40}(?:负责|牵头|配合|按职责分工)[^（(）)]{0,20})[）)〕\]】]$"
)
_END_MARKS = "。：:；;，,、.！!？? \u3000\t\xa0"
_LETTERED = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000]+(?=[\u4e00-\u9fff])")
_DASH = re.compile(r"^[—\-－─–]{1,3}\s*")
_SPLIT = re.compile(r"[。：]|:(?!\d)|[\u3000\t]|[ \xa0]{2,}|(?<=[\u4e00-\u9fff”）)]) (?=[\u4e00-\u9fff])")
_LAW_HEADING = re.compile(r"^[（(〔【\[]([^）)〕】\]]{2,30})[）)〕】\]]")


def of(text: str, marker: Marker, parent_style: str = "", before_children: bool = True) -> str:
    """The heading of a unit that opens with `marker`; empty where its text is a statement."""
    rest = text[marker.length :].strip()
    if not rest:
        return ""
    if marker.style in ("part", "chapter", "section") or marker.style.startswith("md"):
        return _LETTERED.sub("", rest).strip(_END_MARKS) if len(rest) <= 60 and "。" not in rest[:-1] else ""
    if marker.style in ("box", "annex"):
        rest = rest.lstrip("：:. ")
        return _phrase(rest, 60) if "。" not in rest[:-1] else _phrase(_SPLIT.split(rest)[0], _LONGEST)
    if marker.style == "article":
        bracket = _LAW_HEADING.match(rest)
        if bracket and len(rest) > bracket.end():
            return bracket[1]
        if re.match(r"本[市省州区县]", rest) or rest[-1] in "：:":
            return ""
        if "。" not in rest[:-1] and "：" not in rest[:-1]:
            return "" if "。" in rest or "，" in rest or len(rest) > 20 else _phrase(rest, _LONGEST)
        head = rest.split("。")[0]
        if len(head) > 22 or "，" in head or "、" in head and len(head) > 16 or "：" in head:
            return ""
        return "" if re.match(r"(?:市|省|州|区|县)", head) else _phrase(head, 22)
    if (
        parent_style == "article"
        and not (marker.number == 1 and rest[-1] == "。" and len(rest) < 24)
        and rest[-1:] in "；;。"
        and not re.search(r"[。：](?=.)", rest[:40])
    ):
        return ""
    if rest[-1] in "；;":
        head = _SPLIT.split(rest)[0]
        return _phrase(head, 20) if len(head) < len(rest) - 1 and "，" not in head and "," not in head else ""
    listed = _TAIL_LIST.sub("", rest)
    alone = listed.rstrip("。") if listed.count("。") <= 1 and listed.find("。") in (-1, len(listed) - 1) else ""
    cut = _SPLIT.split(listed, maxsplit=1)
    head = cut[0]
    if alone and (len(cut) < 2 or not cut[1].strip()):
        if (
            not listed.endswith("。")
            and commas_of(alone) <= 2
            and len(alone) <= _ALONE_LONGEST
            and not _FULL.search(alone)
        ):
            return alone.strip(_END_MARKS).strip()
        limit = _ALONE_LONGEST if not listed.endswith("。") else _SENTENCE_LONGEST
        commas = commas_of(alone)
        if listed.endswith("。") and (listed != rest or commas > 1 or commas and before_children is False):
            if alone.startswith("其他"):
                return ""
            # A single full sentence with its list after it is a task, unless it is short enough to name one.
            return _phrase(alone, 24) if commas == 0 else ""
        return _phrase(alone, limit) if commas <= 2 else ""
    if head.count("，") + head.count(",") > 2:
        return ""
    return _phrase(head, _LONGEST)


def commas_of(text: str) -> int:
    """How many commas a text holds, full or half width."""
    return text.count("，") + text.count(",")


def _phrase(text: str, longest: int) -> str:
    text = text.strip(_END_MARKS).strip()
    if not text or len(text) > longest or _STATEMENT.search(text) or "；" in text or "。" in text:
        return ""
    if _FIGURES.search(text) and len(text) > 16:
        return ""
    return text


def run_in(text: str) -> str:
    """The run-in heading that a paragraph without a marker opens with (锅炉窑炉。开发… → 锅炉窑炉), or nothing. Only
    neighbours that have one too make it a unit (see outline)."""
    if LABEL.match(text) or text[0] in "（(〔[【《注“" and "。" not in text:
        return ""
    body = _DASH.sub("", text)
    stop = body.find("。")
    if stop < 2 or stop > _RUN_IN_LONGEST or stop + 6 > len(body):
        return ""
    head = body[:stop]
    if head.count("，") + head.count(",") > 1 or re.search(
        r"[；：:！？]|^我们|^各位|^[一二三四五六七八九十]{1,2}(?:是|要)|^(?:这|他|她|其|上述|具体|以上)|的$|^\d|\d年|[了过]$",
        head,
    ):
        return ""
    return _phrase(head, _RUN_IN_LONGEST)
