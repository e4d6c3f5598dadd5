"""Tables in Markdown, and numbers in three digits."""


def table(head, rows):
    """The first two columns are words, the others numbers."""
    cells = [head] + [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]

    def line(row):
        aligned = [cell.ljust(width) if index < 2 else cell.rjust(width)
                   for index, (cell, width) in enumerate(zip(row, widths))]
        return "| " + " | ".join(aligned) + " |"

    rule = ["-" * width if index < 2 else "-" * (width - 1) + ":" for index, width in enumerate(widths)]
    return "\n".join([line(cells[0]), line(rule)] + [line(row) for row in cells[1:]])


def digits(value):
    """Three significant digits, without an exponent."""
    if value is None:
        return ""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.{1 if value >= 10 else 2 if value >= 1 else 3}f}"


def duration(nanoseconds):
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return f"{digits(nanoseconds / size)} {unit}"
    return f"{digits(nanoseconds)} ns"


def megabytes(count):
    return f"{count / 1e6:,.1f} MB" if count >= 1e6 else "< 1 MB"


def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
