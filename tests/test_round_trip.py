"""One document, many formats: the samples and documents nobody wrote, as text, HTML, DOCX, OFD and PDF, give one clause tree
and the same mentions. `FORMATS` is where a further format is hooked in."""

from __future__ import annotations

import html
import importlib.util
import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from corpus.model import Block, Document
from pipeline import analyse
from pipeline.read import read
from pipeline.read.office import convert
from tests import ofds
from tests.office import needs_office
from tests.writing import PLAN, REVISED

ROOT = Path(__file__).parent.parent
SAMPLES = sorted((ROOT / "corpus" / "samples").iterdir())
SHARED = ROOT.parent / "shared" / "documents"

Blocks = list[Block]


def as_text(blocks: Blocks) -> bytes:
    return "\n".join(f"| {' | '.join(b.cells)} |" if b.kind == "row" else b.text for b in blocks).encode()


def tables(blocks: Blocks) -> list[Blocks]:
    """Paragraphs one by one, the rows of a table together."""
    out: list[Blocks] = []
    for block in blocks:
        if out and block.kind == "row" and out[-1][0].kind == "row" and out[-1][0].table == block.table:
            out[-1].append(block)
        else:
            out.append([block])
    return out


def as_html(blocks: Blocks) -> bytes:
    said = []
    for group in tables(blocks):
        if group[0].kind == "row":
            rows = ("".join(f"<td>{html.escape(c)}</td>" for c in b.cells) for b in group)
            said.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
        else:
            said.append(f"<p>{html.escape(group[0].text)}</p>")
    return f"<html><head><meta charset='utf-8'></head><body><div class='TRS_Editor'>{''.join(said)}</div></body></html>".encode()


def as_docx(blocks: Blocks) -> bytes:
    document = docx.Document()
    for group in tables(blocks):
        if group[0].kind == "row":
            grid = document.add_table(rows=len(group), cols=len(group[0].cells))
            for y, block in enumerate(group):
                for x, cell in enumerate(block.cells):
                    grid.cell(y, x).text = cell
        else:
            document.add_paragraph(group[0].text)
    document.add_paragraph()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def set_on(sheet: Any, blocks: Blocks, width: float) -> bytes:
    """Blocks set on paper as an office would: the title centred, addressees at the margin, signature and date at the right."""
    kinds = {"".join(c.text.split()): c.kind for c in analyse(as_text(blocks), "a.txt").clauses}
    for group in tables(blocks):
        if group[0].kind == "row":
            columns = len(group[0].cells)
            sheet.turn()  # the tests' typesetters do not break a table over pages
            sheet.table([b.cells for b in group], [width / columns] * columns)
            continue
        text = group[0].text
        kind = kinds.get("".join(text.split()), "")
        if kind in ("title", "doc_number"):
            sheet.title(text)
        elif kind == "recipients":
            sheet.paragraph(text, 0)
        elif kind in ("signature", "date") and len(text) < 20:
            sheet.right(text)
        else:
            sheet.paragraph(text)
    return bytes(sheet.bytes())


def as_ofd(blocks: Blocks) -> bytes:
    return set_on(ofds.Sheet(), blocks, 156)


def as_pdf(blocks: Blocks) -> bytes:
    from tests import pdfs

    return set_on(pdfs.Sheet(), blocks, 28 * 16)


FORMATS: dict[str, Callable[[Blocks], bytes]] = {"html": as_html, "docx": as_docx, "ofd": as_ofd}
if importlib.util.find_spec("reportlab"):
    FORMATS["pdf"] = as_pdf
"""Ending → how blocks are written in that format."""


def bare(text: str) -> str:
    return "".join(text.replace("|", "").split())


def tree(document: Document) -> list[tuple[object, ...]]:
    return [(c.id, c.parent, c.kind, bare(c.marker), bare(c.heading), bare(c.text)) for c in document.clauses]


def mentions(document: Document) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for clause in document.clauses:
        found += [(clause.id, bare(r.task), r.due, [(u.surface, u.name, u.canonical, u.role) for u in r.units]) for r in clause.responsibilities]
        found += [(clause.id, bare(t.text), t.indicator, t.comparator, t.value, t.unit, t.year) for t in clause.targets]
        found += [(clause.id, t.canonical) for t in clause.technologies] + [(clause.id, bare(d.text), d.due) for d in clause.deadlines]
        found += [(clause.id, bare(c.text)) for c in clause.citations]
    return found


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.stem)
def test_the_samples_in_every_format(sample: Path, ending: str) -> None:
    blocks = list(read(sample.read_bytes(), sample.name).blocks)
    one, other = analyse(as_text(blocks), "a.txt"), analyse(FORMATS[ending](blocks), f"a.{ending}")
    assert tree(other) == tree(one)
    assert mentions(other) == mentions(one)


SENTENCES = st.sampled_from([
    "推广高效电机、余热发电等技术，加快老旧设备更新，提高能源利用效率。", "到2025年，全省单位工业增加值能耗比2020年下降13.5%。", "由省统计局负责数据发布，省发展改革委会同省财政厅制定具体办法。",
    "加强组织领导。", "新建绿色工厂100家以上，创建10个绿色园区（省工业和信息化厅、省生态环境厅按职责分工负责）。", "依据《云岭省节能条例》和云政发〔2020〕3号文件执行。",
    "各县（市、区）人民政府要落实属地责任，于2023年12月底前完成摸底，并将结果报省发展改革委备案，逾期未报的予以通报，年度考核不得评为优秀等次。"])
HEADINGS = st.sampled_from(["推广节能技术", "建设绿色园区", "完善标准体系", "加强财政支持"])


