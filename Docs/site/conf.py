"""How Sphinx makes the site of the documentation: see CONTRIBUTING.md."""
import os, sys

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, here)
from markdown import destination  # noqa: E402
from pages import page_of  # noqa: E402

project = html_title = "ejson-swift"
extensions = ["myst_parser", "sphinx_copybutton"]
root_doc = "index"
nitpicky = True
smartquotes = False

# Anchors are those of a code host.
myst_heading_anchors = 6
myst_enable_extensions = ["colon_fence"]
# JSON with `…` in it, and a file that is shown in part.
suppress_warnings = ["misc.highlighting_failure"]

html_theme = "furo"
html_static_path = [os.path.join(here, "style.css")]
html_css_files = ["style.css"]
html_copy_source = html_show_sourcelink = html_show_sphinx = html_show_copyright = html_use_index = False
pygments_style = "friendly"
pygments_dark_style = "github-dark"

# Of a transcript, only the commands.
copybutton_prompt_text = "$ "
copybutton_exclude = ".linenos, .gp, .go"


def library_page(path):
    """Where DocC puts an article of a catalog."""
    catalog, name = os.path.split(path)
    module = os.path.basename(catalog).removesuffix(".docc").lower()
    article = os.path.splitext(name)[0].lower()
    return f"library/documentation/{module}/" + ("" if article == module else f"{article}/")


class Elsewhere(SphinxPostTransform):
    """Links that lead out of the pages: to the library's documentation, and to files of the repository. Before MyST's own."""

    default_priority = 8

    def run(self, **arguments):
        for node in list(self.document.findall(addnodes.pending_xref)):
            page = self.env.doc2path(node.get("refdoc", self.env.docname), base=False)
            path, _ = destination(page, node["reftarget"])
            if node["reftype"] != "myst" or node.get("refdomain") == "doc":
                continue
            if path.startswith("library/"):
                to = node["reftarget"]
            elif not os.path.exists(path):
                continue
            elif ".docc/" in path:
                to = os.path.relpath(library_page(path), os.path.dirname(page) or ".") + "/"
            else:
                to = self.app.builder.get_relative_uri(self.env.docname, page_of(path))
            node.replace_self(nodes.reference("", "", *node[0].children, internal=True, refuri=to))


def setup(app):
    app.add_post_transform(Elsewhere)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
