"""What roles, kinds of change and records are called, in one place for every room that shows or asks for them."""

from __future__ import annotations

from corpus.model import TiaokuanError

ROLE_TITLES: dict[str, str] = {"lead": "牵头", "support": "配合", "responsible": "责任"}
CHANGE_TITLES: dict[str, str] = {
    "same": "相同", "renumbered": "改号", "edited": "修改", "rewritten": "重写", "moved": "移动", "split": "拆分",
    "merged": "合并", "added": "新增", "deleted": "删除"}
RECORD_TITLES: dict[str, str] = {
    "unit_added": "增加单位", "unit_dropped": "去掉单位", "role": "角色", "deadline": "时限", "target": "目标",
    "technology": "技术", "strength": "力度"}
KIND_TITLES: dict[str, str] = {
    "unit": "条款", "paragraph": "段落", "row": "表格行", "title": "标题", "doc_number": "文号", "recipients": "主送机关",
    "notice": "印发语", "date": "日期", "signature": "署名", "toc": "目录"}
EDIT_TITLES: dict[str, str] = {"replaced": "替换", "added": "增加", "deleted": "删去", "moved": "移动"}
DIRECTION_TITLES: dict[str, str] = {
    "new": "新增", "gone": "取消", "lead": "改为牵头", "tightened": "收紧", "relaxed": "放宽", "raised": "数值提高",
    "lowered": "数值降低", "earlier": "提前", "later": "推后", "stronger": "加强", "weaker": "减弱"}
ROLES: dict[str, str] = {key: key for key in ROLE_TITLES} | {title: key for key, title in ROLE_TITLES.items()} | {
    "负责": "responsible", "参与": "support"}
"""Every name that a role may be asked by."""


def known_role(name: str | None) -> str | None:
    """The role by its English or Chinese name; None for none asked. Raises TiaokuanError for a role that there is not."""
    if not name:
        return None
    if name not in ROLES:
        raise TiaokuanError(f"没有角色“{name}”，可用 lead（牵头）、support（配合）、responsible（责任） (unknown role)")
    return ROLES[name]