TRADES = ["钢铁", "建材", "化工", "有色", "纺织", "造纸", "食品", "机械", "电子", "医药", "轻工", "电力", "煤炭", "石化", "交通", "建筑", "商贸", "农业", "林业", "水利", "旅游", "物流", "能源", "环保"]


@st.composite
def plans(draw: st.DrawFn) -> Blocks:
    """A plan with an outline of two or three levels, prose, and perhaps a table. No line stands in it twice: what stands at
    the foot of two pages alike is furniture."""
    numbers = "一二三四五六七八九十"
    trades = iter(TRADES * 40)
    count = 0

    def heading() -> str:
        return next(trades) + draw(HEADINGS)

    def sentence() -> str:
        nonlocal count
        count += 1
        return f"按照第{count}号任务，{draw(SENTENCES)}"

    lines = ["云岭省绿色制造行动方案", "为加快工业绿色转型，推动资源节约和污染减排，促进产业结构优化升级，依据国家和省有关规定，结合全省实际，经研究论证，制定本行动方案。"]
    for part in range(draw(st.integers(1, 3))):
        lines.append(f"{numbers[part]}、{heading()}")
        for item in range(draw(st.integers(1, 3))):
            lines.append(f"（{numbers[item]}）{heading()}。" + "".join(sentence() for _ in range(draw(st.integers(0, 2)))))
            lines += ["".join(sentence() for _ in range(draw(st.integers(1, 3)))) for _ in range(draw(st.integers(0, 2)))]
            lines += [f"{n}.{sentence()}" for n in range(1, draw(st.integers(1, 4)))]
    blocks = [Block("paragraph", line) for line in lines]
    if draw(st.booleans()):
        rows = [("序号", "任务", "牵头单位"), *((str(n), heading(), draw(st.sampled_from(["省发展改革委", "省财政厅"])))
                                         for n in range(1, draw(st.integers(2, 5))))]
        blocks += [Block("paragraph", "附件1"), Block("paragraph", "重点任务分工表"), *(Block("row", " | ".join(r), r, 1) for r in rows)]
    return blocks


@pytest.mark.parametrize("ending", FORMATS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(plans())
def test_documents_nobody_wrote_in_every_format(ending: str, blocks: Blocks) -> None:
    one, other = analyse(as_text(blocks), "a.txt"), analyse(FORMATS[ending](blocks), f"a.{ending}")
    assert tree(other) == tree(one)
    assert mentions(other) == mentions(one)


def boundaries(document: Document) -> tuple[str, set[int]]:
    """The text without white space and where its clauses begin."""
    said, at = [], set()
    length = 0
    for clause in document.clauses:
        at.add(length)
        said.append(bare(clause.text))
        length += len(said[-1])
    return "".join(said), at


@needs_office
@pytest.mark.parametrize("text", [PLAN, REVISED], ids=["plan", "revised"])
@pytest.mark.parametrize("target", ["docx", "html", "odt"])
def test_what_an_office_program_makes_of_a_text(text: str, target: str) -> None:
    made = convert(as_docx([Block("paragraph", line) for line in text.splitlines()]), "a", "docx", target) if target != "docx" else convert(
        text.encode(), "a", "txt", target)
    assert tree(analyse(made, f"a.{target}")) == tree(analyse(text.encode(), "a.txt"))


REAL = ["xinjiang-gongye-lvse-2016", "chongqing-zhizaoye-lvse-2022", "guangxi-lvse-ditan-tixi-2021", "gansu-145-jieneng-jianpai-2022", "guizhou-touzi-2022",
        "dingxi-lvse-ditan-tixi-2021", "changsha-lvse-jianzhu-2021", "guangdong-lvse-jinrong-2022", "anhui-rcep-2022", "chengdu-nengyuan-jiegou-2022",
        "chongqing-dianshang-2019", "guizhou-lvse-zhizao-2021"]


def overlap(one: Document, other: Document) -> float:
    """F1 of clause beginnings, found by the text that follows them (order kept)."""
    import difflib

    (text, begins), (found, at) = boundaries(one), boundaries(other)
    matcher = difflib.SequenceMatcher(None, text, found, autojunk=False) if text != found else None
    if matcher is None:
        hits = len(begins & at)
    else:
        there = {b.a + i: b.b + i for b in matcher.get_matching_blocks() for i in range(b.size)}
        hits = sum(there.get(i) in at for i in begins)
    return 2 * hits / (len(begins) + len(at))


@needs_office
@pytest.mark.skipif(not SHARED.is_dir(), reason="the collection of real documents is not here")
@pytest.mark.parametrize("target", ["docx", "html", "pdf"])
@pytest.mark.parametrize("name", [n for n in REAL if (SHARED / f"{n}.txt").exists()][:10])
def test_real_documents_through_an_office_program(name: str, target: str) -> None:
    file = SHARED / f"{name}.txt"
    plain = analyse(file.read_bytes(), file.name)
    clean = "\n".join(c.text for c in plain.clauses if c.kind != "row" and not re.match(r"来源[：:]|[\d-]+ [\d:]+$", c.text))  # lines of a page, which a page leaves out
    one = analyse(clean.encode(), "a.txt")
    document = docx.Document()
    for line in clean.splitlines():
        document.add_paragraph(line).paragraph_format.first_line_indent = docx.shared.Pt(22)
    out = io.BytesIO()
    document.save(out)
    made = convert(out.getvalue(), "a", "docx", target)
    assert overlap(one, analyse(made, f"a.{target}")) >= 0.98
