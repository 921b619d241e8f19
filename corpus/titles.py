"""What roles, kinds of change and records are called, in one place for every room that shows or asks for them."""

from __future__ import annotations

from collections.abc import Iterable

from corpus.model import Corrected, TiaokuanError

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
MENTION_TITLES: dict[str, str] = {"unit": "单位", "target": "目标", "technology": "技术", "deadline": "时限"}
ACTION_TITLES: dict[str, str] = {"accept": "认可", "reject": "删去", "add": "补充", "change": "改动"}
STATUS_TITLES: dict[str, str] = {
    "in force": "有效", "replaced": "已被后来的代替", "undone": "已撤回", "orphaned": "原文已找不到", "removed": "文档已删除"}
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


def mark_title(mark: Corrected | None) -> str:
    """What a table says of a mention that a reader touched (改动（王五 2026-03-01）); empty for others."""
    return f"{ACTION_TITLES.get(mark.action, mark.action)}（{mark.by} {mark.at[:10]}）" if mark else ""


def marks_title(named: Iterable[tuple[str, Corrected | None]]) -> str:
    """The same for a row of several: each by its name (省财政厅：改动（王五 2026-03-01）)."""
    return "；".join(f"{name}：{mark_title(mark)}" for name, mark in named if mark)
