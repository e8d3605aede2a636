"""The command without its start: one process has read the program, and each call is a fork of it.

Half of the time of a short command is reading the program's files. A fork is still a process of its own, with its
arguments, environment, streams and exit status, and begins where the installed command begins: in
``checkmail.__main__.main``. Run as a program this file is that process; it answers one call after the other.

The other half is Argon2id, slow on purpose (R27): in that process its parameters are small. The commands of
``test_readme.py`` and ``cli/test_endings.py`` do all the work.
"""

import contextlib
import dataclasses
import importlib
import json
import os
import pkgutil
import socket
import subprocess
import sys
import traceback
from pathlib import Path
from typing import BinaryIO

import argon2.profiles

READ_BEFORE = ("store", "office", "intake", "paper", "cli")


class Warm:
    """The process, from the side of the tests. Ends with them: its socket closes."""

    def __init__(self) -> None:
        self.line, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno())], pass_fds=[theirs.fileno()]
            )

    def run(self, arguments: list[str], environment: dict[str, str], streams: list[BinaryIO], patience: float) -> int:
        """The exit status of one command; ``streams`` are its input, output and errors. Raises TimeoutError."""
        said = json.dumps([arguments, environment, str(Path.cwd())]).encode()
        self.line.settimeout(patience)
        socket.send_fds(self.line, [len(said).to_bytes(8, "big")], [stream.fileno() for stream in streams])
        self.line.sendall(said)
        return int.from_bytes(_exactly(self.line, 2), "big")


def _exactly(line: socket.socket, count: int) -> bytes:
    read = b""
    while len(read) < count:
        more = line.recv(count - len(read))
        if not more:
            raise EOFError
        read += more
    return read


def _child(arguments: list[str], environment: dict[str, str], folder: str, streams: list[int]) -> None:
    for place, stream in enumerate(streams):
        os.dup2(stream, place)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    # As the interpreter opens them.
    sys.__stdin__ = sys.stdin = os.fdopen(0, closefd=False)
    sys.__stdout__ = sys.stdout = os.fdopen(1, "w", closefd=False)
    sys.__stderr__ = sys.stderr = os.fdopen(2, "w", closefd=False, errors="backslashreplace")
    sys.argv = ["checkmail", *arguments]
    # By name, as the installed command has it: nothing of the project is imported to look into it.
    importlib.import_module("checkmail.__main__").main()


def _serve(line: socket.socket) -> None:
    while True:
        try:
            head, streams, _, _ = socket.recv_fds(line, 8, 3)
            if not head:
                return
            arguments, environment, folder = json.loads(_exactly(line, int.from_bytes(head, "big")))
        except EOFError:
            return
        child = os.fork()
        if not child:
            status = 70
            try:
                line.close()
                _child(arguments, environment, folder, streams)
            except SystemExit as ended:
                status = ended.code if isinstance(ended.code, int) else 1
            except BaseException:  # noqa: BLE001 - as the interpreter, which tells it on standard error and ends with 1
                traceback.print_exc()
                status = 1
            finally:
                with contextlib.suppress(OSError, ValueError):
                    sys.stdout.flush()
                    sys.stderr.flush()
                os._exit(status)
        for stream in streams:
            os.close(stream)
        _, ended_as = os.waitpid(child, 0)
        line.sendall((os.waitstatus_to_exitcode(ended_as) & 0xFFFF).to_bytes(2, "big"))


def _read_the_program() -> None:
    argon2.profiles.RFC_9106_LOW_MEMORY = dataclasses.replace(
        argon2.profiles.RFC_9106_LOW_MEMORY, time_cost=1, memory_cost=8, parallelism=1
    )
    for name in READ_BEFORE:
        package = importlib.import_module(f"checkmail.{name}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if "postgres" not in module.name:
                importlib.import_module(module.name)
    importlib.import_module("checkmail.__main__")


if __name__ == "__main__":
    sys.path.remove(str(Path(__file__).parent))
    with socket.socket(fileno=int(sys.argv[1])) as opened:
        _read_the_program()
        _serve(opened)
