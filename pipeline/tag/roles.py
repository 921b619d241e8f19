"""What one list of units says: who leads, who supports, who is responsible, until when."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpus.model import Role
from pipeline.tag.names import CLOSING, OPENING, Name, names

LABEL = re.compile(
    r"(?P<label>(?:省级|市级|县级|区级|国家|第一|共同|主要|具体)?(?:牵头|责任|配合|参与|参加|协助|协办|协同|主办|承办|负责|落实|实施|主管|主责|分工|组织|考核|联系|督导|指导)"
    r"(?:考核|责任|落实|配合|实施|完成|推进|负责|参与)?(?:及配合|和配合|及责任|和责任)?(?:单位|部门|处室|科室|主体|机构|地区|领导|股室|人|级)?(?:及分工|和分工)?|"
    r"牵头|配合|时间(?:节点|要求|进度|安排)|(?:完成|办理|落实|推进|实施)?(?:时限|期限|时间|日期)(?:要求)?|进度安排|工作时限)\s*(?:[：:∶﹕︰]|为(?=[省市县区州]))")
OTHER_LABEL = re.compile(r"(?<=[；;，,。])\s*[\u4e00-\u9fff]{2,6}[：:∶](?=[\u4e00-\u9fff])")
"""A label that names no units (适用范围：…): what it labels is no part of the list."""
TIME_LABEL = re.compile(r"时限|期限|时间|日期|进度")
LEAD_WORDS, SUPPORT_WORDS = re.compile(r"牵头|主办|主责|组织"), re.compile(r"配合|参与|参加|协助|协办|协同")
VERB = re.compile(
    r"(?P<lead>(?:等)?(?:共同|联合|分别|具体|按(?:照)?(?:职责|职能)?(?:分工)?)?(?:牵头(?:负责|组织|实施|推进|落实|抓总)?|负责牵头|主办|为主|总牵头|统筹))|"
    r"(?P<support>(?:等)?(?:共同|积极|按(?:照)?(?:各自)?(?:职责|职能)?(?:分工)?)?(?:(?:予以|做好|给予)?(?:配合|参与|参加|协助|协办|协同)(?:落实|实施|推进|配合|负责|支持)?))|"
    r"(?P<responsible>(?:等)?(?:(?:共同|具体|分别|各自|主要|依|根据|按(?:照)?)*(?:各自|部门)?(?:职责|职能|权限|管辖权限|职责权限)?(?:分工|范围)?(?:抓好|做好|予以|共同|分别|具体|组织|各自|牵头)*"
    r"(?:负责(?:落实|实施|推进|制定|组织|组织实施)?|落实|实施|承担|推进|指导)|按(?:照)?(?:职责|职能)(?:分工)?|分工负责))")
INNER = re.compile(r"推进|实施|落实|承担|指导")
JOIN = re.compile(r"会同|商(?=[省市国自各有县区州财发])|联合(?!会|社|国|体|大学)")
TIME = re.compile(
    r"(?:20\d\d年)?(?:\d{1,2}月|[一二三四]季度|上半年|下半年|年)(?:\d{1,2}日)?(?:底|末|中旬|上旬|下旬|份)?(?:之?前|以前)?(?:(?:基本|全面|全部)?(?:完成|启动|见效|取得[^，,；;）)、]{0,8}成效)(?:并?持续推进)?)?|"
    r"(?:长期|持续|常态化?|每年|每季度|每月|全年|年内|贯穿全年|分年度|按[^，,；;）)：:]{2,14}(?:部署|安排|要求|进度)|[“”\"十二三四五]+[期末时]?间?[期末]?)(?:坚持|推进|实施|开展|落实|进行|推动|持续推进|完成|末|期间)?")


@dataclass(frozen=True, slots=True)
class Listed:
    """One unit of a list, with its role there."""

    name: Name
    role: Role


@dataclass(frozen=True, slots=True)
class Reading:
    """What a list says: its units in order, whether it is open (等), the time limit printed in it, whether it names
    roles itself (牵头, 配合)."""

    units: tuple[Listed, ...]
    open: bool = False
    deadline: str | None = None
    ranked: bool = False


def read(text: str, start: int, end: int) -> Reading | None:
    """Reads text[start:end] as a list; None where it is none."""
    units: list[Listed] = []
    is_open, deadline, labelled = False, None, False
    for label, a, b in _labelled(text, start, end):
        labelled |= bool(label)
        if label and TIME_LABEL.search(label):
            deadline = text[a:b].strip(" \u3000，,；;。、") or deadline
            continue
        run = _run(text, a, b, _label_role(label))
        if run is None:
            time = TIME.fullmatch(text[a:b].strip(" \u3000，,；;。"))
            if time:
                deadline = deadline or time[0]
                continue
            return None
        found, more, time_said = run
        units += found
        is_open |= more
        deadline = deadline or time_said
    if not units and not (labelled and deadline):
        return None
    ranked = any(u.role == "lead" for u in units)
    if not (ranked or labelled) and any(u.role == "support" for u in units):  # A负责，B参与: A leads beside B
        units = [u if u.role == "support" else replace(u, role="lead") for u in units]
    if ranked:
        units = [u if u.role == "lead" else replace(u, role="support") for u in units]
    return Reading(tuple(units), is_open, deadline, ranked or any(u.role == "support" for u in units))


def _label_role(label: str) -> Role | None:
    if not label:
        return None
    if LEAD_WORDS.search(label) and not re.search(r"及配合|和配合", label):
        return "lead"
    return "support" if SUPPORT_WORDS.search(label) else "responsible"


def _labelled(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """(label, start, end) of each labelled stretch; label is "" for what stands before the first."""
    marks = [m for m in LABEL.finditer(text, start, end)]
    if (other := next((m for m in OTHER_LABEL.finditer(text, start, end) if not any(k.start() < m.end() and m.start() < k.end() for k in marks)), None)):
        end = other.start()
        marks = [m for m in marks if m.end() <= end]
    found: list[tuple[str, int, int]] = []
    first = marks[0].start() if marks else end
    if text[start:first].strip(" \u3000，,；;。、"):
        found.append(("", start, first))
    for i, m in enumerate(marks):
        found.append((m["label"], m.end(), marks[i + 1].start() if i + 1 < len(marks) else end))
    return found


def _depths(text: str, start: int, end: int) -> list[int]:
    depth, found = 0, []
    for c in text[start:end]:
        if c in OPENING:
            depth += 1
        found.append(depth)
        if c in CLOSING:
            depth = max(0, depth - 1)
    return found


def _run(text: str, start: int, end: int, label_role: Role | None) -> tuple[list[Listed], bool, str | None] | None:
    """One labelled stretch: runs of names, each closed by its verb (A牵头，B、C配合，D负责)."""
    units: list[Listed] = []
    is_open, deadline, at = False, None, start
    depths = _depths(text, start, end)
    verbs = [m for m in VERB.finditer(text, start, end)
             if depths[m.start() - start] == 0 and _closes(text, m.end(), end)]
    for verb in [*verbs, None]:
        stop = verb.start() if verb else end
        role: Role | None = verb.lastgroup if verb else None  # type: ignore[assignment]
        at, time = _skip_time(text, at, stop)
        deadline = deadline or time
        if text[at:stop].strip(" \u3000，,；;。、等"):
            parts = _joined(text, at, stop)
            for n, (a, b) in enumerate(parts):
                listed = names(text, a, b)
                if listed is None:
                    return None
                is_open |= listed[1]
                for name in listed[0]:
                    own: Role = role or label_role or "responsible"
                    if label_role and role in (None, "responsible"):
                        own = label_role
                    if len(parts) > 1:
                        own = "lead" if n == 0 else "support"
                    if re.match(r"牵头|主办|主责", name.note):
                        own = "lead"
                    units.append(Listed(name, own))
        if verb:
            is_open |= verb[0].startswith("等")
            at = verb.end()
    return units, is_open, deadline


def _closes(text: str, at: int, end: int) -> bool:
    """Whether a role verb ends there: what follows is a separator, a further name or the end, not the rest of a word."""
    rest = text[at:end].lstrip()
    if INNER.match(text[:at][-2:]) and re.match(r"[\u4e00-\u9fff]", rest):  # 省推进…工作组: a name's own word
        return False
    return not rest or rest[0] in "，,；;。、）)：:\u3000 " or bool(re.match(r"[省市县区州各国自由等]|[\u4e00-\u9fff]{2,}", rest)) and rest[0] not in "人单部"


def _joined(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    m = JOIN.search(text, start, stop)
    if m and m.start() > start and text[start:m.start()].strip():
        return [(start, m.start()), (m.end(), stop)]
    return [(start, stop)]


def _skip_time(text: str, at: int, stop: int) -> tuple[int, str | None]:
    """A time limit printed before the names (8月底完成，牵头考核单位：…)."""
    lead = re.match(r"[\s，,；;。、]*", text[at:stop])
    begin = at + (lead.end() if lead else 0)
    m = TIME.match(text, begin, stop)
    if m and (m.end() == stop or text[m.end()] in "，,；;。、"):
        return m.end(), m[0]
    return at, None
