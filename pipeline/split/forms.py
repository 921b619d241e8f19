"""Forms of front and end matter: what a line is by its own wording, and cutting what ran together in one line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.model import ClauseKind
from pipeline.split import markers
from pipeline.split.lines import SPACE, Piece

GENRES = (
    "通知|意见|方案|办法|措施|规划|计划|条例|规定|细则|决定|公告|通告|公报|函|批复|报告|纲要|要点|指南|预案|政策|安排|清单|目录|法|公示|令|任务|"
    "制度|标准|规则|规范|章程|议案|纪要|通报|请示|行动|倡议书"
)
_YEAR = r"[12１２][0-9０-９]{3}|[〇○零一二三四五六七八九Ｏ]{4}"
DAY = (
    rf"(?:{_YEAR})\s?年\s?[0-9０-９一二三四五六七八九十]{{1,3}}\s?月(?:\s?[0-9０-９一二三四五六七八九十]{{1,3}}\s?日)?"
)
DATE = re.compile(rf"^[（(]?{DAY}[）)]?$")
DATE_INSIDE = re.compile(DAY)
_DOC_NUMBER = r"[^\s，。；：、《》（()）]{1,18}?[〔\[［【(（]\s?[12１２][0-9０-９]{3}\s?(?:年)?[〕\]］】)）]\s?第?\s?[0-9０-９]{1,5}\s?号"
DOC_NUMBER = re.compile(
    rf"^[（(]?(?:{_DOC_NUMBER}|第\s?[0-9０-９一二三四五六七八九十百]{{1,6}}\s?号|[A-Z]{{2,8}}[—\-–—\d]{{6,20}})[）)]?$"
)
_RUN_TITLE = re.compile(rf"^([^。]{{6,90}}(?:{GENRES})(?:[（(][^（）()]{{2,12}}[）)])?)\s?(?=[（(]?{_DOC_NUMBER})")
_RUN_NUMBER = re.compile(rf"^([（(]?{_DOC_NUMBER}[）)]?)\s*(?=\S)")
_RUN_RECIPIENTS = re.compile(
    r"^(.{8,80}?(?:通知|意见|函|措施|方案|办法|决定))(?=(?:各|市级|省级|省直|市直|县级|区级|自治区|有关|州级)[^。]{2,400}?[：:]$)"
)
_RECIPIENTS_THEN = re.compile(
    r"^([^。；]{4,600}?(?:单位|政府|部门|机构|委员会|办公室|办事处|委、办、局|院校|企业|公司|银行|[局厅])(?:[）)])?[：:])(?=\S)"
)
RECIPIENTS = re.compile(
    r"(?:政府|部门|单位|机构|[委办厅局部]|办事处|办公室|处室|公司|院校|学校|委员会|管委会|企业|代表|同志|银行|协会|机关|科室|直属|团体|等)(?:[（(][^（）()]{1,8}[）)])?\s?[）)]?\s?[：:]\s*$|"
    r"^各[^。；：，]{0,24}(?:残联|联合会|[园校院所站社区市县州盟旗乡镇]|街道)[：:]\s*$"
)
NOTICE = re.compile(
    r"印发(?:给)?你们|现(?:将|予|印|公布|发布|转发|就)|请(?:认真|遵照|贯彻|结合|按照|各)|公布如下|特此(?:通知|公告|通告)|"
    r"已经.{2,60}?(?:同意|审议|通过|批准)|予以(?:公布|发布|印发)|公示如下|下发给你们"
)
SMALL_NOTICE = re.compile(
    r"^[（(](?:此件|本文|主动公开|公开|依申请|此文|联系人|信息公开)[^（）()]*[）)]$|^特此(?:通知|公告)[。]?$|^全文如下[：:]?$|^以下[为是].{0,8}全文[：:]?$|"
    r"^(?:抄送|主送|联系人|联系电话|监督电话|电子邮箱|邮政地址|相关解读|发布(?:部门|日期|时间)|实施日期|时效性|效力级别|法规类别|来源|时间|浏览|信息来源|索引号|公开方式)[：:]|^(?:19|20)\d\d[-年.]\d{1,2}[-月.]\d{1,2}日?\s*\d{1,2}[:：时]|^[\u4e00-\u9fff]{2,6}日报$|^[\u4e00-\u9fff]{2,20}文件$|^<!--.*-->$"
)
SIGNATURE = re.compile(
    r"^[\u4e00-\u9fff“”·、（）() \u3000\xa0ㅤ]{0,200}?(?:政府|办公室|办公厅|委员会|管委会|[厅局部委行署院社办]|国务院|中央|总队|公司|中心|联合会|残联|总工会|妇联|协会|代章[）)]|监管局|管理局|"
    r"指挥部|领导小组|联席会议)$"
)
_PERSON = re.compile(
    r"^(?:(?:国务院)?总理|[\u4e00-\u9fff]{2,14}?(?:省长|市长|主席|主任|州长|县长|部长|局长))[ \u3000\xa0]*[\u4e00-\u9fff]{0,2}[ \u3000]*[\u4e00-\u9fff]{0,3}$|"
    r"^(?:部长|省长|市长|州长|县长|区长|主席|主任|局长|署长|行长)[ \u3000\xa0]*(?!会议|办公|负责)[\u4e00-\u9fff][ \u3000]*[\u4e00-\u9fff]{1,3}$"
)
SENT_TO = re.compile(r"^(?:抄送|抄报|分送|主送|报送)\s?[：:]")
PRINTED = re.compile(rf"{DAY}\s*印发[。]?$")
"""The last lines of an official document: to whom it is sent too, who printed it and when (GB/T 9704-2012, 7.4)."""
NAME_ALONE = re.compile(r"^[\u4e00-\u9fff](?:[ \u3000]*[\u4e00-\u9fff]){1,2}$")
TOC = re.compile(r"^目[ \u3000]*(?:录|次)$")
LEADERS = re.compile(r"\.{5,}|…{3,}|·{5,}|．{5,}")
_SIGNED_DATE = re.compile(rf"^([^。；：\d]{{2,60}}?)[ \u3000\xa0ㅤ]*({DAY})$")
_DATE_THEN = re.compile(rf"^({DAY})\s*([（(](?:此件|本文|主动公开|公开|依申请)[^（）()]*[）)]|相关(?:解读|链接|文件|附件)[：:].*)$")
LINK_LINE = re.compile(r"^[【\[（(]?(?:点击(?:查看|阅读|下载|进入)|(?:相关)?政策解读[】\]]?[:：]|(?:相关)?解读链接|联系(?:科室|处室|人|电话)[:：])")
"""A line above a document that leads to another page or names whom to ask (点击查看政策解读：…): no title."""
TITLE_ADD = re.compile(r"^[（(][^（）()]{2,24}[）)]$")
HISTORY = re.compile(rf"^[（(]?.{{0,6}}{DAY}.{{0,400}}(?:通过|修订|修正|公布|发布|批准|施行)[^。]{{0,60}}[）)]?$")
MEETING = re.compile(r"^(?:[—\-]{1,2}\s?\d{4}年.{4,50}|\d{4}年.{6,50}会议上?)$")
MEETING_END = re.compile(r"^.{4,30}会议上$")
_WEB = re.compile(r"(?<=\S)(?<!信息)(?<!文章)(?<!稿件)\s*(?=(?:来源|发布时间|发布日期|信息来源)[：:])")
_SIGNED_NOTICE = re.compile(
    rf"^(.{{10,600}}?。)\s*([\u4e00-\u9fff]{{2,30}}?(?:政府|办公厅|办公室|委员会|[厅局委部]))\s*({DAY})\s*(?=\S)"
)
COMPLETE = re.compile(r"的(?:通知|意见|函|决定|公告|通告|公示)$|(?:条例|办法|法)(?:[（(][^（）()]{2,6}[）)])?$")
BODY_NAME = re.compile(r"(?:令|公告|大会|委员会)$")
_REMARK = re.compile(r"^[（(](?:此件|本文|主动公开)[^（）()]{1,12}[）)]")
FURTHEST = 60


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
            dated = _DATE_THEN.match(piece.text)
            if dated and piece.marker is None:
                texts = [dated[1], dated[2]]
            elif signed and SIGNATURE.match(signed[1].strip(SPACE)) and piece.marker is None:
                texts = [signed[1].strip(SPACE), signed[2]]
        if len(texts) == 1:
            out.append(piece)
        else:
            out += [Piece(t, marker=markers.find(t), ended=piece.ended) for t in texts]
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
    if (m := _REMARK.match(rest)) and len(rest) > m.end():
        texts.append(m[0])
        rest = rest[m.end() :].strip(SPACE)
    if texts and (m := re.match(r"^(.{4,80}\S)\s*(目[ \u3000]*录)$", rest)):
        texts.append(m[1])
        rest = m[2]
    return [*texts, rest] if texts else [text]


def is_signature(text: str) -> bool:
    """Whether a line is the name of one or several public bodies, or of the person who signs for them."""
    if len(text) > 200 or "。" in text or "，" in text or re.search(r"关于|印发", text):
        return False
    return bool(SIGNATURE.match(text) or _PERSON.match(text))


def atom(text: str) -> ClauseKind | None:
    """What a line is by its own form, wherever it stands in front or end matter."""
    if DATE.match(text):
        return "date"
    if DOC_NUMBER.match(text):
        return "doc_number"
    if SMALL_NOTICE.match(text):
        return "notice"
    return None


def is_title(text: str) -> bool:
    """Whether a line has the form of a title or of a part of one."""
    if len(text) > 130 or text[-1] in "。；：:;，,、！!" or "。" in text:
        return False
    if "我代表" in text or text.count("，") > 3:
        return False
    return not text.startswith(("附件", "附表", "来源", "前言", "序言", "引言")) or len(text) > 30
