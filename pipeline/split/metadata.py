"""What a document says of itself: title, number, issuers, region, date, recipients, genre. Nothing is guessed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest

from corpus import regions
from corpus.model import BODY_KINDS, Clause, Metadata
from pipeline.split.forms import DATE_INSIDE, GENRES, PRINTED
from pipeline.split.lines import SPACE
from pipeline.split.markers import cn_number
from pipeline.split.titles import goes_on

_GENRE = re.compile(rf"({GENRES})(?:[（(][^（）()]*[）)])*$")
_BODY = r"(?:人民政府办公厅|人民政府办公室|政府办公厅|政府办公室|人民政府|委办公厅|委办公室|党委|管委会|委员会|国务院办公厅|国务院|中共中央|中央|办公厅|办公室|厅|局|部|委|院|公司|银行|中心|政府|监会|总署|协会|检察院|法院)"
_ISSUED = re.compile(rf"^(.{{2,90}}?{_BODY})(?:等\S{{1,4}}(?:部门|单位))?(?:印发|关于|转发|公布|发布|批转)")
_YEAR_TITLE = re.compile(r"^([\u4e00-\u9fff]{2,24}?(?:厅|局|委员会|委|办公室|办公厅|人民政府))(?=20\d\d年)")
_NATIONAL = re.compile(
    r"^(?:国务院|国家|中共中央|中央|全国|最高人民|工业和信息化部|生态环境部|财政部|住房和?城乡建设部|交通运输部|农业农村部|商务部|科学?技术?部|自然资源部|"
    r"教育部|公安部|民政部|司法部|人力资源社?和?社?会?保障部|水利部|文化和旅游部|应急管理部|中国人民银行|海关总署|税务总局|中华人民共和国)"
)
_ORDER = re.compile(r"(?:中华人民共和国)?([\u4e00-\u9fff]{2,20}?)令\s?第\s?(\d{1,4})\s?号")
_SPLIT_NAMES = re.compile(r"[\s\u3000\xa0ㅤ]+|(?<=[厅局部委行院室会府心])、")


def metadata(clauses: Sequence[Clause], name: str = "") -> Metadata:
    """The document's own account of itself, from its front and end matter; `name` is not read as evidence."""
    del name
    titles = _titles(clauses)
    own = [t for t in titles if not re.search(r"(?:令|公告|文件|大会|委员会)$", t)]
    title = _clean((own or titles)[0]) if titles else _cited_title(clauses)
    region, issuers = _place(clauses, title)
    number = next((c.text.strip("（）() ") for c in clauses if c.kind == "doc_number"), None)
    if number is None:
        inside = (
            re.search(r"[\u4e00-\u9fff]{2,8}〔\d{4}〕\d+号(?=.{0,4}发布)", c.text)
            for c in clauses[:10]
            if c.kind == "notice"
        )
        number = next((m[0] for m in inside if m), None)
        number = re.sub(r"^.*(?:政府|办公[厅室]|委员会)", "", number) if number else None
    if number is None and (order := _order(clauses)):
        number = f"{order[1]}令第{order[2]}号"
    recipients = next((c.text for c in clauses if c.kind == "recipients"), "")
    genre = _GENRE.search(title)
    return Metadata(
        title=title,
        doc_number=number,
        issuers=tuple(issuers),
        region=region,
        date=_date(clauses),
        recipients=_recipients(recipients),
        genre=genre[1] if genre else None,
    )


def _order(clauses: Sequence[Clause]) -> re.Match[str] | None:
    """The order that put a regulation into force, from the history under its title (国务院令第123号公布); None where there
    is none, or several (it was amended: each says another number)."""
    said = [m for c in clauses[:10] if c.kind == "notice" for m in _ORDER.finditer(DATE_INSIDE.sub("", c.text))]
    return said[0] if len({m[2] for m in said}) == 1 else None


def _titles(clauses: Sequence[Clause]) -> list[str]:
    """The titles that stand before the body begins; lines one after another that are one title are joined."""
    titles: list[str] = []
    before = ""
    for clause in clauses:
        after_title, before = before == "title", clause.kind
        if clause.kind == "title" and after_title and goes_on(titles[-1], clause.text):
            titles[-1] += clause.text
        elif clause.kind == "title":
            titles.append(clause.text)
        elif clause.kind in BODY_KINDS and not clause.marker.startswith("附"):
            break
    return titles


def _clean(title: str) -> str:
    """A title without the white space that only spreads its letters, nor the hash of a Markdown heading."""
    title = title.lstrip("# ")
    return re.sub(r"(?<=[\u4e00-\u9fff])[ \u3000\xa0]+(?=[\u4e00-\u9fff])", "", title).strip()


def _cited_title(clauses: Sequence[Clause]) -> str:
    """The title that the covering notice names, where none is printed."""
    for clause in clauses:
        if clause.kind == "notice" and (found := re.search(r"《([^《》]{4,90})》", clause.text)):
            return found[1]
    return ""


