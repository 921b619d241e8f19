"""Front and end matter: title, document number, recipients, the covering notice, signature, date, table of contents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpus.model import ClauseKind
from pipeline.split import markers
from pipeline.split.lines import SPACE, Piece

GENRES = (
    "通知|意见|方案|办法|措施|规划|计划|条例|规定|细则|决定|公告|通告|公报|函|批复|报告|纲要|要点|指南|预案|政策|安排|清单|目录|法|公示|令|任务|"
    "制度|标准|规则|规范|章程|议案|纪要|通报|请示|行动|倡议书"
)
_YEAR = r"[12１２][0-9０-９]{3}|[〇○零一二三四五六七八九Ｏ]{4}"
_DAY = rf"(?:{_YEAR})\s?年\s?[0-9０-９一二三四五六七八九十]{{1,3}}\s?月(?:\s?[0-9０-９一二三四五六七八九十]{{1,3}}\s?日)?"
DATE = re.compile(rf"^[（(]?{_DAY}[）)]?$")
DATE_INSIDE = re.compile(_DAY)
_DOC_NUMBER = r"[^\s，。；：、《》（()）]{1,18}?[〔\[［【(（]\s?[12１２][0-9０-９]{3}\s?(?:年)?[〕\]］】)）]\s?第?\s?[0-9０-９]{1,5}\s?号"
DOC_NUMBER = re.compile(rf"^[（(]?(?:{_DOC_NUMBER}|第\s?[0-9０-９一二三四五六七八九十百]{{1,6}}\s?号|[A-Z]{{2,8}}[—\-–—\d]{{6,20}})[）)]?$")
_RUN_TITLE = re.compile(rf"^([^。]{{6,90}}(?:{GENRES})(?:[（(][^（）()]{{2,12}}[）)])?)\s?(?=[（(]?{_DOC_NUMBER})")
_RUN_NUMBER = re.compile(rf"^([（(]?{_DOC_NUMBER}[）)]?)\s*(?=\S)")
_RUN_RECIPIENTS = re.compile(r"^(.{8,80}?(?:通知|意见|函|措施|方案|办法|决定))(?=(?:各|市级|省级|省直|市直|县级|区级|自治区|有关|州级)[^。]{2,400}?[：:]$)")
_RECIPIENTS_THEN = re.compile(r"^([^。；]{4,600}?(?:单位|政府|部门|机构|委员会|办公室|办事处|委、办、局|院校|企业|公司|银行|[局厅])(?:[）)])?[：:])(?=\S)")
RECIPIENTS = re.compile(r"(?:政府|部门|单位|机构|[委办厅局部]|办事处|处室|公司|院校|学校|委员会|管委会|企业|代表|同志|银行|协会|机关|科室|直属|团体|等)\s?[）)]?\s?[：:]\s*$")
NOTICE = re.compile(
    r"印发(?:给)?你们|现(?:将|予|印|公布|发布|转发|就)|请(?:认真|遵照|贯彻|结合|按照|各)|公布如下|特此(?:通知|公告|通告)|"
    r"已经.{2,60}?(?:同意|审议|通过|批准)|予以(?:公布|发布|印发)|公示如下|下发给你们"
)
_SMALL_NOTICE = re.compile(
    r"^[（(](?:此件|本文|主动公开|公开|依申请|此文|联系人|信息公开)[^（）()]*[）)]$|^特此(?:通知|公告)[。]?$|^全文如下[：:]?$|^以下[为是].{0,8}全文[：:]?$|"
    r"^(?:抄送|主送|联系人|联系电话|监督电话|电子邮箱|邮政地址|相关解读|发布(?:部门|日期|时间)|实施日期|时效性|效力级别|法规类别|来源|时间|浏览|信息来源|索引号|公开方式)[：:]|^(?:19|20)\d\d[-年.]\d{1,2}[-月.]\d{1,2}日?\s*\d{1,2}[:：时]|^[\u4e00-\u9fff]{2,6}日报$|^[\u4e00-\u9fff]{2,20}文件$"
)
_SIGNATURE = re.compile(
    r"^[\u4e00-\u9fff“”·、（）() \u3000\xa0ㅤ]{0,200}?(?:政府|办公室|办公厅|委员会|管委会|[厅局部委行署院社办]|国务院|中央|总队|公司|中心|代章[）)]|监管局|管理局|"
    r"指挥部|领导小组|联席会议)$"
)
_PERSON = re.compile(r"^(?:(?:国务院)?总理|[\u4e00-\u9fff]{2,14}?(?:省长|市长|主席|主任|州长|县长|部长|局长))[ \u3000\xa0]*[\u4e00-\u9fff]{0,2}[ \u3000]*[\u4e00-\u9fff]{0,3}$")
_NAME_ALONE = re.compile(r"^[\u4e00-\u9fff](?:[ \u3000]*[\u4e00-\u9fff]){1,2}$")
_TOC = re.compile(r"^目[ \u3000]*(?:录|次)$")
_LEADERS = re.compile(r"\.{5,}|…{3,}|·{5,}|．{5,}")
_SIGNED_DATE = re.compile(rf"^([^。；：\d]{{2,60}}?)[ \u3000\xa0ㅤ]*({_DAY})$")
_TITLE_ADD = re.compile(r"^[（(][^（）()]{2,24}[）)]$")
_HISTORY = re.compile(rf"^[（(]?.{{0,6}}{_DAY}.{{0,400}}(?:通过|修订|修正|公布|发布|批准|施行)[^。]{{0,60}}[）)]?$")
_MEETING = re.compile(r"^(?:[—\-]{1,2}\s?\d{4}年.{4,50}|\d{4}年.{6,50}会议上?)$")
_MEETING_END = re.compile(r"^.{4,30}会议上$")
_WEB = re.compile(r"(?<=\S)\s*(?=(?:来源|发布时间|发布日期|信息来源)[：:])")
_SIGNED_NOTICE = re.compile(rf"^(.{{10,600}}?。)\s*([\u4e00-\u9fff]{{2,30}}?(?:政府|办公厅|办公室|委员会|[厅局委部]))\s*({_DAY})\s*(?=\S)")
_COMPLETE = re.compile(rf"的(?:通知|意见|函|决定|公告|通告|公示)$|(?:条例|办法|法)(?:[（(][^（）()]{{2,6}}[）)])?$")
_BODY_NAME = re.compile(r"(?:令|公告|大会|委员会)$")
_FURTHEST = 60


def prepare(parts: Sequence[Piece]) -> list[Piece]:
    """Cuts front and end matter that runs together in one line: title, number and recipients; signature and date."""
    out: list[Piece] = []
    for i, piece in enumerate(parts):
        if piece.row:
            out.append(piece)
            continue
        texts = _cut_front(piece.text) if i < 12 and len(out) < 14 else [piece.text]
        if len(texts) == 1 and len(piece.text) < 90:
            signed = _SIGNED_DATE.match(piece.text)
            if signed and _SIGNATURE.match(signed[1].strip(SPACE)) and piece.marker is None:
                texts = [signed[1].strip(SPACE), signed[2]]
        if len(texts) == 1:
            out.append(piece)
        else:
            out += [Piece(t, marker=markers.find(t)) for t in texts]
    return out


def _cut_front(text: str) -> list[str]:
    texts: list[str] = []
    rest = text
    if len(text) < 200 and "。" not in text and (m := _WEB.search(text)):
        return [text[: m.start()].strip(SPACE), text[m.end() :].strip(SPACE)]
    if markers.find(text) is None and (m := _RUN_TITLE.match(rest)) and len(rest) > m.end():
        texts.append(m[1].strip(SPACE))
        rest = rest[m.end() :].strip(SPACE)
    if (m := _RUN_NUMBER.match(rest)) and (texts or RECIPIENTS.search(rest) or _RECIPIENTS_THEN.match(rest[m.end() :])):
        texts.append(m[1].strip(SPACE))
        rest = rest[m.end() :].strip(SPACE)
        if (m := _RECIPIENTS_THEN.match(rest)) and len(rest) - m.end() > 10:
            texts.append(m[1])
            rest = rest[m.end() :].strip(SPACE)
    elif not texts and (m := _RUN_RECIPIENTS.match(rest)):
        texts.append(m[1])
        rest = rest[m.end() :].strip(SPACE)
    if len(rest) > 100 and NOTICE.search(rest[:400]) and (m := _SIGNED_NOTICE.match(rest)):
        texts += [m[1], m[2], m[3]]
        rest = rest[m.end() :]
    return [*texts, rest] if texts else [text]


def is_signature(text: str) -> bool:
    """Whether a line is the name of one or several public bodies, or of the person who signs for them."""
    if len(text) > 200 or "。" in text or "，" in text or re.search(r"关于|印发", text):
        return False
    return bool(_SIGNATURE.match(text) or _PERSON.match(text))


def _atom(text: str) -> ClauseKind | None:
    """What a line is by its own form, wherever it stands in front or end matter."""
    if DATE.match(text):
        return "date"
    if DOC_NUMBER.match(text):
        return "doc_number"
    if _SMALL_NOTICE.match(text):
        return "notice"
    return None


def kinds(parts: Sequence[Piece]) -> list[ClauseKind | None]:
    """The kind of every piece of front and end matter; None for the body."""
    out: list[ClauseKind | None] = [None] * len(parts)
    at = _front(parts, out)
    _contents(parts, out, at)
    _end(parts, out, at)
    _inner_titles(parts, out)
    _signed_inside(parts, out, at)
    return out


def _front(parts: Sequence[Piece], out: list[ClauseKind | None]) -> int:
    """Fills in the front matter and returns where the body begins."""
    first = next((i for i, p in enumerate(parts) if p.row or (p.marker and p.marker.style != "annex") or _TOC.match(p.text)), len(parts))
    first = min(first, _FURTHEST)
    covered = _cover_end(parts, first)
    i = 0
    titled = False
    while i < first:
        text = parts[i].text
        kind = _atom(text)
        if kind is None and RECIPIENTS.search(text) and len(text) < 700 and "。" not in text and not re.match(r"附[件表]", text):
            kind = "recipients"
        elif kind is None and (_MEETING.match(text) or (i and out[i - 1] == "notice" and _MEETING_END.match(text))):
            kind = "notice"
        elif kind is None and titled and _HISTORY.match(text) and len(text) < 500 and not NOTICE.search(text):
            kind = "notice"
        elif kind is None and i < covered:
            if is_signature(text) and i > 0 and not (len(text) > 4 and _titles_on(parts, i, first)):
                kind = "signature"
            elif _is_title(text) and not (parts[i].marker and i > 1):
                kind = "title"
            else:
                kind = "notice"
        elif kind is None and NOTICE.search(text) and covered and i <= covered and "制定" not in text[-12:]:
            kind = "notice"
        elif kind is None and is_signature(text) and not _titles_on(parts, i, first):
            kind = "signature"
        elif kind is None and titled and _NAME_ALONE.match(text) and i > 0 and out[i - 1] == "signature":
            kind = "signature"
        elif kind is None and _TITLE_ADD.match(text) and i > 0 and out[i - 1] == "title":
            kind = "title"
        elif kind is None and _is_title(text) and not parts[i].marker and (not titled or _last_title(out, i) >= i - 1 or i <= covered + 1 or out[i - 1] == "doc_number"):
            kind = "title"
        if kind is None:
            break
        titled = titled or kind == "title"
        out[i] = kind
        i += 1
    # The text proper after a decision that passes it: its title stands there once more.
    named = {"".join(t.split()) for p in parts[:i] for t in [p.text, *re.findall(r"《([^《》]+)》", p.text)]}
    for j in range(i, first):
        if "".join(parts[j].text.split()) in named and _is_title(parts[j].text):
            out[j] = "title"
            if j + 1 < first and _HISTORY.match(parts[j + 1].text):
                out[j + 1] = "notice"
    return i


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
    signs = [i for i in range(1, first) if DATE.match(parts[i].text) or _SMALL_NOTICE.match(parts[i].text) or is_signature(parts[i].text)]
    dates = [i for i in range(1, first) if DATE.match(parts[i].text)]
    if not dates and notice is None:
        return 0
    if not dates and notice is not None and not any(i > notice for i in signs):
        # A notice that is itself the document: its sentence leads into the body (…现通知如下：), no title follows.
        if not any(_is_title(parts[i].text) for i in range(notice + 1, first)):
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


def _is_title(text: str) -> bool:
    """Whether a line has the form of a title or of a part of one."""
    if len(text) > 130 or text[-1] in "。；：:;，,、！!" or "。" in text:
        return False
    if "我代表" in text or text.count("，") > 3:
        return False
    return not text.startswith(("附件", "附表", "来源", "前言", "序言", "引言")) or len(text) > 30


def _contents(parts: Sequence[Piece], out: list[ClauseKind | None], start: int) -> None:
    """Marks the table of contents: its heading, lines with leaders, and entries that stand in the text once more."""
    at = next((i for i in range(min(len(parts), start + 40)) if _TOC.match(parts[i].text)), None)
    for i, piece in enumerate(parts[:400]):
        if _LEADERS.search(piece.text) and not piece.row and len(_LEADERS.findall(piece.text)) * 60 > len(piece.text) / 4:
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
        if out[i] is None and _is_title(parts[i].text) and parts[i].marker is None and len(parts[i].text) < 30:
            continue
        break


def _signed_inside(parts: Sequence[Piece], out: list[ClauseKind | None], start: int) -> None:
    """Marks a signature and date that close the covering text, with annexes after it."""
    for i in range(start + 1, len(parts) - 1):
        after = parts[i + 1].marker
        if out[i] is not None or not DATE.match(parts[i].text) or not (out[i + 1] == "title" or after and after.style == "annex" or _atom(parts[i + 1].text)):
            continue
        j = i - 1
        while j > start and out[j] is None and parts[j].marker is None and not parts[j].row and len(parts[j].text) < 80 and is_signature(parts[j].text):
            out[j] = "signature"
            j -= 1
        out[i] = "date"


def _end(parts: Sequence[Piece], out: list[ClauseKind | None], start: int) -> None:
    """Marks signature, date and remarks at the end."""
    i = len(parts) - 1
    seen_date = False
    while i > start and out[i] is None and not parts[i].row and parts[i].marker is None:
        text = parts[i].text
        kind = _atom(text)
        if kind is None and re.search(rf"{_DAY}印发$", text) and len(text) < 60:
            kind = "notice"
        if kind is None and is_signature(text) and (seen_date or _SIGNATURE.match(text)) and len(text) < 80:
            kind = "signature"
        if kind is None or kind == "doc_number":
            break
        seen_date = seen_date or kind == "date"
        out[i] = kind
        i -= 1


def _inner_titles(parts: Sequence[Piece], out: list[ClauseKind | None]) -> None:
    """A second plan in the same document: a title between two outlines, right before the first number."""
    counts: dict[str, int] = {}
    for i, piece in enumerate(parts):
        marker = piece.marker
        if marker is not None:
            counts[marker.style] = 0 if marker.style == "annex" else marker.number
            if marker.style == "annex":
                counts.clear()
                counts["annex"] = 1
            continue
        if out[i] is not None or piece.row or not counts or len(piece.text) > 60 or not _is_title(piece.text):
            continue
        if not re.search(rf"(?:{GENRES})(?:[（(].{{2,16}}[）)])?$", piece.text):
            continue
        before = parts[i - 1].marker
        if before is not None and before.style == "annex" and len(parts[i - 1].text) < 8:
            out[i] = "title"
            continue
        follow = next((p.marker for p in parts[i + 1 : i + 6] if p.marker), None)
        if follow is not None and follow.style in ("cn", "chapter", "article") and follow.number == 1 and counts.get(follow.style, 0) >= 2:
            out[i] = "title"


def _goes_on(title: str, line: str) -> bool:
    """Whether `line` is the rest of the title before it, not a title of its own."""
    if _TITLE_ADD.match(line) or line.startswith(("的", "通知", "案》")):
        return True
    if line[:7] == title[:7]:
        return False
    return not (_COMPLETE.search(title) and (_BODY_NAME.search(line) or title.endswith(("通知", "意见", "函"))))


def join_titles(parts: Sequence[Piece], out: Sequence[ClauseKind | None]) -> tuple[list[Piece], list[ClauseKind | None]]:
    """Title lines one after another are one title."""
    pieces: list[Piece] = []
    found: list[ClauseKind | None] = []
    for piece, kind in zip(parts, out, strict=True):
        if kind == "title" and found and found[-1] == "title" and _goes_on(pieces[-1].text, piece.text):
            pieces[-1] = replace(pieces[-1], text=pieces[-1].text + piece.text)
            continue
        pieces.append(piece)
        found.append(kind)
    return pieces, found
