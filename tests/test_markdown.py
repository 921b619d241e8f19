"""Markdown: what is form goes, what is text and outline stays."""

from __future__ import annotations

import pytest

from corpus.model import UnreadableDocument
from pipeline import analyse
from pipeline.read import media_type, read
from tests.writing import PLAN

SAID = """---
标题: "云岭省绿色制造方案"
date: 2021年3月2日
标签: 无用
---
# 云岭省**绿色**制造方案

第一行
第二行

## 一、总体目标

## 保障措施

1. 推广电机
2. 5G 基站
   - 子项 `代码`

> 引文

| 任务 | 单位 |
|:---|---|
| 诊断 | 省发改委 |

见[附件](file/a.docx "全文")，![示意图](x.png)。<!-- 批注 --> a < b<br>换行 &lt;

```text
代码块
```
"""


def test_the_parts_of_a_markdown_file() -> None:
    reading = read(SAID.encode(), "a.md")
    assert [b.text for b in reading.blocks] == [
        "云岭省绿色制造方案", "第一行", "第二行", "一、总体目标", "## 保障措施", "1.推广电机", "2. 5G 基站", "子项 代码", "引文", "任务 | 单位",
        "诊断 | 省发改委", "见附件，。 a < b", "换行 <", "代码块"]
    assert reading.blocks[10].cells == ("诊断", "省发改委") and reading.blocks[10].table == 1
    assert dict(reading.facts) == {"title": "云岭省绿色制造方案", "date": "2021-03-02"}
    assert [(a.name, a.uri) for a in reading.attachments] == [("附件", "file/a.docx")]
    assert [x.text for x in reading.left_out if "文件头" not in x.reason] == ["示意图", "批注"] and len(reading.left_out) == 5


def test_a_plan_with_headings_gives_the_clauses_of_its_text() -> None:
    said = "\n\n".join(f"## {line}" if line[:2] in ("一、", "二、", "三、") else f"### {line}" if line.startswith("（") and line.endswith("。") else line
                       for line in PLAN.splitlines())
    plain, marked = analyse(PLAN.encode(), "a.txt"), analyse(said.encode(), "a.md")
    assert [(c.kind, c.marker, c.text, c.responsibilities) for c in marked.clauses] == [(c.kind, c.marker, c.text, c.responsibilities) for c in plain.clauses]


def test_text_that_the_parser_gives_up_on_is_not_lost() -> None:
    assert "深处文字" in "".join(b.text for b in read(("> " * 500 + "深处文字").encode(), "a.md").blocks)


def test_only_the_ending_makes_markdown_and_nothing_is_refused() -> None:
    assert media_type(b"# a", "a.md") == "text/markdown" and media_type(b"# a", "a.txt") == "text/plain"
    with pytest.raises(UnreadableDocument, match="没有文字"):
        read(b"![](a.png)", "a.md")
