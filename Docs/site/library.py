"""The library's documentation, which DocC has made, as a part of the site: a page that the search of the site reads, and a bar
on each of DocC's pages that leads back."""
import glob, json, os, shutil, sys, urllib.parse

BAR = """<template id="custom-header"><style>
nav { display: flex; flex-wrap: wrap; gap: .3rem 1rem; align-items: center; padding: .5rem 1.4rem; font: .9rem system-ui, sans-serif;
  color: var(--color-text); background: var(--color-fill); border-bottom: 1px solid var(--color-grid); }
a { color: var(--color-link); text-decoration: none; }
a:first-child { font-weight: bold; color: inherit; }
form { margin-left: auto; }
input { font: inherit; color: inherit; background: var(--color-fill-secondary); border: 1px solid var(--color-grid);
  border-radius: 4px; padding: .2rem .5rem; width: 6.5rem; }
</style><nav aria-label="Site"><a href="BASE/index.html">ejson-swift</a><a href="BASE/Docs/library.html">The library</a>
<form action="BASE/search.html" role="search"><input name="q" type="search" placeholder="Search" aria-label="Search"></form>
</nav></template>"""

HOLDERS = {"actor", "article", "class", "enum", "extension", "module", "protocol", "struct"}

# What DocC keeps for editors and for merging archives.
NOT_SHOWN = ["*.mdb", "*.index", "link-hierarchy.json", "linkable-entities.json"]


def words(abstract):
    return "".join(part.get("text") or f"`{part.get('code', '')}`" for part in abstract or [])


def entries(archive):
    """The address, the data and the description of each page, those that only repeat what a protocol says left out."""
    data = os.path.join(archive, "data", "documentation")
    for path in sorted(glob.glob(os.path.join(data, "**", "*.json"), recursive=True)):
        with open(path, encoding="utf-8") as file:
            page = json.load(file)
        about, metadata = words(page.get("abstract")), page["metadata"]
        if metadata.get("symbolKind") != "op" and metadata["role"] != "collectionGroup" and not about.startswith("Inherited from"):
            yield os.path.relpath(path, data).removesuffix(".json"), metadata, about


def contents(archive):
    """A page with every article and symbol, for the search: what has a page of its own in a section, with its members below."""
    found = list(entries(archive))
    sections = {address for address, metadata, _ in found if metadata.get("symbolKind", "article") in HOLDERS}
    members = {}
    for entry in found:
        holder = os.path.dirname(entry[0])
        while entry[0] not in sections and holder not in sections:
            holder = os.path.dirname(holder)
        members.setdefault(entry[0] if entry[0] in sections else holder, []).append(entry)
    text = "# Reference of the library\n\nEvery article and symbol of the library, with a link to its page.\n"
    for section in sorted(members):
        for address, metadata, about in members[section]:
            title = metadata["title"]
            link = f"(<../library/documentation/{urllib.parse.quote(address)}/>)"
            if address == section:
                level = "##" if metadata.get("symbolKind") == "module" else "###"
                text += f"\n{level} [{title}]{link}\n\n" + (f"{about}\n\n" if about else "")
            else:
                text += f"- [`{title}`]{link}" + (f": {about}\n" if about else "\n")
    return text


def linked(node, references, base, page_of):
    """DocC's data with a link where inline code names a file or directory of the repository that the site shows."""
    if isinstance(node, list):
        return [linked(part, references, base, page_of) for part in node]
    if not isinstance(node, dict):
        return node
    path = node.get("code") if node.get("type") == "codeVoice" else None
    if not path or "/" not in path or path.startswith("/") or not os.path.exists(path):
        return {name: linked(part, references, base, page_of) for name, part in node.items()}
    references[path] = {
        "identifier": path, "type": "link", "title": path, "titleInlineContent": [node], "url": f"{base}/{page_of(path)}.html"}
    return {"type": "reference", "identifier": path, "isActive": True}


def mount(archive, site, base, page_of):
    """Copies DocC's pages into the site, each with the bar. Two builds give the same bytes, which DocC's own do not."""
    target = os.path.join(site, "library")
    shutil.copytree(archive, target, ignore=shutil.ignore_patterns(*NOT_SHOWN))
    for path in glob.glob(os.path.join(target, "**", "*.json"), recursive=True):
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
        if "primaryContentSections" in data:
            references = data.setdefault("references", {})
            data["primaryContentSections"] = linked(data["primaryContentSections"], references, base, page_of)
        data.get("includedArchiveIdentifiers", []).sort()
        for collection in data.get("interfaceLanguages", {}).get("swift", []):
            collection["children"].sort(key=lambda module: module["title"])
        with open(path, "w", encoding="utf-8") as file:
            json.dump(data, file, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    bar = BAR.replace("BASE", base)
    for path in glob.glob(os.path.join(target, "**", "index.html"), recursive=True):
        with open(path, encoding="utf-8") as file:
            before, body, after = file.read().partition('<body data-color-scheme="auto">')
        if not body:
            sys.exit(f"{path}: DocC's pages have changed: where does the bar go?")
        with open(path, "w", encoding="utf-8") as file:
            file.write(before + body + bar + after)
    # DocC has no page here, but one that says so.
    with open(os.path.join(target, "index.html"), "w", encoding="utf-8") as file:
        file.write('<!doctype html><title>The library</title><meta http-equiv="refresh" content="0; url=documentation/">\n')
    # DocC's pages ask for it.
    with open(os.path.join(target, "theme-settings.json"), "w", encoding="utf-8") as file:
        file.write("{}\n")


if __name__ == "__main__":
    from pages import page_of

    mount(sys.argv[1], sys.argv[2], "".join(sys.argv[3:]).rstrip("/"), page_of)
