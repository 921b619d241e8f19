"""Sentences that name who acts: 由X负责, X牵头会同Y, X要…, X统筹安排…; told apart from mention without task (报X备案,
经X批准, 指导X). Source: eval/GUIDELINES, section 2.

A subject stands where a part of a sentence begins. It is read as a list of public bodies that ends where a word follows
that can only begin a predicate: a word of duty (要, 应, 负责), of role (牵头, 会同), an adverb or a verb of administration."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.lexicon import stems
from corpus.model import Clause, Metadata, Role
from pipeline.tag.names import CLOSING, OPENING, Name, names
from pipeline.tag.predicates import (
    ADVERB,
    ATTRIBUTE,
    BARE_VERB,
    BROKEN,
    BY,
    DENIED,
    DUTY,
    PAST,
    ROLE_VERB,
    is_body,
    is_public,
)
from pipeline.tag.roles import Listed, Reading

SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
TOLD = re.compile(r"\s*(?:[“\"]?十[一二三四]?五[”\"]?以来|近年来|[五一几]年来|过去[一五]?年|截至|截止|党的十[八九]大以来)")
"""Such a sentence tells what was done."""
HALF = re.compile(r"[^；;]+")
PART = re.compile(r"[，,：:\u3000 ]+|(?<=[）)])(?<!市、区[）)])(?<![(（][市区县][)）])")
OPENER = re.compile(
    r"(?:[一二三四五六七八九十]{1,2}(?:是|要)|[（(]?\d{1,2}[）)．.、](?!\d)|[①-⑳]|同时|此外|其中|原则上|另外|首先|其次|最后|因此|并|且|期间|今后|请(?!示)|"
    r"每年|到?20\d\d年(?:\d{1,2}月)?(?:底|末)?(?:之?前)?|从20\d\d年起|年底前|\d{1,2}月底前)*")
FOLLOW = re.compile(f"(?P<role>{ROLE_VERB})|(?P<duty>{DUTY})|(?P<adverb>{ADVERB})|(?P<bare>{BARE_VERB})")
AFTER_BY = re.compile(f"{BY}|{FOLLOW.pattern}")
LAST_LETTERS = frozenset("局委厅办署部会社院司处科室股站队校团联府门位心构关区县市州盟旗镇乡村街级地组班台行所财政员警）)〕]〉】，, 体")
"""Letters that a subject without 由 can end with: a predicate after another letter has another subject."""
NO_SUBJECT = re.compile(
    r"鼓励|支持|指导|推动|引导|督促|要求|对|报|经|向|根据|按(?!职责)|通过|组织|协调|促进|依托|会同|提请|接受|服从|帮助|协助|配合|凡|将|为|在|与|给|同|以|从|自(?!治)|是|如|联合|协助|可|更|并|但|则|凡|注重|突出|形成|坚持|合理|具体(?!负责)|"
    r"建立|完善|健全|加强|加大|强化|落实|推进|发挥|明确|成立|设立|制定|开展|实施|依据|依照|涉及|属于|作为|符合|经过|包括|未|无|及时|积极|严格|进一步|充分")
HELPERS = re.compile(r"(?P<with>会同|商|联合|协同)(?=[\u4e00-\u9fff])|[，,、；;和](?:并?由)?(?P<who>[^，,。；;]{2,60}?)(?:积极|予以|共同|按(?:照)?(?:各自)?职责(?:分工)?|做好)*(?P<verb>配合|参与|参加|协助|协同)")
WITH = re.compile(r"(?:^|[，,。；;])(?P<with>会同)")
LAST = re.compile(r"部门|单位|政府|委员会|办公室|[局委厅部办署]")
THEN = re.compile(r"[，,](?:应当?(?![急用对])|要(?!求)|必须|须)")
STOPS = re.compile("[，,。；;：:" + re.escape(OPENING + CLOSING) + "]")
SET_UP = re.compile(r"(?:设立|成立|组建)(?P<who>[^，,。；：]{4,30})[，,](?:统一|具体|主要)?(?=负责|承担|统筹)")
SEATED = re.compile(r"(?P<who>[^，,。；：]{3,24}?)设在[^，,。；]{2,30}[，,](?:具体)?(?=负责|承担)")
MAIN_BODY = re.compile(r"以(?P<who>[^，,。；]{3,20}?)为(?:工作|责任|实施|落实)?主体")
LABEL = re.compile(r"(?P<who>[^，,。；：:]{3,40})[：:](?=[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Assignment:
    """A sentence (`start`:`end` of the clause) that names its actors, and the rule that found it."""

    start: int
    end: int
    reading: Reading
    rule: str = "sentence"


@dataclass(frozen=True, slots=True)
class Actor:
    """One list of bodies in a sentence: their names, whether it is open, and the role that its words give."""

    names: tuple[Name, ...]
    open: bool
    role: Role
    end: int
    chief: bool = False  # 负总责: leads where others act beside it


def assignments(clause: Clause, covered: Sequence[tuple[int, int]], meta: Metadata) -> list[Assignment]:
    """The sentences of a clause, outside its lists, that tell a public body to act."""
    text = clause.text
    begin = len(clause.marker) if text.startswith(clause.marker) else 0
    if not covered and (label := _label(text, begin)) is not None:
        return [label]
    found = []
    for m in SENTENCE.finditer(text):
        a, b = m.span()
        for x, y in covered:
            if a <= x < b:
                b = x
            elif x < a < y:
                a = min(y, b)
        if b - a < 4 or TOLD.match(text, max(a, begin), b):
            continue
        halves = [_reading(actors) for half in HALF.finditer(text, max(a, begin), b) if (actors := list(_actors(text, *half.span())))]
        if halves:  # one sentence is one row; who leads and who supports is said within each of its halves
            units = {u.name.start: u for half in halves for u in half.units}
            found.append(Assignment(a, b, Reading(tuple(units.values()), any(h.open for h in halves), None, any(h.ranked for h in halves))))
    return found


def _label(text: str, begin: int) -> Assignment | None:
    """县财政局：落实资金…: the heading is who acts, the clause what is to be done."""
    m = LABEL.match(text, begin)
    if not m:
        return None
    got = _who(text, m.start("who"), m.end("who"))
    if got is None or not all(n.field or is_public(n.surface) for n in got[0]) or re.search(r"^各|^[一二三四五六七八九十\d“]|部门$|单位$|[省市]$", text[m.start("who"):m.end("who")]):
        return None
    actors = [Actor(tuple(got[0]), got[1], "responsible", m.end())]
    actors += _helpers(text, m.end(), len(text))
    return Assignment(begin and 0, len(text), _reading(actors), "label of a body")


def _reading(actors: Sequence[Actor]) -> Reading:
    """Roles over the whole sentence: beside another in support, an actor leads."""
    units: list[Listed] = []
    seen: set[int] = set()
    for actor in actors:
        role: Role = "lead" if actor.chief and len(actors) > 1 else actor.role
        for name in actor.names:
            if name.start not in seen:
                seen.add(name.start)
                units.append(Listed(name, role))
    roles = {u.role for u in units}
    if "support" in roles or "lead" in roles:
        other: Role = "support" if "lead" in roles else "lead"
        units = [Listed(u.name, other if u.role == "responsible" else u.role) for u in units]
    return Reading(tuple(units), any(a.open for a in actors), None, len(roles) > 1 or "lead" in roles)


def _actors(text: str, a: int, b: int) -> Iterator[Actor]:
    """The lists of bodies in text[a:b] that are told to act."""
    at = a
    for begin in _parts(text, a, b):
        if begin < at:
            continue
        actor = _subject(text, begin, b)
        if actor is None:
            continue
        yield actor
        at = actor.end
        yield from _helpers(text, actor.end, b)
    if at == a:
        for m in WITH.finditer(text, a, b):
            yield from _helpers(text, m.start("with"), b)
        for word, pattern in (("负责", SET_UP), ("承担", SET_UP), ("设在", SEATED), ("主体", MAIN_BODY)):
            for m in pattern.finditer(text, a, b) if text.find(word, a, b) >= 0 else ():
                got = _who(text, m.start("who"), m.end("who"))
                if got and all(n.field or is_public(n.surface) for n in got[0]):
                    yield Actor(tuple(got[0]), got[1], "responsible", m.end())


def _parts(text: str, a: int, b: int) -> list[int]:
    """Where a subject may begin: at the sentence's start, after a comma or colon, after an opener (一是), at 由."""
    found = set()
    for start in (a, *(m.end() for m in PART.finditer(text, a, b))):
        while start < b and text[start].isspace():
            start += 1
        found.add(OPENER.match(text, start, b).end())  # type: ignore[union-attr]
    for word, to in (("由", 0), ("授权", 2), ("责成", 2)):
        at = text.find(word, a, b)
        while at >= 0:
            found.add(at + to)
            at = text.find(word, at + 1, b)
    return sorted(found)


