"""What a reader says, checked, and made the correction that is kept. Pure; the store writes it down."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, cast

from corpus.corrections.anchor import Places, anchor, place
from corpus.corrections.apply import Placed, apply, placed
from corpus.corrections.model import (
    ACTIONS,
    CHOICES,
    CORRECTABLE,
    KINDS,
    OF_ROW,
    OWN,
    Action,
    Correction,
    Kind,
    Undone,
    said,
    shifted,
    standing,
)
from corpus.model import Clause, Document, TiaokuanError
from corpus.titles import known_role

MAX_NOTE, MAX_WHO, MAX_WORDS, MAX_SPAN, MAX_EACH = 2000, 100, 1000, 2000, 10_000
"""Characters of a note, of a reader's name, of another value, of a span; corrections of a document."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_WORDS = {"name": True, "canonical": True, "task": True, "indicator": True, "unit": False, "deadline": False}
"""Values that are words, and whether they must be there."""


def words(value: Any, what: str, most: int, needed: bool = True) -> str:
    """A value that is text of at most so many characters. Raises TiaokuanError."""
    if not isinstance(value, str):
        raise TiaokuanError(f"{what}要是文字 ({what} must be text)")
    value = value.strip()
    if needed and not value:
        raise TiaokuanError(f"{what}不能为空 ({what} must not be empty)")
    if len(value) > most:
        raise TiaokuanError(f"{what}有 {len(value)} 字，最多 {most} 字 ({what} is too long)")
    if _CONTROL.search(value) or any("\ud800" <= c <= "\udfff" for c in value):
        raise TiaokuanError(f"{what}里有控制字符 (control characters in {what})")
    return value


