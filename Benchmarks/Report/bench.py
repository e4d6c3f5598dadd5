#!/usr/bin/env python3
"""Measures the library, the command and the agent, and prints a table for each. See Docs/performance.md.

The command is the static build, whose unstripped file counts instructions. REFERENCE is another implementation with the
same command line, to compare with. --quick runs the smallest documents once: it proves that the measurement works.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import agent
import chart
import command
import library
from table import table


def scratch_directory():
    """In memory where there is room: encryption waits for the disk, which is not what is measured."""
    memory = "/dev/shm"
    if os.path.isdir(memory) and shutil.disk_usage(memory).free > 2_000_000_000:
        return tempfile.TemporaryDirectory(prefix="ejson-bench-", dir=memory)
    return tempfile.TemporaryDirectory(prefix="ejson-bench-")


def command_table(options, package):
    build = ["swift", "build", "--configuration", "release", "--package-path", package]
    subprocess.run([*build, "--product", "documents", "--quiet"], check=True)
    programs = subprocess.run([*build, "--show-bin-path"], check=True, text=True, stdout=subprocess.PIPE).stdout.strip()
    with scratch_directory() as scratch:
        subprocess.run([f"{programs}/documents", scratch], check=True)
        reference = str(options.reference.resolve()) if options.reference else None
        commands = command.Commands(
            str(options.ejson.resolve()), str(options.symbols.resolve()), reference, scratch, options.quick)
        head = command.HEAD + (command.REFERENCE_HEAD if reference else [])
        return head, list(commands.rows())


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--ejson", type=pathlib.Path, required=True)
    options.add_argument("--symbols", type=pathlib.Path, required=True)
    options.add_argument("--agent", type=pathlib.Path, help="a release build of the daemon")
    options.add_argument("--reference", type=pathlib.Path)
    options.add_argument("--part", choices=["library", "command", "agent"], help="one table only")
    options.add_argument("--chart", type=pathlib.Path, help="draw the first table into this file too")
    options.add_argument("--quick", action="store_true")
    options = options.parse_args()
    package = pathlib.Path(__file__).parent.parent

    if options.part in (None, "library"):
        print("Building and measuring takes some minutes.", file=sys.stderr)
        rows = list(library.rows(package, r".*/short-1(00)?" if options.quick else None))
        print(table(library.HEAD, rows) + "\n", flush=True)
        if options.chart:
            options.chart.write_text(chart.chart(library.HEAD, rows), encoding="utf-8")
    if options.part in (None, "command"):
        print(table(*command_table(options, package)) + "\n", flush=True)
    if options.agent and options.part in (None, "agent"):
        with scratch_directory() as scratch:
            print(table(agent.HEAD, list(agent.rows(options.agent, options.ejson, options.quick, scratch))))


if __name__ == "__main__":
    main()
