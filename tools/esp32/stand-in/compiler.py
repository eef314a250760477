#!/usr/bin/env python3
"""Debian's riscv64-unknown-elf compiler, called as Espressif's riscv32-esp-elf-gcc is.

Its C library is picolibc, as ESP-IDF's own can be, of an older version: the headers
beside this file stand in for what that lacks.
"""
import os
import shlex
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
NEWLIB_CXX = "/usr/include/newlib/c++"
# this compiler version's names of newer standards, or the nearest standard
STANDARDS = {"-std=gnu23": "-std=gnu2x", "-std=gnu++26": "-std=gnu++17", "-std=c99": "-std=gnu2x"}
# options of newer versions, and options of Espressif's compiler
UNKNOWN = ("-mtune=esp", "-fno-malloc-dce", "-Wno-error=unterminated-string-initialization")
# drivers that no firmware of the project uses, in C that this compiler version does not
# support
LEFT_OUT = ("parlio_rx.c",)

def expanded(arguments):
    """The arguments, with those that stand in a file."""
    for argument in arguments:
        if argument.startswith("@") and os.path.exists(argument[1:]):
            with open(argument[1:], encoding="utf-8") as file:
                yield from shlex.split(file.read())
        else:
            yield argument


def translated(argument, links):
    """An argument as Debian's compiler takes it; None to leave it out."""
    if "specs=" in argument or argument.startswith(UNKNOWN):
        return None
    if argument.startswith("-march="):
        # newer names for parts of the extension A
        argument = argument.replace("_zaamo", "").replace("_zalrsc", "")
    if argument.startswith("-march=") and links:
        # the libraries have no variant for rv32imc; the next smaller one is used
        return "-march=rv32imac" if "rv32imac" in argument else "-march=rv32im"
    return STANDARDS.get(argument, argument)


def c_plus_plus():
    """Headers of the C++ library, which Debian has for ARM."""
    version = sorted(os.listdir(NEWLIB_CXX))[-1]
    folder = f"{NEWLIB_CXX}/{version}"
    for part in ("", "/arm-none-eabi", "/backward"):
        yield from ("-isystem", folder + part)


def main():
    kind, arguments = sys.argv[1], list(expanded(sys.argv[2:]))
    links = not any(argument in ("-c", "-E", "-S", "-fsyntax-only") for argument in arguments)
    assembles = any(argument.endswith(".S") for argument in arguments)
    command = [f"riscv64-unknown-elf-{kind}", "-specs=picolibc.specs"]
    if not any(argument.startswith("-mabi=") for argument in arguments):
        command.append("-mabi=ilp32")
    if not any(argument.startswith("-march=") for argument in arguments):
        command.append("-march=rv32im" if links else "-march=rv32imc")
    if links:
        command.append("-L" + os.environ["MESH_STAND_IN_LIBRARY"])
    else:
        command += [f"-I{HERE}/include"]
    if kind == "g++":
        command += c_plus_plus()
    for argument in arguments:
        if argument.endswith(LEFT_OUT):
            command += ["-x", "c", "/dev/null"]
        else:
            command += [a for a in [translated(argument, links)] if a is not None]
    compiles = "-c" in arguments or "-fsyntax-only" in arguments
    if compiles and not assembles:
        # compiler versions differ in their warnings
        command.append("-Wno-error")
        command += ["-include", f"{HERE}/include/before.h"]
        if any(argument.endswith("picolibc_init.c") for argument in arguments):
            command.append("-Dptr=fd")
    os.execvp(command[0], command)


main()
