"""System calls that fail: which write, fsync or rename of a process goes wrong is decided by another process.

Linux hands chosen calls of a process to a supervisor (the user notification of seccomp), which lets each go on, lets it
fail, or kills the process at it. So the calls of all threads are counted in one order, engines in C++ included, the
others cost nothing, and neither privileges nor tools are needed; but it takes Linux on x86-64.
"""

import ctypes
import errno
import fcntl
import os
import platform
import select
import signal
import struct
from dataclasses import dataclass, field
from pathlib import Path

# By number: name; which argument is the open file, or the folder that a path is relative to; which is the path.
_CALLS = {
    1: ("write", 0, None),
    2: ("open", None, 0),
    18: ("pwrite64", 0, None),
    20: ("writev", 0, None),
    74: ("fsync", 0, None),
    75: ("fdatasync", 0, None),
    77: ("ftruncate", 0, None),
    82: ("rename", None, 1),
    83: ("mkdir", None, 0),
    84: ("rmdir", None, 0),
    86: ("link", None, 1),
    87: ("unlink", None, 0),
    88: ("symlink", None, 1),
    257: ("openat", 0, 1),
    258: ("mkdirat", 0, 1),
    263: ("unlinkat", 0, 1),
    264: ("renameat", 2, 3),
    265: ("linkat", 2, 3),
    266: ("symlinkat", 1, 2),
    285: ("fallocate", 0, None),
    296: ("pwritev", 0, None),
    316: ("renameat2", 2, 3),
}
_OPENING = {2: 1, 257: 2}  # which argument holds the flags: only opening to create a file counts
_NEEDS_NO_ROOM = {"unlink", "unlinkat", "rmdir", "rename", "renameat", "renameat2", "fsync", "fdatasync", "ftruncate"}
_HERE = -100  # the folder of a process, where a folder is asked for
_SECCOMP, _SET_FILTER, _NEW_LISTENER, _NO_NEW_PRIVILEGES = 317, 1, 8, 38
_RECEIVE, _SEND, _GO_ON = 0xC0502100, 0xC0182101, 1
_LOAD, _IS, _HAS, _RETURN = 0x20, 0x15, 0x45, 0x06
_ASK, _ALLOW = 0x7FC00000, 0x7FFF0000
_NOTICE, _ANSWER = "=QIIiIQ6Q", "=QqiI"


@dataclass(frozen=True)
class Fault:
    """What goes wrong at the n-th operation.

    Attributes:
        at: Number of the operation, from 1.
        error: The error it ends with; None kills the process before it.
        is_lasting: All later operations that need room fail too, as on a disk that is full.
    """

    at: int
    error: int | None
    is_lasting: bool = False

    def __str__(self) -> str:
        """As the sweep tells of it."""
        kind = "killed" if self.error is None else errno.errorcode[self.error]
        return f"{kind}{' from then on' if self.is_lasting else ''} at {self.at}"


@dataclass
class Watched:
    """What a process did below a folder, one line per operation, and the operations at which faults fired."""

    operations: list[str] = field(default_factory=list)
    fired: list[str] = field(default_factory=list)


def is_possible() -> bool:
    """Whether this machine can do it."""
    return platform.system() == "Linux" and platform.machine() == "x86_64"


def hand_over() -> int:
    """From now on this process waits for a supervisor at each of the calls; the descriptor is for the supervisor.

    Raises:
        OSError: The system does not allow it.
    """
    program = _program()
    instructions = ctypes.create_string_buffer(program)
    described = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(instructions)), struct.calcsize("HxxxxxxP")
    )
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    descriptor = libc.syscall(_SECCOMP, _SET_FILTER, _NEW_LISTENER, described)
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "seccomp does not hand over system calls")
    return int(descriptor)


def supervise(listener: int, process: int, folder: str, fault: Fault | None) -> Watched:
    """Answer until the process has ended, counting what it and its children do below a folder."""
    watched, waiting, life = Watched(), select.poll(), os.pidfd_open(process)
    waiting.register(listener, select.POLLIN)
    waiting.register(life, select.POLLIN)
    while life not in (happened := dict(waiting.poll())):
        if not happened[listener] & select.POLLIN:
            continue
        notice = bytearray(struct.calcsize(_NOTICE))
        try:
            fcntl.ioctl(listener, _RECEIVE, notice)
        except FileNotFoundError:  # the thread has died meanwhile
            continue
        number, thread, _, call, _, _, *arguments = struct.unpack(_NOTICE, notice)
        error, go_on = 0, _GO_ON
        name = _CALLS[call][0]
        path = _path(thread, call, arguments)
        if path.startswith(f"{folder}/"):
            watched.operations.append(f"{name} {path[len(folder) + 1 :]}")
            if fault and _fires(fault, name, len(watched.operations)):
                watched.fired.append(watched.operations[-1])
                if fault.error is None:
                    os.kill(process, signal.SIGKILL)
                    continue
                error, go_on = -fault.error, 0
        try:
            fcntl.ioctl(listener, _SEND, struct.pack(_ANSWER, number, 0, error, go_on))
        except FileNotFoundError:
            continue
    os.close(life)
    return watched


def _fires(fault: Fault, name: str, number: int) -> bool:
    return number == fault.at or (fault.is_lasting and number > fault.at and name not in _NEEDS_NO_ROOM)


def _program() -> bytes:
    """The filter: load the number of the call, ask for those of the table, allow all others."""
    lines = [_line(_LOAD, 0)]
    for call in _CALLS.keys() - _OPENING.keys():
        lines += [_line(_IS, call, 0, 1), _line(_RETURN, _ASK)]
    for call, argument in _OPENING.items():
        lines += [_line(_IS, call, 0, 4), _line(_LOAD, 16 + 8 * argument)]
        lines += [_line(_HAS, os.O_CREAT, 0, 1), _line(_RETURN, _ASK), _line(_RETURN, _ALLOW)]
    return b"".join([*lines, _line(_RETURN, _ALLOW)])


def _line(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)


def _path(thread: int, call: int, arguments: list[int]) -> str:
    """The file that a call is about; empty where it is gone."""
    _, opened, named = _CALLS[call]
    try:
        path = _text(thread, arguments[named]) if named is not None else ""
        if path.startswith("/"):
            return path
        descriptor = ctypes.c_int(arguments[opened]).value if opened is not None else _HERE
        folder = Path(f"/proc/{thread}/cwd" if descriptor == _HERE else f"/proc/{thread}/fd/{descriptor}").readlink()
        return os.path.normpath(folder / path)
    except OSError:
        return ""


def _text(thread: int, address: int) -> str:
    """A text in the memory of another process, of which it reads no page more than there is."""
    descriptor = os.open(f"/proc/{thread}/mem", os.O_RDONLY)
    try:
        found = b""
        while b"\0" not in found:
            place = address + len(found)
            found += os.pread(descriptor, 4096 - place % 4096, place)
        return os.fsdecode(found.partition(b"\0")[0])
    finally:
        os.close(descriptor)
