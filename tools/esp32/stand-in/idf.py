#!/usr/bin/env python3
"""What Moddable's makefile asks ESP-IDF's idf.py for, where not all of its Python packages are installed."""
import os
import shutil
import subprocess
import sys


def main():
    command, definitions, rest = None, [], sys.argv[1:]
    while rest:
        argument = rest.pop(0)
        if argument == "-D":
            definitions.append("-D" + rest.pop(0))
        elif argument.startswith("-D"):
            definitions.append(argument)
        elif argument in ("reconfigure", "build"):
            command = argument
        elif argument not in ("-n", "-v"):
            sys.exit(f"idf.py {argument}: only reconfigure and build are known here")
    if command is None:
        sys.exit("idf.py without a command: only reconfigure and build are known here")
    if command == "reconfigure":
        os.makedirs("build", exist_ok=True)
        flags = ["-G", "Ninja", "-DPYTHON_DEPS_CHECKED=1", "-DESP_PLATFORM=1"]
        if shutil.which("ccache"):
            flags.append("-DCCACHE_ENABLE=1")
        source = os.getcwd()
        sys.exit(subprocess.call(["cmake", *flags, *definitions, "-B", ".", "-S", source], cwd="build"))
    sys.exit(subprocess.call(["ninja", "-C", "build"]))


main()