def checked(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a mention of that kind, each as it is kept. Raises TiaokuanError for one that there is not or that
    cannot be."""
    known = CORRECTABLE[kind]
    strange = [name for name in values if name not in known]
    if strange:
        raise TiaokuanError(f"{kind} 没有 {strange[0][:40]!r}；可改 {'、'.join(known)} (no such value of a {kind})")
    return {name: _value(name, value) for name, value in values.items()}


def _value(name: str, value: Any) -> Any:
    if name == "role":
        role = known_role(value if isinstance(value, str) else "?")
        if role is None:
            raise TiaokuanError("角色不能为空 (role must not be empty)")
        return role
    if name in CHOICES:
        if value not in CHOICES[name]:
            raise TiaokuanError(f"{name} 不能是“{str(value)[:40]}”，可用 {' '.join(CHOICES[name])} (no such {name})")
        return value
    if name in _WORDS and (value is not None or _WORDS[name]):
        return words(value, name, MAX_WORDS, _WORDS[name]) or None
    if value is None:
        return None
    if name == "due":
        return _day(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TiaokuanError(f"{name} 要是数 ({name} must be a number)")
    if not -1e18 < value < 1e18 or not math.isfinite(value):
        raise TiaokuanError(f"{name} 超出范围 ({name} is out of range)")
    if name.endswith("year"):
        if value != int(value) or not 1000 <= value <= 9999:
            raise TiaokuanError(f"{name} 要是四位年份 ({name} must be a year)")
        return int(value)
    return float(value)


def _day(value: Any) -> str:
    try:
        if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise TiaokuanError(f"看不懂日期“{str(value)[:40]}”，请写 2025-06-30 (cannot read this date)")


def span_in(clause: Clause, start: Any, end: Any) -> tuple[int, int]:
    """A span that lies in the clause's own text and covers words. Raises TiaokuanError."""
    if any(isinstance(n, bool) or not isinstance(n, int) for n in (start, end)) or not 0 <= start < end <= len(clause.text):
        raise TiaokuanError(f"{clause.id} 没有第 {str(start)[:20]}—{str(end)[:20]} 字，共 {len(clause.text)} 字 (the span is not in the clause)")
    if end - start > MAX_SPAN:
        raise TiaokuanError(f"所指文字有 {end - start} 字，最多 {MAX_SPAN} 字 (the span is too long)")
    if not clause.text[start:end].strip():
        raise TiaokuanError("所指文字是空白 (the span is blank)")
    return start, end


def proposed(document: Document, made: Sequence[Correction], clause_id: str, kind: str, action: str, start: int, end: int,
             values: Mapping[str, Any], who: str, note: str = "", span: tuple[int, int] | None = None,
             found: str | None = None, quote: str | None = None, full_name: Callable[[str], str] = str) -> Correction:
    """The correction that a reader makes of `document` as the program left it, with `made` before; `id` 0 where it is
    new, else it has been made already by the same reader. Parameters as of `Corpus.correct`; `full_name` gives the full
    name of a unit. Raises TiaokuanError."""
    who, note = words(who, "读者姓名", MAX_WHO), words(note, "备注", MAX_NOTE, False)
    if kind not in KINDS:
        raise TiaokuanError(f"没有类别“{str(kind)[:40]}”，可用 {' '.join(KINDS)} (unknown kind of mention)")
    if action not in ACTIONS:
        raise TiaokuanError(f"没有动作“{str(action)[:40]}”，可用 {' '.join(ACTIONS)} (unknown action)")
    clause = next((c for c in document.clauses if c.id == clause_id), None)
    if clause is None:
        raise TiaokuanError(f"{document.id} 里没有条款“{clause_id}” (no such clause)")
    at = span_in(clause, start, end)
    if quote is not None and quote != clause.text[start:end]:
        raise TiaokuanError(f"{clause.id} 那里现在是“{clause.text[start:end][:40]}”，不是“{str(quote)[:40]}”；文档已更新，请重新打开 (the text has changed; look again)")
    new_at = span_in(clause, *span) if span else at
    if action in ("accept", "reject") and (values or span):
        raise TiaokuanError(f"{action} 不带新值；要改用 change ({action} takes no values; use change)")
    given = checked(kind, values)
    places = [p for p in placed(document, made)[0] if p.clause.id == clause.id and p.correction.kind == kind]
    now_there = _one([said(kind, m, row) for m, row in standing(kind, apply(document, made).clause(clause.id))
                      if (m.start, m.end) == at], kind, action, found, given)
    before = _chain(places, kind, at, now_there)
    own = ("start", "end", *OWN[kind])
    of_row = {k: v for k, v in (before.now or {}).items() if k in OF_ROW} if before and kind == "unit" else {}
    now: dict[str, Any] | None = None
    if action == "add":
        if now_there is None:
            now = {**_assumed(document, kind, clause.text[at[0]:at[1]], given, full_name), **given, "start": at[0], "end": at[1]}
        elif before is None or _same(before.correction, action, {**(before.now or {}), **given}, who, before) is None:
            raise TiaokuanError(f"“{clause.text[at[0]:at[1]]}”已标为 {kind}，要改用 change (already there; use change)")
        else:
            return before.correction
    elif action == "reject":
        if now_there is None and before is None:
            raise _none(clause, kind, at)
    elif action == "accept":
        there = now_there or (before.was or _last(document, before, made) if before else None)
        if there is None:
            raise _none(clause, kind, at)
        now = {**{k: there[k] for k in own}, **of_row}
    else:
        if now_there is None:
            raise _none(clause, kind, at)
        if not given and span is None:
            raise TiaokuanError("没有说改什么；认可用 accept (nothing to change; to agree use accept)")
        if new_at[0] >= at[1] or at[0] >= new_at[1]:
            raise TiaokuanError("新的范围与原来的不相交；请删去再补充 (the new span does not touch the old; reject and add)")
        now = {**{k: now_there[k] for k in own}, **of_row, **given, "start": new_at[0], "end": new_at[1]}
        _follow(now, clause.text[at[0]:at[1]], clause.text[new_at[0]:new_at[1]], given, full_name)
        if before is None and all(now_there.get(k) == v for k, v in now.items()):
            raise TiaokuanError("与现在的一样；认可用 accept (that is what it says; to agree use accept)")
    if before is not None and (known := _same(before.correction, action, now, who, before)):
        return known
    if now and kind != "target":
        _no_other(places, before, (now["start"], now["end"]))
    was = before.was if before else _found(clause, kind, at, now_there)
    ends = [(v["start"], v["end"]) for v in (was, now) if v] or [at]
    hull = min(a for a, _ in ends), max(b for _, b in ends)
    return Correction(0, before.correction.root if before else 0, document.id, cast(Kind, kind), cast(Action, action),
                      anchor(clause, *hull), was, now, who, now_utc(), note)


def now_utc() -> str:
    """This moment (UTC, ISO 8601, to the second)."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _one(there: list[dict[str, Any]], kind: str, action: str, found: str | None, given: Mapping[str, Any]) -> dict[str, Any] | None:
    """The mention that is meant of those at the span: of targets, which may share it, the one with that indicator."""
    name = {"target": "indicator", "unit": "task"}.get(kind)
    wanted = found if found is not None else given.get("indicator") if action == "add" and kind == "target" else None
    if wanted is not None and name:
        there = [values for values in there if values[name] == wanted]
    if len(there) > 1:
        raise TiaokuanError(f"这里不止一处：{'；'.join(str(v[name or 'canonical'])[:40] for v in there[:8])}，请用 found 指明 (more than one here; say which)")
    return there[0] if there else None


def _found(clause: Clause, kind: str, at: tuple[int, int], there: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The same mention as the program left it: readers may have changed the row that it stands in."""
    return next((said(kind, m, row) for m, row in standing(kind, clause) if there and (m.start, m.end) == at
                 and (kind != "target" or m.indicator == there["indicator"])), None)


def _chain(places: list[Placed], kind: str, at: tuple[int, int], there: Mapping[str, Any] | None) -> Placed | None:
    """The correction in force of the mention at a span: the one it stands by, else the one that rejected it."""
    for one in places:
        if one.span == at and (one.now is None) == (there is None) and (
                kind != "target" or not there or not one.now or one.now["indicator"] == there["indicator"]):
            return one
    return None


def _last(document: Document, before: Placed, made: Sequence[Correction]) -> dict[str, Any] | None:
    """What a rejected mention said that only readers had found."""
    for one in reversed(made):
        if one.root == before.correction.root and one.now and not one.undone and (at := place(Places(document), one.anchor)):
            return shifted(one.now, at[1] - one.anchor.start)
    return None


def _same(known: Correction, action: str, now: Mapping[str, Any] | None, who: str, at: Placed) -> Correction | None:
    return known if (known.action, known.by) == (action, who) and at.now == now else None


def _none(clause: Clause, kind: str, at: tuple[int, int]) -> TiaokuanError:
    return TiaokuanError(f"“{clause.text[at[0]:at[1]][:40]}”没有标为 {kind}；要补充用 add (no such mention here; to add it use add)")


def _no_other(places: list[Placed], before: Placed | None, span: tuple[int, int]) -> None:
    for one in places:
        if one is not before and one.now and one.now["start"] < span[1] and span[0] < one.now["end"]:
            raise TiaokuanError(f"与订正 #{one.correction.id}“{one.correction.text[:40]}”重叠；请先撤回 (overlaps a correction; undo that first)")


def _assumed(document: Document, kind: str, text: str, given: Mapping[str, Any], full_name: Callable[[str], str]) -> dict[str, Any]:
    """What an added mention says where the reader does not: what the same words say elsewhere in the document."""
    if kind == "target":
        if "indicator" not in given:
            raise TiaokuanError("补充目标要说明指标 (a target needs its indicator)")
        return {**dict.fromkeys(OWN[kind]), "comparator": "=", "kind": "target"}
    if kind == "deadline":
        return {"due": None}
    alike = next((m for c in document.clauses for m, _ in standing(kind, c)
                  if (m.surface if kind == "unit" else m.text) == text), None)
    if kind == "technology":
        return {"canonical": alike.canonical if alike else text}
    name = given.get("name", alike.name if alike else text)
    return {"role": "responsible", "name": name,
            "canonical": alike.canonical if alike and alike.name == name else full_name(name)}


def _follow(now: dict[str, Any], old: str, new: str, given: Mapping[str, Any], full_name: Callable[[str], str]) -> None:
    """Lets names that were the words themselves follow a new span, and the full name of a unit its name."""
    if "name" in now:
        if "name" not in given and old != new and now["name"] == old:
            now["name"] = new
        if "canonical" not in given and ("name" in given or now["name"] == new != old):
            now["canonical"] = full_name(now["name"])
    elif "canonical" in now and "canonical" not in given and now["canonical"] == old:
        now["canonical"] = new


def undone(correction: Correction, who: str) -> Correction:
    """The same, taken back. Raises TiaokuanError."""
    return replace(correction, undone=Undone(words(who, "读者姓名", MAX_WHO), now_utc()))
