"""Web pages as government sites build them: invented places, pages written for the tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.model import Reading, UnreadableDocument
from pipeline import analyse
from pipeline.read import html as reader
from pipeline.read import read
from tests.processes import untraced

ARTICLE = ("<p>各市、县人民政府：</p><p>　　一、加强节能管理，落实目标责任，推动工业领域绿色发展。</p>"
           "<p>　　二、省发展改革委要会同有关部门抓好落实，按年度通报进展。</p><p>云岭省人民政府</p><p>2021年4月2日</p>")
TITLE = "云岭省人民政府关于加强节能工作的意见"
MENU = "".join(f"<li><a href='/{n}'>栏目{n}</a></li>" for n in range(30))
DEPARTMENTS = "".join(f"<a href='/d{n}'>市第{n}委组织部</a>" for n in range(40))


def page(body: str, head: str = "") -> bytes:
    return (f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}_云岭省人民政府网</title>"
            f"<meta name='SiteName' content='云岭省人民政府网'>{head}</head><body>{body}</body></html>").encode()


def parse(body: str, head: str = "") -> Reading:
    return read(page(body, head), "page.html")


def lines(reading: Reading) -> list[str]:
    return [b.text for b in reading.blocks]


def left(reading: Reading) -> str:
    return "\n".join(x.text for x in reading.left_out)


def test_a_stray_end_of_the_document_before_the_article() -> None:
    reading = read(page(f"<ul>{MENU}</ul></body></html><!--end header--><div id='UCAP-CONTENT'>{ARTICLE}</div>"), "a.html")
    assert lines(reading)[1:3] == ["各市、县人民政府：", "一、加强节能管理，落实目标责任，推动工业领域绿色发展。"]
    assert "栏目7" in left(reading) and "栏目7" not in "".join(lines(reading))


def test_a_whole_document_inside_the_body() -> None:
    inner = f"<!DOCTYPE html><html><head><title>共同页眉</title></head><body><ul>{MENU}</ul></body></html>"
    reading = parse(f"{inner}<div class='gknbxq_detail'>{ARTICLE}</div>")
    assert len(lines(reading)) == 6 and lines(reading)[0] == TITLE


@pytest.mark.parametrize("body", [
    f"<div class='zoom'>{ARTICLE}</div>", f"<div class='never-seen'>{ARTICLE}</div>",
    f"<table><tr><td>{ARTICLE}</td></tr></table>",
    f"<table><tr><td><table><tr><td class='t'>{ARTICLE}</td></tr></table></td></tr></table>",
    "<div>" + ARTICLE.replace("<p>", "<div>").replace("</p>", "</div>") + "</div>",
    "<p>" + ARTICLE.replace("<p>", "").replace("</p>", "<br>") + "</p>",
    f"<form action='/'>{ARTICLE}</form>", f"<div style='display:none'>{ARTICLE}</div>",
    f"<ucapcontent>{ARTICLE}</ucapcontent>", f"<DIV ID=zoom>{ARTICLE}</DIV>",
])
@pytest.mark.parametrize("around", ["", "frame"])
def test_the_article_is_found_however_it_is_set(body: str, around: str) -> None:
    if around:
        body = (f"<div class='nav'><ul>{MENU}</ul></div><div>当前位置：<a href='/'>首页</a> &gt; <a href='/x'>文件</a></div>{body}"
                f"<div>扫一扫在手机打开当前页</div><div>【打印】【关闭】</div><div class='f'>{DEPARTMENTS}</div>"
                "<div>主办：云岭省人民政府办公厅</div><div>网站标识码：0000000001 云ICP备00000001号</div>")
    reading = parse(body)
    assert lines(reading) == [TITLE, "各市、县人民政府：", "一、加强节能管理，落实目标责任，推动工业领域绿色发展。",
                              "二、省发展改革委要会同有关部门抓好落实，按年度通报进展。", "云岭省人民政府", "2021年4月2日"]
    if around:
        for text in ("栏目3", "扫一扫在手机打开当前页", "市第5委组织部", "网站标识码"):
            assert text in left(reading)


def test_nothing_visible_is_dropped() -> None:
    body = f"<h2>导语</h2><div id='zoom'>{ARTICLE}<p>责任编辑：张某</p></div><div class='mhide hidden'>手机版</div><button>提交</button><p>尾声</p>"
    reading = parse(body)
    everything = "".join(lines(reading)) + left(reading)
    for text in ("导语", "责任编辑：张某", "手机版", "提交", "尾声", "各市、县人民政府："):
        assert text in everything
    assert {x.reason for x in reading.left_out} == {"正文以外", "网页附属文字", "网页不显示的内容", "网页控件"}


def test_words_cut_by_inline_tags_and_source_lines_are_whole() -> None:
    body = ("<div id='zoom'><p><span>2018</span><span>年3月</span><b>20</b>日，印发\n    《云岭省<em>节</em>能条例》，"
            "排放CO<sub>2</sub>下降。</p><p>第二段\u200b落，加强管理，落实责任。</p></div>")
    assert lines(parse(body))[-2:] == ["2018年3月20日，印发《云岭省节能条例》，排放CO2下降。", "第二段落，加强管理，落实责任。"]


def test_paragraphs_joined_by_wide_spaces_come_apart_at_sentences_only() -> None:
    body = ("<div id='zoom'><p>　　第一段说明情况，各地执行。　　第二段说明要求，限期完成。　　（一）第三段。</p>"
            "<p>云岭省发展改革委　　　　云岭省财政厅</p></div>")
    assert lines(parse(body))[1:] == ["第一段说明情况，各地执行。", "第二段说明要求，限期完成。", "（一）第三段。", "云岭省发展改革委　　　　云岭省财政厅"]


def test_ordered_lists_show_their_numbers() -> None:
    body = f"<div id='zoom'>{ARTICLE}<ol start='3'><li>加强管理。</li><li>落实责任。</li></ol><ol style='list-style:none'><li>无号。</li></ol></div>"
    assert lines(parse(body))[-3:] == ["3. 加强管理。", "4. 落实责任。", "无号。"]


GRID = ("<table><tr><td rowspan=2>指标</td><td colspan=2>目标</td></tr><tr><td>2020年</td><td>2025年</td></tr>"
        "<tr><td><p>能耗</p><p>下降</p></td><td>3%</td><td></td></tr><tr><td colspan=3>注：口径为规上工业。</td></tr></table>")


def test_spans_keep_every_cell_in_its_column_and_nothing_twice() -> None:
    rows = [b for b in parse(f"<div id='zoom'>{ARTICLE}{GRID}</div>").blocks if b.kind == "row"]
    assert [b.cells for b in rows] == [("指标", "目标"), ("", "2020年", "2025年"), ("能耗 下降", "3%", ""), ("注：口径为规上工业。",)]
    assert {b.table for b in rows} == {1} and rows[1].text == " | 2020年 | 2025年"


def test_a_table_that_is_the_policy_in_a_layout_table() -> None:
    body = f"<table><tr><td>{ARTICLE}{GRID}</td></tr></table>"
    assert [b.kind for b in parse(body).blocks].count("row") == 4


META = ("<meta name='ArticleTitle' content='云岭省人民政府网——{t}'><META content='2021-04-09 10:21' name='PubDate'>"
        "<meta name='ContentSource' content='云岭日报'><meta name='Url' content='http://x.invalid/art/2021/4/8/art_1_2.html'>")
INFO = ("<table><tr><td>索 引 号：</td><td>000014349/2021-00012</td><td>主题分类：</td><td>工业\\其他</td></tr>"
        "<tr><td>发文机关：</td><td>云岭省人民政府 云岭省财政厅</td><td>成文日期：</td><td>2021年04月02日</td></tr>"
        "<tr><td>发文字号：</td><td>云政发〔2021〕8号</td><td>发布日期：</td><td>2021年04月07日</td></tr>"
        "<tr><td>有 效 性：</td><td>失效</td><td>主题词：</td><td></td></tr></table>")


def test_facts_of_meta_tags_and_information_table() -> None:
    reading = parse(f"{INFO}<div id='zoom'>{ARTICLE}</div>", META.format(t=TITLE))
    facts = dict(reading.facts)
    assert facts["title"] == TITLE
    assert facts["index_number"] == "000014349/2021-00012" and facts["doc_number"] == "云政发〔2021〕8号"
    assert facts["issuers"] == "云岭省人民政府、云岭省财政厅" and facts["validity"] == "失效" and facts["source"] == "云岭日报"
    # four kinds of dates, kept apart
    assert (facts["date"], facts["published_page"], facts["published_meta"], facts["published_url"]) == (
        "2021-04-02", "2021-04-07", "2021-04-09", "2021-04-08")
    meta = analyse(page(f"{INFO}<div id='zoom'>{ARTICLE}</div>", META.format(t=TITLE)), "a.html").meta
    assert (meta.title, meta.published, meta.validity, meta.index_number) == (TITLE, "2021-04-09", "失效", "000014349/2021-00012")
    assert meta.doc_number == "云政发〔2021〕8号" and meta.date == "2021-04-02"


def test_information_in_lists_lines_and_scripts() -> None:
    body = ("<ul><li><span>文　　号：</span> 云政办〔2021〕9号 </li><li><span>实施日期：</span>2021年05月01日</li>"
            "<li><span>失效日期：</span>2026年05月01日</li><li><span id=s>文件状态：</span><script>var file_status = '失效（提前废止）';</script></li></ul>"
            f"<h1>{TITLE}</h1><div>发布时间：2021-04-07&nbsp;&nbsp;浏览次数：12</div><dl><dt>索引号</dt><dd>0001/2021</dd></dl>"
            f"<div id='zoom'>{ARTICLE}</div>")
    facts = dict(parse(body).facts)
    assert facts["doc_number"] == "云政办〔2021〕9号" and facts["validity"] == "失效（提前废止）"
    assert (facts["effective"], facts["expires"], facts["published"]) == ("2021-05-01", "2026-05-01", "2021-04-07")
    assert facts["index_number"] == "0001/2021"


def test_an_information_table_inside_the_container_is_no_clause() -> None:
    reading = parse(f"<div class='zoom'>{INFO}{ARTICLE}</div>")
    assert not [b for b in reading.blocks if b.kind == "row"] and "云政发〔2021〕8号" in left(reading)
    assert dict(reading.facts)["doc_number"] == "云政发〔2021〕8号"


def test_the_head_of_a_list_of_documents_is_no_information_table() -> None:
    table = "<table><tr><td>文件名称</td><td>文号</td><td>发文机关</td></tr><tr><td>甲办法</td><td>云政发〔2001〕1号</td><td>省政府</td></tr></table>"
    reading = parse(f"<div class='zoom'>{table}{ARTICLE}</div>")
    assert [b.cells for b in reading.blocks if b.kind == "row"][0] == ("文件名称", "文号", "发文机关")
    assert "doc_number" not in dict(reading.facts)


def test_a_copy_of_the_article_beside_it_is_read_once_and_its_parts_all() -> None:
    copy = parse(f"<div><div id='zoom'>{ARTICLE}</div><div class='zoom'>{ARTICLE}</div></div>")
    assert len(copy.blocks) == 6 and "一、加强节能管理" in left(copy)
    parts = parse(f"<div><div class='zoom'>{ARTICLE}</div><div class='zoom'><p>附件1：任务分工，各市落实。</p></div></div>")
    assert lines(parts)[-1] == "附件1：任务分工，各市落实。"


@pytest.mark.parametrize("own", ["主办单位：云岭省教育厅", "扫一扫二维码即可办理登记。", "备案号：云备〔2021〕1号", "时间：2021年5月1日"])
def test_lines_that_look_like_furniture_and_are_the_documents_own(own: str) -> None:
    assert own in lines(parse(f"<div id='zoom'><p>{own}</p>{ARTICLE}<p>{own}</p></div>"))


def test_a_data_table_that_opens_with_a_label_is_kept() -> None:
    table = "<table><tr><td>名称</td><td>数量</td></tr><tr><td>余热锅炉</td><td>3台</td></tr></table>"
    assert [b.cells for b in parse(f"<div id='zoom'>{table}{ARTICLE}</div>").blocks if b.kind == "row"][0] == ("名称", "数量")


def test_a_reprint_is_not_issued_by_who_reprints() -> None:
    info = "<table><tr><td>发布机构：</td><td>青岭市某街道办事处</td><td>成文日期：</td><td>2021-04-02</td></tr><tr><td>名称：</td><td>x</td><td>文号：</td><td></td></tr></table>"
    facts = dict(parse(f"{info}<div id='zoom'>{ARTICLE}</div>", f"<meta name='ArticleTitle' content='（转载）{TITLE}'>").facts)
    assert facts["title"] == TITLE and "issuers" not in facts


def test_attachments_of_an_article_and_beside_it() -> None:
    body = (f"<div class='main'><div id='zoom'>{ARTICLE}<p>附件：<a href='./P02021.docx'>1.任务分工表.docx</a></p></div>"
            "<div class='fj'><a href='/module/download/downfile.jsp?classid=0&filename=ab12'>2.目标表</a><a href='javascript:void(0)'>下载.pdf</a></div>"
            "<script>var file_appendix='<a href=\"./P03.pdf\">3.说明</a>';</script></div><div><a href='/help.pdf'>使用帮助</a></div>")
    reading = parse(body)
    assert [(a.name, a.uri) for a in reading.attachments] == [
        ("1.任务分工表.docx", "./P02021.docx"), ("2.目标表", "/module/download/downfile.jsp?classid=0&filename=ab12"), ("3.说明", "./P03.pdf")]
    assert lines(reading)[-1] == "附件：1.任务分工表.docx"


def test_a_page_that_is_only_its_attachments() -> None:
    reading = parse("<div id='zoom'><p><a href='a.pdf'>云岭省节能规划.pdf</a></p></div>", f"<meta name='ArticleTitle' content='{TITLE}'>")
    assert lines(reading) == [TITLE, "云岭省节能规划.pdf"] and reading.attachments[0].uri == "a.pdf"


def test_pictures_whose_text_is_not_read_are_told() -> None:
    reading = parse(f"<div id='zoom'>{ARTICLE}<img src='房源.jpg'><img src='/icon_doc.gif' width=16></div>")
    assert [x.text for x in reading.left_out if "图片" in x.reason] == ["房源.jpg"]


def test_a_list_page_is_refused_in_one_line() -> None:
    with pytest.raises(UnreadableDocument, match="没有正文") as refused:
        parse(f"<ul>{MENU}</ul><div>{DEPARTMENTS}</div>")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("said", "used"), [("gb2312", "utf-8"), ("gb2312", "gb18030"), ("utf-8", "gb18030"), ("nonsense", "gb18030"),
                                            ("utf-8", "utf-8-sig"), ("utf-16", "utf-16")])
def test_pages_that_say_one_encoding_and_use_another(said: str, used: str) -> None:
    text = f"<html><head><meta charset='{said}'><title>{TITLE}</title></head><body><div id='zoom'>{ARTICLE}</div></body></html>"
    assert "一、加强节能管理，落实目标责任，推动工业领域绿色发展。" in lines(read(text.encode(used), "a.html"))


def test_a_page_cut_inside_a_character() -> None:
    data = page(f"<div id='zoom'>{ARTICLE * 20}</div>")
    assert len(read(data[:2000] + data[2001:], "a.html").blocks) > 50


SENTENCE = "<p>一、各市人民政府要加强节能管理，落实责任，到2025年能耗下降百分之十三点五。</p>" * 3
HOSTILE = {
    "nested": "<div>" * 100_000 + SENTENCE, "nested paragraphs": "<p><div>" * 100_000 + SENTENCE,
    "nested tables": "<table><tr><td>" * 40_000 + SENTENCE, "layout tables": "<table><tr><td>a</td><td>" * 600 + SENTENCE,
    "attributes": "<div " + " ".join(f"a{i}=1" for i in range(400_000)) + ">" + SENTENCE, "class": f"<div class='{'zoom ' * 500_000}'>{SENTENCE}",
    "spans": "<table>" + "<tr><td colspan=1000000 rowspan=65000>文。</td><td>二</td></tr>" * 2_000 + "</table>" + SENTENCE,
    "cells": "<table>" + ("<tr>" + "<td rowspan=60000 colspan=3>一</td>" * 100 + "</tr>") * 300 + "</table>" + SENTENCE,
    "items": "<ol>" + "<li>文字内容说明" * 50_000 + "</ol>" + SENTENCE, "comments": "<!--" * 200_000 + SENTENCE, "scripts": "<script" * 200_000 + SENTENCE,
    "doctypes": "<!doctype " * 200_000 + SENTENCE, "angles": "<" * 3_000_000 + SENTENCE, "containers": "<div id=zoom>字。</div>" * 50_000 + SENTENCE,
    "picture": f"<img src='data:image/png;base64,{'A' * 20_000_000}'>" + SENTENCE, "spaces": "<p>" + " \u3000\xa0" * 1_000_000 + "</p>" + SENTENCE,
    "labels": "<p>索　引　号：" * 50_000 + SENTENCE, "forms": "<select>" + "<option>x" * 50_000 + SENTENCE, "entities": "&nbsp;" * 4_000_000,
    "script": "<script>var a=\"" + "file_status = '" * 300_000 + "\"</script>" + SENTENCE,
}


READER = """
import sys, time
from corpus.model import UnreadableDocument
from pipeline.read import read
data, start = sys.stdin.buffer.read(), time.perf_counter()
try:
    said = "".join(b.text for b in read(data, "hostile.html").blocks)
