"""A national opinion, a province's and a city's plan that carry it out: invented, short, in the true style. And what every
result over many documents must hold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema

import corpus.words
import tiaokuan

SCHEMAS = Path(corpus.words.__file__).parent / "schema"

NATION = """国务院关于推进工业节能的意见
国发〔2021〕90号
各省、自治区、直辖市人民政府：
一、主要目标
到2025年，单位国内生产总值能耗比2020年下降13.5%，非化石能源消费比重达到20%以上。
二、重点任务
（一）推广余热利用。
鼓励在水泥、冶金行业推广余热发电和热泵技术，逐步形成园区集中供热网络。（国家发展改革委、工业和信息化部负责）
（二）建设绿色园区。
对园区实施循环化改造，创建绿色园区100个，完善基础设施共建共享机制。（工业和信息化部牵头，生态环境部参与）
（三）深化国际合作。
加强与各国在节能标准和认证方面的交流，参与国际规则制定。
国务院
2021年2月1日
"""
PROVINCE = """云岭省人民政府关于推进工业节能的实施意见
为贯彻落实《国务院关于推进工业节能的意见》（国发〔2021〕90号），结合我省实际，制定本意见。
一、工作目标
到2025年，全省单位地区生产总值能耗比2020年下降12%，非化石能源占能源消费总量比重达到25%以上。
二、主要措施
（一）推广余热余压利用。
应当在水泥、冶金行业推广余热发电技术，逐步形成园区集中供热网络，建设云岭湖西岸余热示范带。（省发展改革委、省工业和信息化厅负责）
（二）建设绿色园区。
对园区实施循环化改造，创建绿色园区8个，完善基础设施共建共享机制。（省工业和信息化厅牵头，省生态环境厅参与）
（三）发展磷石膏建材。
支持磷化工企业与建材企业合作，推广磷石膏砌块，到2025年磷石膏综合利用率达到70%。（省工业和信息化厅负责）
云岭省人民政府
2021年6月1日
"""
CITY = """青石市人民政府关于印发工业节能工作方案的通知
一、工作目标
到2025年，全市万元地区生产总值能耗比2020年下降15%。
二、主要措施
（一）推广余热利用。
在水泥、冶金行业推广余热发电技术，逐步形成园区集中供热网络。（市发改委、市工信局负责）
（二）开展能效诊断。
每年组织专家为五十家企业开展免费诊断，出具改造清单，跟踪整改情况。（市工信局牵头，市财政局配合）
青石市人民政府
2022年3月1日
"""


def fill(opened: tiaokuan.Corpus) -> tiaokuan.Corpus:
    """Adds the three."""
    for name, text in (("nation", NATION), ("province", PROVINCE), ("city", CITY)):
        assert opened.add_bytes(text.encode(), f"{name}.txt").count("added") == 1
    return opened


def valid(result: Any) -> dict[str, Any]:
    """The JSON of a result, which must be what its schema says."""
    made: dict[str, Any] = json.loads(json.dumps(result.to_json(), ensure_ascii=False))
    jsonschema.validate(made, json.loads((SCHEMAS / f"{made['schema'].replace('/', '-')}.schema.json").read_text("utf-8")))
    return made
