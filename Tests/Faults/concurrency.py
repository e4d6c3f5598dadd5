"""Many encryptions of one file at a time, and an editor that saves in between: no edit is lost. And an editor that saves
after each of an encryption's system calls."""

import json
import os
import subprocess
import threading
import time

import documents
from paused import paused
from scenarios import Encrypt, remove
from scratch import fresh, leftovers, read, write
from system_calls import calls_of

PROCESSES = [2, 10, 50]
EDITS = 40


def run(checks, command, directory, randomness):
    for processes in PROCESSES:
        for save in [save_by_rename, save_in_place, save_with_backup]:
            compete(checks, command, directory, randomness, processes, save)
    for delay in [0, 0.05, 0.5]:
        save_slowly(checks, command, directory, delay)
    save_at_every_step(checks, command, directory)


def save_by_rename(path, content):
    write(path + "~", content)
    os.rename(path + "~", path)


def save_in_place(path, content):
    with open(path, "wb") as file:
        file.write(content)


def save_with_backup(path, content):
    """Moved away first, as some editors do: for a moment there is no file."""
    os.rename(path, path + "~")
    write(path, content)


def edit(path, save, randomness, done):
    """Adds a member to the current file. Values sealed meanwhile may become plaintext again, which loses nothing."""
    try:
        for number in range(EDITS):
            document = load(path, after=number - 1)
            document[f"EDIT{number}"] = f"{documents.SECRET.decode()} {number}"
            save(path, json.dumps(document).encode())
            time.sleep(randomness.uniform(0, 0.02))
    finally:
        done.set()


def load(path, after):
    """An encryption that comes in an edit's way shows what it has sealed for a moment, and then puts the edit back. So
    whoever reads the file again looks for the edit before; one that is lost never comes."""
    deadline = time.monotonic() + 10
    while True:
        document = json.loads(read(path))
        if after < 0 or f"EDIT{after}" in document:
            return document
        assert time.monotonic() < deadline, f"edit {after} is lost: {list(document)}"


def compete(checks, command, directory, randomness, processes, save):
    place = fresh(directory, "compete")
    path = os.path.join(place, "secrets.ejson")
    write(path, documents.plain())
    done = threading.Event()
    results = []

    def encrypt_on():
        while not done.is_set():
            results.append(command.run(["encrypt", "secrets.ejson"], directory=place))

    threads = [threading.Thread(target=encrypt_on) for _ in range(processes)]
    editor = threading.Thread(target=edit, args=(path, save, randomness, done))
    for thread in [*threads, editor]:
        thread.start()
    for thread in [editor, *threads]:
        thread.join()
    results.append(command.run(["encrypt", "secrets.ejson"], directory=place))

    what = f"{processes} encryptions and an editor, {save.__name__.replace('_', ' ')}"
    for result in results:
        # While the editor saves, there may be no file or half a document; that is an error, and says no secret.
        checks(result.status in (0, 1) and not documents.secrets_in(result.error), f"{what}: each ends", result)
    checks(results[-1].status == 0, f"{what}: the last one succeeds", results[-1])
    sealed = read(path)
    checks(not documents.secrets_in(sealed), f"{what}: all is sealed", sealed)
    opened = command.run(["decrypt", "secrets.ejson"], directory=place)
    expected = json.loads(documents.plain()) | {
        f"EDIT{number}": f"{documents.SECRET.decode()} {number}" for number in range(EDITS)
    }
    edits = json.loads(opened.output or b"{}")
    checks(edits == expected, f"{what}: every edit survives", list(edits), opened.error)
    left = leftovers(place, ["keys", "secrets.ejson", "secrets.ejson~"])
    checks(not left, f"{what}: nothing is left", left)
    remove(place)


def save_slowly(checks, command, directory, delay):
    """The file is open for writing, and not changed yet, when an encryption comes: it is replaced only afterwards."""
    place = fresh(directory, "slow")
    path = os.path.join(place, "secrets.ejson")
    write(path, documents.plain())
    edited = json.loads(documents.plain()) | {"EDIT": documents.SECRET.decode()}
    with open(path, "r+b", buffering=0) as file:
        process = command.start(["encrypt", "secrets.ejson"], directory=place, stdout=subprocess.DEVNULL)
        time.sleep(delay)
        file.write(json.dumps(edited).encode())
        file.truncate()
    what = f"saved {delay} s after an encryption began"
    checks(process.wait() == 0, f"{what}: the encryption succeeds", process.returncode)
    sealed = read(path)
    checks(not documents.secrets_in(sealed), f"{what}: all is sealed", sealed)
    opened = command.run(["decrypt", "secrets.ejson"], directory=place)
    checks(json.loads(opened.output or b"{}") == edited, f"{what}: the edit survives", opened.output, opened.error)
    remove(place)


# The calls by which an encryption reads, compares and replaces the file.
STEPS = ["openat", "flock", "fcntl", "fstat", "newfstatat", "pread64", "fsync", "renameat2"]


def save_at_every_step(checks, command, directory):
    """The encryption is stopped meanwhile, so that a save falls between every two of its checks."""
    edited = json.loads(documents.plain()) | {"EDIT": documents.SECRET.decode()}
    content = json.dumps(edited).encode()
    scenario = Encrypt(command)
    for call, count in calls_of(scenario, directory).items():
        for when in range(1, count + 1) if call in STEPS else []:
            for save in [save_by_rename, save_in_place]:
                place = scenario.prepare(directory, "step")
                path = os.path.join(place, "secrets.ejson")
                what = f"{save.__name__.replace('_', ' ')} after {call} number {when}"
                # Opening a file with a lease on it waits for the lease's end.
                editor = threading.Thread(target=save, args=(path, content))
                with paused(command, scenario.arguments, call, when=when, directory=place) as process:
                    editor.start()
                    editor.join(0.05)
                    result = process.resume()
                editor.join()
                checks(result.status in (0, 1), f"{what}: the encryption ends", result)
                again = command.run(scenario.arguments, directory=place)
                opened = command.run(["decrypt", "secrets.ejson"], directory=place)
                checks(again.status == 0 and not documents.secrets_in(read(path)), f"{what}: all is sealed", again)
                checks(json.loads(opened.output or b"{}") == edited, f"{what}: the edit survives", result, opened)
                remove(place)
