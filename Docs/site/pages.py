"""Lays out what the site is made from: Docs/site/pages.py DIRECTORY ARCHIVE, with DocC's archive of the library.

The pages are those of the repository, under their own names, so that links between them hold in both. Four kinds of page
are made here: the start page, which is README.md with the groups of Docs/README.md in the middle; a page for each man page;
one for each source file that a page links to; and one that names all of the library, for the search. The navigation is that of
Docs/README.md.
"""
import glob, os, re, shutil, subprocess, sys

import library
from markdown import destination, is_external, links, moved

LANGUAGES = {
    ".c": "c", ".h": "c", ".json": "json", ".py": "python", ".service": "ini", ".socket": "ini", ".swift": "swift",
    ".toml": "toml", ".yaml": "yaml", ".yml": "yaml",
}
# These are no pages of the site: what they say is on the start page.
START = ["README.md", "Docs/README.md"]


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Layout:
    def __init__(self, directory):
        self.directory = directory

    def write(self, path, text):
        whole = os.path.join(self.directory, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole, "w", encoding="utf-8") as file:
            file.write(text)


def documents():
    found = ["CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "Packaging/README.md"]
    return found + sorted(set(glob.glob("Docs/*.md") + glob.glob("Examples/*/README.md")) - set(START))


def groups():
    """The headings of Docs/README.md and the links below each."""
    found = []
    for part in read("Docs/README.md").split("\n## ")[1:]:
        heading, _, body = part.partition("\n")
        found.append((heading, [(text, destination("Docs/README.md", target)[0]) for _, text, target in links(body)]))
    return found


def unlisted():
    """The pages that the navigation does not have."""
    listed = {page_of(path) for _, entries in groups() for _, path in entries}
    return [page for page in documents() if page_of(page) not in listed]


def page_of(path):
    """The page of the site that shows a file or directory of the repository, without its suffix."""
    if path in START or path == "Docs":
        return "index"
    if path == "Docs/man":
        return "Docs/man/index"
    if os.path.isdir(path):
        path = os.path.join(path, "README.md") if os.path.exists(os.path.join(path, "README.md")) else path
    if path in documents():
        return os.path.splitext(path)[0]
    if path.startswith("Docs/man/"):
        return os.path.splitext(path)[0]
    return f"source/{path}"


def before(text, heading):
    """The text up to a heading of README.md, and the text from it on."""
    at = text.find(f"\n## {heading}\n")
    if at < 0:
        sys.exit(f"README.md has no heading '{heading}': the start page is made from the parts before and after it")
    return text[:at], text[at:]


def start_page():
    """README.md up to its installation, the groups, and the rest of README.md but its list of pages."""
    introduction, rest = before(read("README.md"), "Install")
    steps, _ = before(rest, "Further reading")
    overview = moved(read("Docs/README.md"), "Docs/README.md", "index.md")
    places = "".join(f":::{{container}} place\n### {group}\n:::\n" for group in overview.split("\n## ")[1:])
    navigation = "".join(
        f"\n```{{toctree}}\n:hidden:\n:caption: {heading}\n\n"
        + "".join(f"{text} </{page_of(path)}>\n" for text, path in entries)
        + "```\n"
        for heading, entries in groups())
    return (
        f"{introduction}\n\n## Where to go\n\n::::{{container}} places\n{places}::::\n{steps}\n\n"
        f"```{{toctree}}\n:hidden:\n\nStart <self>\n```\n{navigation}")


def man_pages(layout):
    """Each as HTML by mandoc. The search finds these, a page for each command, and not Docs/commands.md with the same text."""
    entries = []
    for path in sorted(glob.glob("Docs/man/*.1"), key=lambda path: ("ejson-agent" in path, path.removesuffix(".1"))):
        name = os.path.splitext(os.path.basename(path))[0]
        text = subprocess.run(
            ["mandoc", "-T", "html", "-O", "fragment,man=%N.html", path], check=True, capture_output=True, text=True).stdout
        text = re.sub(r'<table class="(head|foot)">.*?</table>\n?', "", text, flags=re.S)
        text = re.sub(r"(</?)h1\b", r"\1h2", text)
        about = " ".join(re.search(r'<span class="Nd">(.*?)</span>', text, re.S)[1].split())
        entries.append(f"- [{name}({path[-1]})]({name}.1): {about}\n")
        layout.write(f"Docs/man/{name}.md", f"---\norphan: true\n---\n\n# {name}\n\n````{{raw}} html\n{text}````\n")
    layout.write("Docs/man/index.md", "\n".join([
        "# Man pages\n",
        "`make install` and the packages install them. [Every command and option](../commands.md) of `ejson` is also on one page.\n",
        "".join(entries)]))


def tracked(path):
    """The files of the repository at or below a path."""
    return subprocess.run(["git", "ls-files", "--", path], check=True, capture_output=True, text=True).stdout.splitlines()


def language(path, text):
    if text.startswith("#!"):
        return "python" if "python" in text.split("\n")[0] else "sh"
    return LANGUAGES.get(os.path.splitext(path)[1], "docker" if path.endswith("Dockerfile") else "text")


def source_page(layout, path):
    """A file as it is, or what is in a directory."""
    if os.path.isdir(path):
        inside = sorted({os.path.join(path, os.path.relpath(name, path).split("/")[0]) for name in tracked(path)})
        body = "".join(f"- [{os.path.basename(name)}]({os.path.basename(path)}/{os.path.basename(name)}.md)\n" for name in inside)
        for name in inside:
            source_page(layout, name)
    else:
        text = read(path)
        body = f"````````{{code-block}} {language(path, text)}\n{text}\n````````\n"
    layout.write(f"source/{path}.md", f"---\norphan: true\nnosearch: true\n---\n\n# {path}\n\n{body}")


def main(directory, archive):
    shutil.rmtree(directory, ignore_errors=True)
    layout = Layout(directory)
    layout.write("index.md", start_page())
    linked = set()
    for page in documents() + START:
        text = read(page)
        if page not in START:
            layout.write(page, text)
        for _, _, target in links(text):
            path = destination(page, target)[0]
            if not is_external(target) and os.path.exists(path) and page_of(path).startswith("source/"):
                linked.add(path)
    man_pages(layout)
    layout.write("Docs/commands.md", "---\nnosearch: true\n---\n\n" + read("Docs/commands.md"))
    layout.write("Docs/reference.md", library.contents(archive))
    layout.write("Docs/library.md", read("Docs/library.md") + "\n```{toctree}\n:hidden:\n\nAll articles and symbols <reference>\n```\n")
    for path in sorted(linked):
        if ".docc/" not in path and not path.endswith(".svg"):
            source_page(layout, path)
    shutil.copytree("Docs/pictures", os.path.join(directory, "Docs/pictures"))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
