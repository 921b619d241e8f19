"""Characters of symbol fonts, which files name by their place in the font (F0xx): what they show, in Unicode.

Sources: Unicode's mapping tables for Symbol (VENDORS/ADOBE/symbol.txt) and Wingdings (L2/11-052R, Unicode 7.0)."""

from __future__ import annotations

SYMBOL = {
    0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xB0: "°", 0xA5: "∞", 0xB7: "•", 0xD7: "·",
    0x44: "Δ", 0x53: "Σ", 0x57: "Ω", 0x61: "α", 0x62: "β", 0x67: "γ", 0x64: "δ", 0x6C: "λ", 0x6D: "μ", 0x70: "π", 0x73: "σ",
    0xAE: "→", 0xAC: "←", 0xAD: "↑", 0xAF: "↓", 0xD6: "√", 0xE5: "∑", 0x25: "%", 0x2B: "+", 0x2D: "−", 0x3D: "=",
}
WINGDINGS = {
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x70: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖", 0x77: "⬥", 0x9F: "•",
    0xA1: "○", 0xA7: "▪", 0xA8: "□", 0xAB: "★", 0xD8: "➢", 0xE0: "→", 0xDF: "←", 0xE1: "↑", 0xE2: "↓", 0xF0: "⇨", 0xFB: "✗",
    0xFC: "✓", 0xFD: "☒", 0xFE: "☑", 0x28: "☎", 0x2A: "✉", 0x46: "☞",
    **{0x81 + n: chr(0x2460 + n) for n in range(10)}, **{0x8C + n: chr(0x2776 + n) for n in range(10)},
}
WINGDINGS_2 = {0x50: "✓", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0xA3: "□", 0x98: "●", 0xA2: "■", 0x30: "□", 0x4F: "✗", 0x51: "☒"}
FONTS = {"symbol": SYMBOL, "wingdings": WINGDINGS, "wingdings 2": WINGDINGS_2}
UNKNOWN = "\ufffd"


def symbol(font: str, code: int) -> str:
    """The character at a place of a font; U+FFFD where the font is a symbol font whose place is not known here."""
    place = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    table = FONTS.get(font.strip().lower())
    if table is not None:
        return table.get(place, UNKNOWN)
    if 0xE000 <= code <= 0xF8FF or code < 0x20 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return UNKNOWN
    return chr(code)
