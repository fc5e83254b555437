"""A plot for each figure that was measured at several sizes: SVG, both axes logarithmic."""
import math
import re

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 480, 300, 62, 44, 40, 38
COLOURS = {"sqlite": "#1f6feb", "pg": "#bf5700"}
NAMES = {"sqlite": "SQLite", "pg": "PostgreSQL"}


def decades(low, high):
    """Powers of ten around what is shown, one at least."""
    a, b = math.floor(math.log10(low)), math.ceil(math.log10(high))
    return range(a, max(b, a + 1) + 1)


def label(v):
    return f"{v:,.0f}" if v >= 1 else f"{v:g}"


def plot(title, unit, goal, series):
    """series: {"sqlite": [(size, value)]}.  The text of an SVG file."""
    points = [p for v in series.values() for p in v]
    xs = decades(min(x for x, _ in points), max(x for x, _ in points))
    values = [max(y, 1e-3) for _, y in points] + ([goal] if goal else [])
    ys = decades(min(values), max(values))
    at_x = lambda x: LEFT + (math.log10(x) - xs[0]) / (xs[-1] - xs[0]) * (WIDTH - LEFT - RIGHT)
    at_y = lambda y: HEIGHT - BOTTOM - (math.log10(max(y, 1e-3)) - ys[0]) / (ys[-1] - ys[0]) * (
        HEIGHT - BOTTOM - TOP)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
           f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
           f'<text x="{LEFT}" y="20" font-weight="bold">{title}, {unit}</text>']
    for d in xs:
        x = at_x(10 ** d)
        out += [f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{HEIGHT - BOTTOM}" stroke="#ddd"/>',
                f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{label(10 ** d)}</text>']
    for d in ys:
        y = at_y(10 ** d)
        out += [f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#ddd"/>',
                f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{label(10.0 ** d)}</text>']
    if goal:
        y = at_y(goal)
        out += [f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#c00" '
                'stroke-dasharray="5 4"/>',
                f'<text x="{WIDTH - RIGHT}" y="{y + 14:.1f}" text-anchor="end" fill="#c00">goal {label(goal)}</text>']
    for n, (kind, v) in enumerate(sorted(series.items())):
        colour = COLOURS[kind]
        line = " ".join(f"{at_x(x):.1f},{at_y(y):.1f}" for x, y in sorted(v))
        out.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{at_x(x):.1f}" cy="{at_y(y):.1f}" r="3" fill="{colour}"/>' for x, y in v]
        out.append(f'<text x="{WIDTH - RIGHT - 150 + 85 * n}" y="20" fill="{colour}">{NAMES[kind]}</text>')
    out += [f'<text x="{(WIDTH + LEFT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">customers</text>', "</svg>"]
    return "\n".join(out) + "\n"


def write(results, folder):
    """A file for each figure of several sizes."""
    folder.mkdir(parents=True, exist_ok=True)
    figures = {}
    for r in results:
        if r.get("size"):
            f = figures.setdefault(r["figure"], {"unit": r["unit"], "goal": r["goal"], "series": {}})
            f["series"].setdefault(r["kind"], []).append((r["size"], r["ours"]))
    for name, f in figures.items():
        file = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") + ".svg"
        (folder / file).write_text(plot(name, f["unit"], f["goal"], f["series"]))
    return len(figures)
