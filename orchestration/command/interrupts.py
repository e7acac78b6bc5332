"""Ctrl-C during a run: one sentence and the end, whatever library is at work.

A run may die at any moment and the next one goes on from there, so nothing has to be tidied up first.
"""

import os
import signal
import sys
from collections.abc import Callable
from multiprocessing import resource_tracker
from threading import Lock, Thread
from typing import NoReturn

INTERRUPTED = 130
_CTRL_C = {signal.SIGINT}
_word = Lock()


def end_on_interrupt(tell: Callable[[], None]) -> None:
    """From now on Ctrl-C calls `tell` and ends this process with `INTERRUPTED`.

    The signal is kept from the threads and children that are started from now on, so that none has a word of its own.
    Threads that are there already may still take it; then Python wakes us by a pipe, and its handler, which would raise
    wherever the main thread is, does nothing.
    """
    _start_tracker()
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.pthread_sigmask(signal.SIG_BLOCK, _CTRL_C)
    woken, waking = os.pipe()
    os.set_blocking(waking, False)
    signal.set_wakeup_fd(waking, warn_on_full_buffer=False)

    def await_and_end(wait: Callable[[], object]) -> None:
        wait()
        end(tell)

    for wait in (lambda: signal.sigwait(_CTRL_C), lambda: _read(woken)):
        Thread(target=await_and_end, args=[wait], name="interrupts", daemon=True).start()


def end(tell: Callable[[], None]) -> NoReturn:
    """Call `tell` and end this process; the same Ctrl-C may reach several threads, and only the first has the word."""
    _word.acquire()
    tell()
    os._exit(INTERRUPTED)


def _start_tracker() -> None:
    """Have Python's tracker of semaphores run already: starting it lets the signal through again.

    It would complain of what a run that ends at once has not given back.
    """
    quiet = "ignore::UserWarning:multiprocessing.resource_tracker"
    sys.warnoptions.append(quiet)
    resource_tracker.ensure_running()
    sys.warnoptions.remove(quiet)


def _read(woken: int) -> None:
    while os.read(woken, 1) != bytes([signal.SIGINT]):
        pass