def _recipients(text: str) -> tuple[str, ...]:
    depth, parts, last = 0, [], 0
    for i, ch in enumerate(text):
        if ch in "（(":
            depth += 1
        elif ch in "）)":
            depth -= 1
        elif ch in "，,；;" and depth == 0:
            parts.append(text[last:i])
            last = i + 1
    parts.append(text[last:])
    out: list[str] = []
    for part in parts:
        part = part.strip(SPACE + "：:\uf0b7")
        # Within one group 、 parts those that stand alone: 自治区人民政府各部门、各直属机构
        out += (
            [p.strip(SPACE) for p in re.split(r"、(?=各(?!办|局))", part) if p.strip(SPACE)]
            if "（" not in part
            else [part]
        )
    return tuple(p for p in out if p)


def _date(clauses: Sequence[Clause]) -> str | None:
    for clause in clauses:
        if clause.kind == "date" and (iso := _iso(clause.text)):
            return iso
    history = [
        m[0]
        for c in clauses[:30]
        if c.kind == "notice" and re.search("通过|修订|修正|公布|发布", c.text)
        for m in DATE_INSIDE.finditer(c.text)
    ]
    return max(filter(None, map(_iso, history)), default=None)


def _iso(text: str) -> str | None:
    m = re.search(r"([^（(\s]{4})\s?年\s?([^月\s]{1,3})\s?月(?:\s?([^日\s]{1,3})\s?日)?", text)
    if not m or not m[3]:
        return None
    digits = str.maketrans("〇○零Ｏ一二三四五六七八九０１２３４５６７８９", "00001234567890123456789")
    year = m[1].translate(digits)
    try:
        return f"{int(year):04d}-{cn_number(m[2]):02d}-{cn_number(m[3]):02d}"
    except ValueError:
        return None


def _place(clauses: Sequence[Clause], title: str) -> tuple[str | None, list[str]]:
    """Region and issuers. The signature names the issuer in full; without one the title does."""
    signed: list[str] = []
    for clause, after in zip_longest(clauses, clauses[1:]):
        printer = after is not None and PRINTED.fullmatch(after.text)  # who prints and sends out is not who issues
        if clause is not None and clause.kind == "signature" and not printer:
            signed += [n for n in _names(clause.text) if n not in signed]
    titled = _title_issuers(title)
    if not titled:  # 中华人民共和国国务院令
        orders = (
            re.match(r"^(?:中华人民共和国)?([\u4e00-\u9fff]{2,20}?)令$", c.text)
            for c in clauses[:8]
            if c.kind == "title"
        )
        titled = next(([m[1]] for m in orders if m), [])
    if not titled and (order := _order(clauses)):
        titled = [order[1]]
    names = [n for n in signed if not re.match(r"(?:总理|省长|市长|主席)", n)]
    region = _region(names, titled, title, clauses)
    issuers = names if names and not any(_short(n) for n in names) else (titled or names)
    return region, [_full(n, region) for n in issuers]


def _names(text: str) -> list[str]:
    out: list[str] = []
    text = re.sub(r"[（(][^（）()]*[）)]", "", text)
    if re.search(r"(?:省长|市长|主席|总理|州长|县长)[\s\u3000]*[\u4e00-\u9fff\s]{0,6}$", text):
        return out
    for part in _SPLIT_NAMES.split(text):
        if (
            part in ("常务委员会", "办公室", "办公厅", "厅", "局", "委员会")
            or not part
            or not re.search(r"(?:政府|办公室|办公厅|委员会|[厅局部委行院署会]|中心|小组|公司|中央)$", part)
        ):
            continue
        out += _apart(part)
    return out


