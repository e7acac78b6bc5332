"""Becomes a command of a checkout, once another process answers its system calls.

Takes the name of the socket on which that process waits, the checkout, and the command's arguments.
"""

import os
import runpy
import socket
import sys

from tests.sweep.injection import hand_over

if __name__ == "__main__":
    name, checkout, *arguments = sys.argv[1:]
    with socket.socket(socket.AF_UNIX) as supervisor:
        supervisor.connect(f"\0{name}")
        listener = hand_over()
        socket.send_fds(supervisor, [b"listener"], [listener])
        os.close(listener)
    os.chdir(checkout)
    sys.path[0] = checkout
    sys.argv[1:] = arguments
    runpy.run_module("orchestration.command.cli", run_name="__main__", alter_sys=True)