except UnreadableDocument as refused:
    said = str(refused)
took = time.perf_counter() - start
try:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)
except ImportError:  # Windows tells no peak this way
    peak = 0
try:  # Linux counts what the parent had before the program began; its own peak stands here
    peak = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
except (OSError, StopIteration):
    pass
print(took, peak >> 10, "落实责任" in said)
"""


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_pages_take_bounded_time_and_memory(kind: str) -> None:
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", READER], input=HOSTILE[kind].encode(), capture_output=True, timeout=60, cwd=root,
                          env=untraced(PYTHONPATH=str(root), PYTHONIOENCODING="utf-8"), check=True)
    took, megabytes, kept = done.stdout.decode().split()
    assert float(took) < 10 and int(megabytes) < 1024
    if kind in ("nested", "nested paragraphs", "nested tables", "layout tables", "attributes", "class", "spans"):
        assert kept == "True"


PIECE = st.sampled_from(["<p>", "</p>", "<div id=zoom>", "</div>", "<table>", "<tr>", "<td rowspan=3>", "<td colspan=0>", "</td>", "</tr>", "</table>",
                         "<br>", "<span>", "</html>", "</body>", "<!--", "-->", "<script>", "</script>", "<a href='a.pdf'>", "</a>", "<ol><li>",
                         "一、加强管理，落实责任。", "索引号：", "2021年4月2日", "<", ">", "&", "\0", "\ud7ff", "　　", "附件", "<meta name=PubDate content=",
                         "<li style='display:none'>", "<select><option>", "<h1>", "<base href='http://['>", "<img src=x.png>", "<td rowspan=-1 colspan=x>"])


@settings(max_examples=300, deadline=10_000, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECE, max_size=60))
def test_no_page_is_a_traceback_and_each_word_is_kept(pieces: list[str]) -> None:
    said = "".join(pieces)
    try:
        reading = read(("<html>" + said).encode("utf-8", "replace"), "fuzz.html")
    except UnreadableDocument as refused:
        assert "\n" not in str(refused)
        return
    assert all(b.text and "\n" not in b.text for b in reading.blocks)
    for block in reading.blocks:
        assert block.kind != "row" or block.text == " | ".join(block.cells)
    if not any(p in ("<!--", "<script>", "<h1>", "<", "<meta name=PubDate content=", "<select><option>") for p in pieces):
        wanted = said.count("一、加强管理，落实责任。")
        assert ("".join(lines(reading)) + left(reading)).count("一、加强管理，落实责任。") == wanted


def test_the_general_finder_alone_finds_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "known_containers", lambda elements: frozenset())
    body = f"<ul>{MENU}</ul><div class='w'><div class='l'><a href='/1'>导航</a></div><div class='r'><h1>{TITLE}</h1>{ARTICLE}</div></div><div>{DEPARTMENTS}</div>"
    assert lines(parse(body))[-5:] == lines(parse(f"<div class='q'>{ARTICLE}</div>"))[-5:]


def test_lines_around_a_title_do_not_run_into_it() -> None:
    body = (f"<div id='zoom'><p>点击查看政策解读：关于《云岭省节能办法》的解读</p><p>{TITLE}</p><p>（联系科室：规划科，联系电话：00000000）</p>"
            f"{ARTICLE}<p>▶ 一图读懂节能意见</p></div>")
    document = analyse(page(body), "a.html")
    assert document.meta.title == TITLE
    assert document.clauses[0].kind == "notice" and document.clauses[-1].text == "▶ 一图读懂节能意见"
    told = analyse(page(f"<div id='zoom'><p>信息来源：云岭省某中心</p>{ARTICLE}</div>"), "a.html")
    assert any(c.text == "信息来源：云岭省某中心" for c in told.clauses) and told.meta.title == TITLE


def test_each_line_of_a_title_that_the_author_ended_is_a_clause_and_all_are_the_title() -> None:
    """On a page a line ends where its author ended it; on paper and in plain text it may only have been full."""
    rows = ["云岭省人民代表大会常务委员会", "关于批准发行水利建设债券及", "调整2019年末债务限额的决议"]
    first = f"<p align='center'><strong>{'<br>'.join(rows)}</strong><br>（2019年6月29日云岭省第九届人民代表大会常务委员会第八次会议通过）</p>"
    body = f"{first}<p>　　会议同意省人民政府提出的议案，决定：批准发行水利建设债券，批准调整2019年末债务限额。</p>"
    for around in (body, body.replace("<br>", "</p><p align='center'>")):
        document = analyse(page(f"<div id='UCAP-CONTENT'>{around}</div>").replace(TITLE.encode(), "".join(rows).encode()), "a.html")
        assert [(c.kind, c.text) for c in document.clauses[:3]] == [("title", row) for row in rows]
        assert document.meta.title == "".join(rows) and document.meta.date == "2019-06-29"
    assert [c.text for c in analyse("\n".join([*rows, "会议决定批准。"]).encode(), "a.txt").clauses][0] == "".join(rows)


def test_notes_over_the_whole_width_of_a_table_are_paragraphs_and_other_wide_rows_are_rows() -> None:
    """As in a Word document that holds the same table."""
    import io

    import docx

    rows = [["重点任务表", "（2021年）"], ["任务", "单位"], ["工业领域"], ["余热利用", "省科技厅"], ["注：", "1.任务按季度调度。", "2.单位按职责负责。"]]
    wide = {0, 2, 4}
    cells = ["".join(f"<td{' colspan=2' if n in wide else ''}>{''.join(f'<p>{x}</p>' for x in part)}</td>" for part in ([row] if n in wide else [[c] for c in row]))
             for n, row in enumerate(rows)]
    reading = parse(f"<div id='zoom'>{ARTICLE}<table>{''.join(f'<tr>{c}</tr>' for c in cells)}</table></div>")
    document = docx.Document()
    grid = document.add_table(rows=5, cols=2)
    for n, row in enumerate(rows):
        places = [grid.cell(n, 0).merge(grid.cell(n, 1))] if n in wide else [grid.cell(n, 0), grid.cell(n, 1)]
        for place, part in zip(places, [row] if n in wide else [[c] for c in row], strict=True):
            place.text = "\n".join(part)
    out = io.BytesIO()
    document.save(out)
    found = [(b.kind, [c for c in b.cells if c] or b.text) for b in reading.blocks][6:]
    assert found == [("paragraph", "重点任务表"), ("paragraph", "（2021年）"), ("row", ["任务", "单位"]), ("row", ["工业领域"]), ("row", ["余热利用", "省科技厅"]),
                     ("paragraph", "注："), ("paragraph", "1.任务按季度调度。"), ("paragraph", "2.单位按职责负责。")]
    assert [(b.kind, [c for c in b.cells if c] or b.text) for b in read(out.getvalue(), "a.docx").blocks] == found


def test_the_title_of_the_page_does_not_run_into_the_printed_one() -> None:
    printed = "云岭省科技厅关于印发《云岭省支持青年创业实施办法》的通知"
    body = f"<div id='zoom'><p>{printed}</p>{ARTICLE}</div>"
    document = analyse(page(body).replace(TITLE.encode(), "云岭省青年创业办法".encode()), "a.html")
    assert document.meta.title == "云岭省青年创业办法" and printed in [c.text for c in document.clauses[:2]]


BOXES = [[["申领单位意见：", "经手人：　　　审批人：", "开户名称："], ["初审单位意见：", "初审金额：", "复核人：　　　审批人："]],
         [["主管部门意见：", "核定总金额：", "复核人：　　　审批人："], []]]
TASKS = [[["任务"], ["牵头单位"]], [["推广余热发电，包括：", "1.钢铁行业余热利用。", "2.建材行业余热利用。"], ["省科技厅"]],
         [["建设绿色园区，包括：", "1.改造供热管网。", "2.共享检测平台。"], ["省工业和信息化厅"]]]


@pytest.mark.parametrize(("table", "kinds"), [(BOXES, {"paragraph"}), (TASKS, {"row"})], ids=["boxes", "tasks"])
def test_a_table_that_only_lays_paragraphs_out_is_a_frame_in_pages_and_word_documents(table: list[list[list[str]]], kinds: set[str]) -> None:
    import io

    import docx

    rows = "".join("<tr>" + "".join(f"<td>{''.join(f'<p>{p}</p>' for p in cell)}</td>" for cell in row) + "</tr>" for row in table)
    found = parse(f"<div id='zoom'>{ARTICLE}<table>{rows}</table></div>").blocks[6:]
    document = docx.Document()
    grid = document.add_table(rows=len(table), cols=2)
    for y, row in enumerate(table):
        for x, cell in enumerate(row):
            grid.cell(y, x).text = cell[0] if cell else ""
            for more in cell[1:]:
                grid.cell(y, x).add_paragraph(more)
    out = io.BytesIO()
    document.save(out)
    typed = read(out.getvalue(), "a.docx").blocks
    assert {b.kind for b in found} == {b.kind for b in typed} == kinds
    assert ["".join(b.text.split()) for b in found] == ["".join(b.text.split()) for b in typed]
    if kinds == {"paragraph"}:
        assert [b.text for b in found][:3] == BOXES[0][0]


def test_who_prints_and_sends_out_does_not_issue_and_federations_do() -> None:
    body = ("<p>青石市残疾人联合会关于印发青石市辅具适配办法的通知</p><p>各区残联：</p><p>现将《青石市辅具适配办法》印发给你们，请遵照执行。</p>"
            "<p>青石市残疾人联合会</p><p>2019年1月17日</p><p>青石市辅具适配办法</p><p>第一条 为做好适配工作，制定本办法。</p>"
            "<p>第二条 本办法自印发之日起施行。</p><p>公开方式：主动公开</p><p>青石市残疾人联合会办公室</p><p>2019年1月18日印发</p>")
    document = analyse(page(f"<div id='zoom'>{body}</div>"), "a.html")
    assert document.meta.issuers == ("青石市残疾人联合会",) and document.meta.recipients == ("各区残联",)


SHARED = Path(__file__).parent.parent.parent / "shared"
FLOORS = {"body": 0.99, "clean": 0.99, "paragraphs": 0.97, "title": 0.99, "good": 0.90}


@pytest.mark.skipif(not (SHARED / "pages" / "expected").is_dir(), reason="the saved pages (../shared/pages) are not here")
def test_saved_pages_stay_above_their_floors(tmp_path: Path) -> None:
    from corpus import export

    for wanted in sorted((SHARED / "pages" / "expected").glob("*.json")):
        file = SHARED / "pages" / f"{wanted.stem}.html"
        if file.is_file():
            exported = export.export_document(analyse(file.read_bytes(), file.name, doc_id=wanted.stem))
            (tmp_path / wanted.name).write_text(json.dumps(exported, ensure_ascii=False), "utf-8")
    done = subprocess.run([sys.executable, str(SHARED / "eval" / "score_pages.py"), str(SHARED / "pages" / "expected"), str(tmp_path)],
                          capture_output=True, check=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"})
    reached = json.loads(done.stdout.decode().strip().splitlines()[-1])
    assert {k: v for k, v in reached.items() if v < FLOORS.get(k, 0)} == {}
