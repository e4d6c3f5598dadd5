"""The formula for Homebrew, which builds the command from the source of this release."""

import hashlib
import os

from tree import PACKAGING, VERSION

# Where the files of a release will be found.
HOMEPAGE = os.environ.get("HOMEPAGE", "https://github.com/ejson-swift/ejson-swift")


def write(source, destination):
    values = {"HOMEPAGE": HOMEPAGE, "URL": f"{HOMEPAGE}/releases/download/v{VERSION}/{source.name}",
              "SHA256": hashlib.sha256(source.read_bytes()).hexdigest()}
    text = (PACKAGING / "homebrew/ejson.rb").read_text()
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    file = destination / "ejson.rb"
    file.write_text(text)
    return file
