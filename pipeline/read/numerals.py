"""Numbers as outlines print them: the number formats of OOXML (ECMA-376 part 1, 17.18.59 ST_NumberFormat)."""

from __future__ import annotations

import re
from collections.abc import Callable

DIGITS = "零一二三四五六七八九"
LEGAL = "零壹贰叁肆伍陆柒捌玖"
STEMS, BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
CIRCLED = "".join(map(chr, [*range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0)]))
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
         (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def chinese(number: int, digits: str = DIGITS, units: str = "十百千万") -> str:
    """A number in Chinese counting: 十二, 一百零五, 二千零二十. Larger than 99 999 digit by digit."""
    if number > 99_999:
        return digital(number, digits)
    said, gap = "", False
    for place in range(4, -1, -1):
        digit = number // 10**place % 10
        if digit:
            said += (digits[0] if gap and said else "") + digits[digit] + (units[place - 1] if place else "")
            gap = False
        else:
            gap = True
    said = said or digits[0]
    return said[1:] if 10 <= number < 20 and digits == DIGITS else said


def digital(number: int, digits: str = "〇" + DIGITS[1:]) -> str:
    """A number digit by digit: 一〇五."""
    return "".join(digits[int(d)] for d in str(number))


def roman(number: int) -> str:
    """A number from 1 to 3999 in small Roman letters; others in figures."""
    if not 0 < number < 4000:
        return str(number)
    said = ""
    for worth, letters in ROMAN:
        count, number = divmod(number, worth)
        said += letters * count
    return said


def letters(number: int) -> str:
    """a … z, then aa, bb … as word processors count."""
    return chr(97 + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 26 * 20 else str(number)


def _of(row: str, start: int = 1) -> Callable[[int], str]:
    return lambda number: row[number - start] if 0 <= number - start < len(row) else str(number)


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": lambda n: str(n).translate({48 + d: 0xFF10 + d for d in range(10)}),
    "decimalFullWidth2": lambda n: str(n).translate({48 + d: 0xFF10 + d for d in range(10)}),
    "decimalEnclosedCircle": _of(CIRCLED), "decimalEnclosedCircleChinese": _of(CIRCLED),
    "decimalEnclosedFullstop": lambda n: f"{n}.", "decimalEnclosedParen": lambda n: f"({n})",
    "numberInDash": lambda n: f"- {n} -",
    "upperRoman": lambda n: roman(n).upper(), "lowerRoman": roman,
    "upperLetter": lambda n: letters(n).upper(), "lowerLetter": letters,
    # chineseCounting counts to 99 and says larger numbers digit by digit; the others go on with 百 and 千.
    "chineseCounting": lambda n: chinese(n) if n < 100 else digital(n),
    "taiwaneseCounting": lambda n: chinese(n) if n < 100 else digital(n),
    "chineseCountingThousand": chinese, "taiwaneseCountingThousand": chinese, "japaneseCounting": chinese,
    "ideographDigital": digital, "japaneseDigitalTenThousand": digital, "taiwaneseDigital": digital,
    "chineseLegalSimplified": lambda n: chinese(n, LEGAL, "拾佰仟万"),
    "ideographLegalTraditional": lambda n: chinese(n, "零壹貳參肆伍陸柒捌玖", "拾佰仟萬"),
    "ideographTraditional": _of(STEMS), "ideographZodiac": _of(BRANCHES),
    "ideographZodiacTraditional": lambda n: STEMS[(n - 1) % 10] + BRANCHES[(n - 1) % 12] if 0 < n <= 60 else str(n),
    "ideographEnclosedCircle": _of("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
}
"""Format name → how it says a number. Others (of other scripts) are said in figures."""


def said(number: int, form: str, custom: str | None = None) -> str:
    """A number in a format; `custom` is a pattern as `001, 002, 003, ...` for the format `custom`. Never raises."""
    if form == "none":
        return ""
    if form == "custom" and custom and (zeros := re.match(r"(0*)[01]\b", custom)):
        return str(number).zfill(len(zeros[0]))
    return FORMATS.get(form, str)(max(0, number))
