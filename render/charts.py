"""Indicators as charts, SVG or PNG. The font comes with a package, so that Chinese is right on a machine without any; in
SVG the letters are outlines, right wherever it is opened."""

from __future__ import annotations

import importlib.util
import io
import os
import re
import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.model import TiaokuanError
from corpus.regions import NATION
from index.indicators import Indicators, Point, Series

MOST = 6
"""Charts on one sheet: more are not read."""
BARS = 30
LINES = 8
"""Regions that have a line of their own; of more, every figure has a bar."""
_DRAWING = threading.Lock()
"""matplotlib draws one chart at a time: its settings and its fonts are of the whole process."""
_WIDTH, _HEIGHT, _BAR = 9.0, 3.4, 0.3
_INK = ("#1f4e79", "#b3261e", "#1b7f3b", "#9a6700", "#7b1fa2", "#00738a", "#5b5b5b", "#d2691e")


def available() -> bool:
    """Whether the extra `charts` is installed."""
    return all(importlib.util.find_spec(name) for name in ("matplotlib", "pylopdf_fonts_zh_cn"))


def write_chart(result: Indicators, out: str | os.PathLike[str]) -> None:
    """Draws the indicators to `out`. Raises TiaokuanError for another ending than .svg and .png, where the extra is not
    installed, or where there is no figure."""
    from render import write

    path = Path(out)
    ending = path.suffix.lower().lstrip(".")
    if ending not in ("svg", "png"):
        raise TiaokuanError(f"{path}：图只能写成 .svg 或 .png (a chart is .svg or .png)")
    if not available():
        raise TiaokuanError('画图需要安装：pip install "tiaokuan[charts]" (charts need the extra: matplotlib and a font)')
    data = draw(result, ending)
    if data is None:
        raise TiaokuanError("没有可画的数值；指标名可用 tiaokuan indicators 查看 (no figures to draw)")
    write(path, data)


def draw(result: Indicators, format: str) -> bytes | None:
    """The bytes of the chart of the first series that have figures; None where none has."""
    drawn = [s for s in result.series if any(p.value is not None for p in s.points)][:MOST]
    if not drawn:
        return None
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    # No state of pyplot, and nothing of the machine: the same figures give the same bytes.
    with _DRAWING, matplotlib.rc_context({"svg.fonttype": "path", "svg.hashsalt": "tiaokuan", "axes.unicode_minus": False}):
        heights = [_height(s) for s in drawn]
        figure = Figure(figsize=(_WIDTH, sum(heights)), layout="constrained")
        canvas = FigureCanvasSVG(figure) if format == "svg" else FigureCanvasAgg(figure)
        axes = figure.subplots(len(drawn), 1, squeeze=False, height_ratios=heights)
        for series, axis in zip(drawn, axes[:, 0], strict=True):
            _series(axis, series)
        out = io.BytesIO()
        meta: dict[str, Any] = {"Date": None} if format == "svg" else {"Software": None}
        canvas.figure.savefig(out, format=format, dpi=150, metadata=meta)
    return out.getvalue()


def _font(size: float) -> Any:
    import pylopdf_fonts_zh_cn
    from matplotlib.font_manager import FontProperties

    return FontProperties(fname=str(pylopdf_fonts_zh_cn.sans_path()), size=size)


def _over_years(series: Series) -> bool:
    """Whether it is drawn over years: three years and more, most figures not for one of them, few enough lines."""
    years = Counter(_year(p) for p in series.points if p.value is not None and _year(p))
    regions = {p.region for p in series.points if p.value is not None and _year(p)}
    return len(years) >= 3 and len(regions) <= LINES and max(years.values()) <= 0.6 * years.total()


def _year(point: Point) -> int | None:
    """The year that a figure is for, else that of its document: its date, or what its title or name says."""
    if point.year or point.date:
        return point.year or int((point.date or "")[:4])
    said = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", f"{point.title} {point.doc_id}")
    return int(said[0]) if said else None


