#!/usr/bin/env python3
"""Draws the library's ratios to their floors as an SVG that is legible in light and dark.

    chart.py PAGE > PICTURE      from the first table of a Markdown page that has the column "÷ floor"
"""

import sys

WORKS = ["encrypt", "decrypt", "decrypt own keys"]
BAR, GAP, LEFT, WIDTH = 16, 6, 250, 760

STYLE = """
    text { font: 12px system-ui, sans-serif; fill: #1f2328; }
    .title { font-size: 14px; font-weight: 600; }
    .note { fill: #59636e; }
    rect { fill: #0969da; }
    line { stroke: #1f2328; stroke-dasharray: 3 3; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .note { fill: #9198a1; }
      rect { fill: #4493f8; }
      line { stroke: #e6edf3; }
    }"""


def bars(head, rows):
    """Name and ratio of each row that the chart shows, in the order of the table."""
    ratio = head.index("÷ floor")
    for row in rows:
        if row[0] in WORKS:
            yield f"{row[0]}, {row[1]}", float(row[ratio].replace(",", ""))


def chart(head, rows):
    shown = list(bars(head, rows))
    scale = (WIDTH - LEFT - 60) / max(ratio for _, ratio in shown)
    height = 70 + len(shown) * (BAR + GAP)
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
             "  <title>Time of the library, divided by the time of the bare libsodium calls</title>",
             f"  <style>{STYLE}\n  </style>",
             '  <text class="title" x="10" y="20">Time ÷ floor, one processor</text>',
             '  <text class="note" x="10" y="38">1 is the time of the same libsodium calls alone, without JSON, base64 '
             "and output. Shorter is better.</text>"]
    for index, (name, ratio) in enumerate(shown):
        top = 52 + index * (BAR + GAP)
        lines += [f'  <text x="{LEFT - 8}" y="{top + 12}" text-anchor="end">{name}</text>',
                  f'  <rect x="{LEFT}" y="{top}" width="{ratio * scale:.1f}" height="{BAR}" rx="2"/>',
                  f'  <text x="{LEFT + ratio * scale + 6:.1f}" y="{top + 12}">{ratio:.2f}</text>']
    floor = LEFT + scale
    lines += [f'  <line x1="{floor:.1f}" y1="46" x2="{floor:.1f}" y2="{height - 14}"/>', "</svg>"]
    return "\n".join(lines) + "\n"


def read(page):
    """The first table with the column."""
    table = []
    for line in open(page, encoding="utf-8"):
        if line.startswith("|"):
            table.append([cell.strip() for cell in line.strip().strip("|").split("|")])
        elif table and "÷ floor" in table[0]:
            break
        else:
            table = []
    return table[0], table[2:]


if __name__ == "__main__":
    sys.stdout.write(chart(*read(sys.argv[1])))