def _subject(text: str, begin: int, b: int) -> Actor | None:
    """The bodies whose list begins there, where a predicate follows it."""
    by = text.startswith("由", begin)
    if by and (text[max(0, begin - 1):begin] in ("自", "缘", "理", "经") or text.startswith(("由于", "由此", "由来"), begin)):
        return None
    start = begin + by
    if not by and NO_SUBJECT.match(text, start):
        return None
    stop = _stop(text, start, b)
    for m in (AFTER_BY if by else FOLLOW).finditer(text, start + 2, min(stop, start + 160)):
        if not by and text[m.start() - 1] not in LAST_LETTERS:
            continue
        got = _who(text, start, m.start())
        if got is None and by and text[start:m.start()] in stems():  # 由体育牵头
            got = [Name(text[start:m.start()], start, m.start(), field=True)], False
        if got is None:
            continue
        bare = not by and m["bare"] is not None
        strong = is_body if bare or m.lastgroup == "adverb" and not by else is_public
        if not all(n.field or strong(n.surface) for n in got[0]) or _broken(text, m.start()):
            continue
        rest = text[m.start():stop]
        if DENIED.search(rest[:24]) or not by and PAST.search(rest) or (by or bare) and ATTRIBUTE.match(rest):
            return None
        role: Role = "lead" if re.match(r"(?:负责|具体|每年|共同|联合|总|轮流|适时|要|应当?)*(?:牵头|为主|主办|统筹负责|抓总)", rest) else "responsible"
        return Actor(tuple(got[0]), got[1], role, m.start(), bool(re.match(r"[^，。；]{0,24}负总责", rest)))
    then = THEN.search(text, start, stop)
    return _conditional(text, start, then.start()) if then else None