def _height(series: Series) -> float:
    if _over_years(series):
        return _HEIGHT
    return 1.1 + _BAR * min(BARS, len({(p.doc_id, p.value) for p in series.points if p.value is not None}))


def _series(axis: Any, series: Series) -> None:
    axis.set_title(_plain(series.title), fontproperties=_font(12), loc="left")
    (_years if _over_years(series) else _bars)(axis, [p for p in series.points if p.value is not None])
    for label in (*axis.get_xticklabels(), *axis.get_yticklabels()):
        label.set_fontproperties(_font(9))
    for side in ("top", "right"):
        axis.spines[side].set_visible(False)


def _years(axis: Any, points: Sequence[Point]) -> None:
    """One line a region, through the figures that documents set for it; points alone where a year has several. What is
    stated as reached is an open circle."""
    from matplotlib.ticker import MaxNLocator

    groups: dict[str, list[Point]] = {}
    for p in points:
        if _year(p):
            groups.setdefault(_plain(p.region or "未注明地区"), []).append(p)
    for n, (region, some) in enumerate(groups.items()):
        colour = _INK[n % len(_INK)]
        some.sort(key=lambda p: (_year(p) or 0, p.date or ""))
        aims = [p for p in some if p.kind == "target"]
        # several figures for one year (by how much in all, and in the last year) are no line
        style = "o-" if len({_year(p) for p in aims}) == len({(_year(p), p.value) for p in aims}) else "o"
        axis.plot([_year(p) for p in aims], [p.value for p in aims], style, color=colour, label=region, markersize=5, linewidth=1.4)
        facts = [p for p in some if p.kind == "fact"]
        axis.plot([_year(p) for p in facts], [p.value for p in facts], "o", color=colour, fillstyle="none", markersize=5)
        if len(some) <= 14:
            for p in some:
                axis.annotate(f"{p.value:g}", (_year(p), p.value), textcoords="offset points", xytext=(0, 6), ha="center", fontproperties=_font(8), color=colour)
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    axis.margins(y=0.18)
    axis.grid(axis="y", color="#dddddd", linewidth=0.6)
    if len(groups) > 1:
        axis.legend(prop=_font(8), frameon=False, loc="best")


def _bars(axis: Any, points: Sequence[Point]) -> None:
    """One bar a figure, the highest first; named by its place, or by its document where several are of one place."""
    kept = list({(p.doc_id, p.value): p for p in points}.values())
    kept.sort(key=lambda p: -(p.value or 0))
    kept = kept[:BARS][::-1]
    places = range(len(kept))
    axis.barh(places, [p.value for p in kept], color=[_INK[0] if p.kind == "target" else "#9db7d1" for p in kept], height=0.62)
    axis.set_yticks(places, [_plain(label) for label in _labels(kept)])
    for at, p in zip(places, kept, strict=True):
        axis.annotate(_plain(p.said), (p.value, at), textcoords="offset points", xytext=(4, 0), va="center", fontproperties=_font(8))
    axis.margins(x=0.25)
    axis.set_xlim(left=min(0.0, *(p.value or 0.0 for p in kept)))


def _labels(points: Sequence[Point]) -> list[str]:
    """The region, where one document alone is of it; else the title, where one alone bears it; else the document's id."""
    regions = Counter(region for region, _ in {(p.region, p.doc_id) for p in points})
    titles = Counter(title for title, _ in {(p.title, p.doc_id) for p in points})
    names = [p.region if p.region and p.region != NATION and regions[p.region] == 1 else p.title if titles[p.title] == 1 else p.doc_id
             for p in points]
    return [name if len(name) <= 20 else name[:19] + "…" for name in names]


def _plain(text: str) -> str:
    """Nothing that matplotlib would take for mathematics, and no control characters."""
    return "".join(c for c in text if c.isprintable()).replace("$", r"\$")
