"""Numbers as a spreadsheet shows them: number format codes (ECMA-376 part 1, 18.8.30 and 18.8.31), the share of them that
tables of tasks and targets use: percentages, thousands, decimals, dates, literal text."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal, InvalidOperation

from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

BUILTIN = {**BUILTIN_FORMATS, 14: "yyyy/m/d", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"',
           32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"',
           53: 'm"月"d"日"', 54: 'm"月"d"日"', 55: 'yyyy"年"m"月"', 56: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"'}
"""Format numbers that files do not spell out; 27 to 58 as in the zh-cn locale."""
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[([^\]]*)\]|(General|G/通用格式)|(am/pm|上午/下午)|(y+|m+|d+|h+|s+|aaa+)|(0|#|\?|,|\.|%|[eE][+-]|/|@)|(.)', re.I | re.S)
_WEEK, _MONTHS = "一二三四五六日", ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def shown(text: str, code: str, mac: bool = False) -> str:
    """A number (as the file has it) in a format; as it is where it is no number or the format is not understood."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number.adjusted()) > 300:
        return text
    sections = re.findall(r'(?:"[^"]*"|\\.|\[[^\]]*\]|[^;])+', code) or ["General"]
    section = sections[0]
    if number < 0 and len(sections) > 1:
        section, number = sections[1], -number
    elif number == 0 and len(sections) > 2:
        section = sections[2]
    tokens = [m.groups() for m in _TOKEN.finditer(section[:200])]
    marks = "".join(t[6] or "" for t in tokens)
    if any(t[3] for t in tokens) or marks == "@" or not any(t[4] or t[5] or t[6] for t in tokens) and not any(t[0] or t[1] or t[7] for t in tokens):
        return _general(number)
    try:
        if any(t[5] or t[2] and re.fullmatch("[hms]+", t[2], re.I) for t in tokens) and not set(marks) & set("0#"):
            return _date(float(number), tokens, mac)
        return _number(number, tokens)
    except (ValueError, OverflowError, InvalidOperation, TypeError):
        return text


def _general(number: Decimal) -> str:
    """As the format 常规 (General) shows it: at most eleven digits, no zeros at the end."""
    decimals = 10 if number.adjusted() <= 0 else max(0, 10 - number.adjusted())
    said = f"{number:.{decimals}f}"
    said = said.rstrip("0").rstrip(".") if "." in said else said
    return "0" if said == "-0" else said


def _number(number: Decimal, tokens: list[tuple[str, ...]]) -> str:
    digits = "".join(t[6] or "" for t in tokens)
    if "/" in digits or "E" in digits.upper():
        return _general(number)
    percent = digits.count("%")
    number = number.scaleb(2 * percent)
    whole, _, part = digits.replace("%", "").replace("@", "").partition(".")
    thousands = "," in whole.rstrip(",")
    number = number.scaleb(-3 * (len(whole) - len(whole.rstrip(","))))
    most, least = sum(ch in "0#?" for ch in part), part.count("0")
    said = f"{abs(number):{',' if thousands else ''}.{most}f}"
    if "." in said:
        head, _, tail = said.partition(".")
        tail = tail[:least] + tail[least:].rstrip("0")
        said = head + ("." + tail if tail else "")
    least_whole = whole.count("0")
    if least_whole == 0 and said.startswith("0"):
        said = said[1:] if len(said) > 1 else ""
    elif not thousands:
        head, point, tail = said.partition(".")
        said = head.zfill(least_whole) + point + tail
    if number < 0 and re.search(r"[1-9]", said):
        said = "-" + said
    out, placed = [], False
    for literal, escaped, bracket, _, _, date, mark, other in tokens:
        if mark is not None and mark in "0#?,.":
            if not placed:
                out.append(said)
                placed = True
        elif mark == "%":
            out.append("%")
        elif bracket is not None:
            currency = re.match(r"\$([^-\]]+)", bracket)
            out.append(currency[1] if currency else "")
        else:
            out.append(literal or escaped or other or date or "")
    return "".join(out).strip()


def _date(number: float, tokens: list[tuple[str, ...]], mac: bool) -> str:
    moment = from_excel(number, CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900)
    if any(t[2] and re.fullmatch("[hms]+", t[2], re.I) for t in tokens) or isinstance(moment, datetime.timedelta):
        minutes = round(number * 24 * 60)  # a length of time
        return f"{minutes // 60}:{minutes % 60:02d}"
    if isinstance(moment, datetime.time):
        moment = datetime.datetime.combine(datetime.date(1900, 1, 1), moment)
    if not isinstance(moment, datetime.datetime):
        raise ValueError("no date")
    half = any(t[4] for t in tokens)
    out: list[str] = []
    dated = [(t[5] or "").lower() for t in tokens]
    for at, (literal, escaped, bracket, _, noon, date, mark, other) in enumerate(tokens):
        if noon:
            out.append(("上午" if moment.hour < 12 else "下午") if "上" in noon else "AM" if moment.hour < 12 else "PM")
        elif date:
            near = next((d for d in reversed(dated[:at]) if d), ""), next((d for d in dated[at + 1:] if d), "")
            out.append(_part(moment, date.lower(), near[0].startswith("h") or near[1].startswith("s"), half))
        elif bracket is None:
            out.append(literal or escaped or (mark if mark != "@" else "") or other or "")
    return "".join(out).strip()


def _part(moment: datetime.datetime, code: str, minutes: bool, half: bool) -> str:
    if code[0] == "y":
        return f"{moment.year:04d}" if len(code) > 2 else f"{moment.year % 100:02d}"
    if code[0] == "a":
        return ("星期" if len(code) > 3 else "周") + _WEEK[moment.weekday()]
    if code[0] == "m" and not minutes and len(code) > 2:
        return _MONTHS[moment.month - 1]
    if code[0] == "d" and len(code) > 2:
        return ("星期" + _WEEK[moment.weekday()])
    value = {"m": moment.minute if minutes else moment.month, "d": moment.day, "h": (moment.hour - 1) % 12 + 1 if half else moment.hour,
             "s": moment.second}[code[0]]
    return f"{value:02d}" if len(code) > 1 else str(value)