def _conditional(text: str, start: int, stop: int) -> Actor | None:
    """政务部门采集数据，应当…: a body, what it is about, and its duty after a comma."""
    for m in LAST.finditer(text, start, stop - 1):
        got = _who(text, start, m.end())
        if got and all(n.field or is_body(n.surface) for n in got[0]) and not _broken(text, m.end()):
            return Actor(tuple(got[0]), got[1], "responsible", m.end())
    return None


def _broken(text: str, end: int) -> bool:
    """Whether the ending of a name goes on into another word (…办公, 政府采购)."""
    return any((m := BROKEN.match(text, end - n)) is not None and m.end() == end for n in (1, 2))


def _stop(text: str, start: int, b: int) -> int:
    """Where the part that begins there ends: at the first comma outside brackets."""
    depth = 0
    for m in STOPS.finditer(text, start, b):
        i, c = m.start(), m[0]
        if c in OPENING:
            depth += 1
        elif c in CLOSING:
            depth -= 1
        elif depth <= 0 and c in "，,。；;：:":
            # 各镇街、住建等部门，要…: a comma between subject and duty
            if c in "，," and re.match(r"(?:要(?!求)|应当?|须|必须)", text[i + 1:i + 4]):
                continue
            return i
    return b


def _helpers(text: str, a: int, b: int) -> Iterator[Actor]:
    """会同Y, 联合Y, …，Y配合: who stands beside the subject."""
    for m in HELPERS.finditer(text, a, b):
        if m["with"]:
            if m["with"] == "商" and not re.match(r"[省市县区州国自各有财发]", text[m.end():m.end() + 1]):
                continue
            stop = _stop(text, m.end(), b)
            ends = [e.end() for e in LAST.finditer(text, m.end(), stop)][::-1]
            for cut in (*(f.start() for f in FOLLOW.finditer(text, m.end() + 2, stop)), stop, *ends):
                got = _who(text, m.end(), cut)
                if got and all(is_public(n.surface) or got[1] for n in got[0]):
                    yield Actor(tuple(got[0]), got[1], "support", cut)
                    break
        else:
            got = _who(text, m.start("who"), m.end("who"))
            if got and all(n.field or is_public(n.surface) for n in got[0]):
                yield Actor(tuple(got[0]), got[1], "support", m.end())


def _who(text: str, a: int, b: int) -> tuple[list[Name], bool] | None:
    """The bodies that text[a:b] lists."""
    said = text[a:b].rstrip("，, ")
    if not 2 <= len(said) <= 150 or said[0] in "的了":
        return None
    return names(text, a, a + len(said))
