"""The links and headings of a Markdown page, as a code host reads them. For `pages`, `conf.py` and `check-links`."""
import os, re

FENCE = re.compile(r"^\s*(?:>\s*)?(`{3,}|~{3,})")
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
TARGET = re.compile(r"\]\(([^()\s]+)(?: \"[^\"]*\")?\)")
CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")


def prose(text):
    """The numbered lines that are not in a fenced block."""
    fence = ""
    for number, line in enumerate(text.split("\n"), 1):
        mark = FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif mark:
            fence = mark[1]
        else:
            yield number, line


def links(text):
    """The line, the text and the target of each link and picture."""
    for number, line in prose(text):
        for found in TARGET.finditer(CODE.sub(lambda span: "." * len(span[0]), line)):
            opened = line.rfind("[", 0, found.start())
            yield number, line[opened + 1 : found.start()], found[1]


def anchors(text):
    """What can stand after the # of a link to this page."""
    seen = {}
    for _, line in prose(text):
        heading = HEADING.match(line)
        if not heading:
            continue
        words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading[1])
        slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        again = seen.get(slug, 0)
        seen[slug] = again + 1
        yield f"{slug}-{again}" if again else slug


def is_external(target):
    return re.match(r"[a-z][a-z0-9+.-]*:", target) is not None


def destination(page, target):
    """The path in the repository that a link of this page leads to, and the anchor."""
    path, _, anchor = target.partition("#")
    return os.path.normpath(os.path.join(os.path.dirname(page), path)) if path else page, anchor


def moved(text, page, to):
    """The text of a page for another place, with links that still lead where they did."""

    def move(found):
        if is_external(found[1]):
            return found[0]
        path, anchor = destination(page, found[1])
        path = os.path.relpath(path, os.path.dirname(to) or ".")
        return found[0].replace(found[1], path + (f"#{anchor}" if anchor else ""))

    outside = dict(prose(text))
    return "\n".join(
        TARGET.sub(move, line) if number in outside else line for number, line in enumerate(text.split("\n"), 1))