def _apart(text: str) -> list[str]:
    """Names of one line that nothing parts (甲省生态环境厅甲省财政厅): cut before the place that they all begin with."""
    place = re.match(r"(?:[\u4e00-\u9fff]{2,8}?(?:自治区|自治州|[省市县州盟旗区]))", text)
    head = place[0] if place else ""
    places = [i for i in range(2, len(text) - 2) if text[i - 1] in "厅局委会室府部行" and regions.opens(text, i)]
    places += [m.start() for m in re.finditer(r"(?<=[局厅])市(?!场)", text)]
    # 人民银行甲地分行甲地银保监局: a place without its suffix, before a body that is no branch
    places += [m.start() for m in re.finditer(r"(?<=[行局委])(?=([\u4e00-\u9fff]{2})(?!分行|中心支行|支行)[\u4e00-\u9fff]{2,8}[局会办]$)", text)
               if regions.resolve(m[1]) and m.start() > 6]
    if places:
        edges = [0, *sorted(set(places)), len(text)]
        return [text[a:b] for a, b in zip(edges, edges[1:], strict=False)]
    if head and text.count(head) > 1:
        cuts = [m.start() for m in re.finditer(re.escape(head), text)]
        cuts = [0] + [c for c in cuts[1:] if text[c - 1] in "厅局委会室府部办行心"]
        return [text[a:b] for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    return [text]


def _title_issuers(title: str) -> list[str]:
    m = _ISSUED.match(title) or _YEAR_TITLE.match(title)
    if not m or m[1].startswith("关于"):
        return []
    return [n for part in re.split(r"[、\s\u3000]+", m[1]) for n in _apart(part) if n]


def _short(name: str) -> bool:
    """Whether a name leaves its place out (省政府办公厅, 市发展改革委)."""
    return bool(re.match(r"^(?:省|市|县|区|州|自治区)(?!委)", name) or re.match(r"^(?:省|市|县|区|州|自治区)委", name))


def _full(name: str, region: str | None) -> str:
    """The name with its place in front: 省生态环境厅 → 江苏省生态环境厅; 政府 in full."""
    if region and region != regions.NATION and _short(name):
        rest = re.sub(r"^(?:自治区|省|市|县|区|州)", "", name)
        place = region
        name = place + rest
    return re.sub(r"(?<!人民)(?<=[省市县区州旗])政府", "人民政府", name)


def _region(signed: list[str], titled: list[str], title: str, clauses: Sequence[Clause]) -> str | None:
    own = _clean(title)
    provinces = [p for n in signed if (p := regions.resolve(n)) and regions.level(p) in ("province", "municipality", "autonomous_region")]
    if len(set(provinces)) > 1:  # a joint document of two provinces
        return "、".join(dict.fromkeys(provinces))
    for text in [*signed, *titled]:
        if _NATIONAL.match(text):
            return regions.NATION
        if found := regions.resolve(text):
            return found
    if (
        own.startswith(("中华人民共和国", "国务院", "国家", "中共中央"))
        or re.search(r"^“十[一二三四五]五”|全国", own)
        and not titled
    ):
        return regions.NATION
    front = [c for c in clauses[:30] if c.kind in ("recipients", "notice", "title", "signature")]
    inner = [_clean(c.text) for c in front if c.kind == "title"] + [
        t for c in front for t in re.findall(r"《([^《》]+)》", c.text) if c.kind == "notice"
    ]
    for text in [own, *inner]:
        start = re.sub(
            r"^(?:\d{4}年)?(?:\d{1,2}[-—至~]\d{1,2}月)?(?:关于)?(?:印发|公布|发布|转发)?《?(?:关于)?(?:进一步)?(?:加快|支持|促进|推动|推进|加强|严格能效约束推动)?",
            "",
            text,
        )
        for candidate in (start, text):
            if found := regions.resolve(candidate):
                return found
    whole = "".join(c.text for c in front)
    if re.search(r"国务院令|^\d{4}年\d+月\d+日 ?(?:国务院|第.{1,4}届全国人民代表大会)", whole):
        return regions.NATION
    if "我代表国务院" in "".join(c.text for c in clauses[:6]):
        return regions.NATION
    if re.match(r"各省、自治区、直辖市", next((c.text for c in front if c.kind == "recipients"), "")):
        return regions.NATION
    if re.search(r"自治区|[省我]", own + whole) or not titled:
        return _by_mentions(clauses, own + whole)
    return _by_mentions(clauses, own)


def _by_mentions(clauses: Sequence[Clause], front: str) -> str | None:
    """The place that the text speaks of as its own (我省, 全市, 我县): the one named most often at that height."""
    whole = "".join(c.text for c in clauses)[:60_000]
    spoken = {
        "county": len(re.findall(r"我县|全县|本县|县委|县政府|县城", whole)),
        "city": len(re.findall(r"我市|全市|本市|市委|市政府|市中心城区|市城区", whole)),
        "province": len(re.findall(r"我省|全省|我区(?=大力|实际)|自治区", whole)),
    }
    height = max(spoken, key=lambda k: spoken[k])
    if not spoken[height]:
        if re.search(r"各省、自治区|各地区|各省（区", whole) and re.search(r"国务院|国家发展改革委|[\u4e00-\u9fff]{2}部", whole):
            return regions.NATION
        return regions.NATION if whole.count("我国") > 2 and not regions.mentioned(front) else None
    if height == "county":
        found = Counter(re.findall(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{1,3}县|(?<=在)[\u4e00-\u9fff]{2}县", whole))
        for word in list(found):
            if re.search(r"[全各我本县该省市驻在经是由一二两三四五六七八九十几]", word[:-1]):
                del found[word]
        return _leading(dict(found), 1)
    if height == "city":
        return _leading(regions.places(front), 1) or _leading(regions.places(whole), 1)
    direct = regions.mentioned(front)
    return next(iter(direct)) if len(direct) == 1 else _leading(regions.mentioned(whole), 2)


def _leading(counts: dict[str, int], least: int) -> str | None:
    """The name counted most, at least `least` times and three times as often as the next."""
    ranked = sorted(counts.items(), key=lambda kv: -kv[1])
    if not ranked or ranked[0][1] < least or (len(ranked) > 1 and ranked[0][1] < 3 * ranked[1][1]):
        return None
    return ranked[0][0]
