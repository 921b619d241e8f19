"""Who works with one unit, drawn: the unit in the middle, the closest around it, the others in a second ring. One SVG that a page
can style by its classes and that stands alone as well; names are text, escaped."""

from __future__ import annotations

import math
import re
from html import escape

from index.department import Department

INNER, MOST = 12, 30
WIDTH, HEIGHT = 980, 760
_SHOWN = 15
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def svg(department: Department) -> str:
    """The drawing; "" where nobody shares a task with the unit."""
    import networkx

    partners = department.partners[:MOST]
    if not partners:
        return ""
    graph = networkx.Graph()
    graph.add_node(department.centre)
    graph.add_nodes_from(name for name, _ in partners)
    rings = [[department.centre], [n for n, _ in partners[:INNER]], [n for n, _ in partners[INNER:]]]
    places = networkx.shell_layout(graph, nlist=[ring for ring in rings if ring], rotate=0.13)
    most = max(link.tasks for _, link in partners)
    far = 1.0 if len(partners) > INNER else 0.62
    wide, high = far * (WIDTH / 2 - 190) / _reach(places), far * (HEIGHT / 2 - 40) / _reach(places)
    at = {name: (WIDTH / 2 + x * wide, HEIGHT / 2 + y * high) for name, (x, y) in places.items()}
    cx, cy = at[department.centre]
    lines, dots = [], []
    halo = 'stroke="#ffffff" stroke-width="3" paint-order="stroke" stroke-linejoin="round"'  # names stay legible over lines
    for name, link in partners:
        x, y = at[name]
        strength = math.sqrt(link.tasks / most)
        said = f"{_plain(department.centre)} — {_plain(name)}：{link.tasks}"
        lines.append(f'<line class="tie" x1="{cx:.1f}" y1="{cy:.1f}" x2="{x:.1f}" y2="{y:.1f}" stroke="#8a94a3" '
                     f'stroke-width="{0.8 + 6 * strength:.1f}" stroke-opacity="{0.35 + 0.45 * strength:.2f}"><title>{said}</title></line>')
        right = x >= cx - 1
        dots.append(f'<circle class="partner" cx="{x:.1f}" cy="{y:.1f}" r="{4 + 7 * strength:.1f}" fill="#1f4e79"><title>{said}</title></circle>'
                    f'<text class="name" x="{x + (9 + 6 * strength) * (1 if right else -1):.1f}" y="{y + 5:.1f}" '
                    f'text-anchor="{"start" if right else "end"}" {halo} fill="#1d1f23">{_short(name)} <tspan class="count" fill="#5a616b">{link.tasks}</tspan></text>')
    centre = (f'<circle class="centre" cx="{cx:.1f}" cy="{cy:.1f}" r="15" fill="#9d2d26"/>'
              f'<text class="name of-centre" x="{cx:.1f}" y="{cy - 22:.1f}" text-anchor="middle" font-weight="700" {halo} fill="#1d1f23">{_short(department.centre)}</text>')
    return (f'<svg xmlns="http://www.w3.org/2000/svg" class="ego" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="ego-title" '
            f'font-family="Noto Sans CJK SC, PingFang SC, Microsoft YaHei, sans-serif" font-size="15"><title id="ego-title">'
            f'{_plain(department.centre)}</title>{"".join(lines)}{"".join(dots)}{centre}</svg>')


def _reach(places: dict[str, tuple[float, float]]) -> float:
    return max(math.hypot(x, y) for x, y in places.values()) or 1.0


def _plain(text: str) -> str:
    return escape(_CONTROL.sub("", text))


def _short(text: str) -> str:
    return _plain(text if len(text) <= _SHOWN else text[:_SHOWN - 1] + "…")
