#!/usr/bin/python3
"""Holds the instruction counts of pure functions to what bench/guarded.json says.

usage: bench/guard.py [--build DIR] [--write]

Each is the difference of two runs under callgrind, of N and of 3 N operations, so that neither the
start of the program nor another load of the machine counts: the same compiler gives the same number,
so each compiler (its release build) has a guard of its own.
--write keeps what is measured as the new guard.
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
GUARD = HERE / "guarded.json"
N = 2000
WORSE = 1.05  # above this it fails; below 1 / WORSE the guard should be written anew


def collected(tool, name, n):
    with tempfile.TemporaryDirectory() as d:
        run = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={d}/out", str(tool), "count", name, str(n)]
        out = subprocess.run(run, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                             timeout=300).stderr
    return int(re.search(r"Collected : (\d+)", out).group(1))


def instructions(build, name):
    """Instructions for one operation."""
    tool = pathlib.Path(build) / "bench" / "ours-pure"
    return (collected(tool, name, 3 * N) - collected(tool, name, N)) / (2 * N)


def compiler(build):
    """"gcc" or "clang"."""
    command = json.loads((pathlib.Path(build) / "compile_commands.json").read_text())[0]["command"].split()
    cc = next(word for word in command if word != "ccache")
    said = subprocess.run([cc, "--version"], check=True, stdout=subprocess.PIPE, text=True).stdout
    return "clang" if "clang" in said else "gcc"


def guard_of(build):
    """What the operations may cost, by name."""
    return json.loads(GUARD.read_text())[compiler(build)]


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("--build", default=HERE.parent / "build-plain")
    p.add_argument("--write", action="store_true")
    args = p.parse_args()
    guard = guard_of(args.build)
    found = {name: round(instructions(args.build, name), 1) for name in guard}
    failed = 0
    for name, now in found.items():
        ratio = now / guard[name]
        worse = ratio > WORSE
        failed += worse
        word = "WORSE" if worse else "better: write the guard anew" if ratio * WORSE < 1 else ""
        print(f"{name:8} {guard[name]:10,.1f} {now:10,.1f} instructions {ratio:6.3f} {word}")
    if args.write:
        kept = {**json.loads(GUARD.read_text()), compiler(args.build): found}
        GUARD.write_text(json.dumps(kept, indent=1) + "\n")
        failed = 0
    print(f"{len(found) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
