"""joblib's workers as forks of a process that has only imported things; see `tests.warm`.

joblib starts new interpreters for them. Of a command that is a fork itself they are forks, too: of one that
was made before the command began, which does not outlive it. They are the command's own children.
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import socket
from collections.abc import Sequence
from typing import Any

import joblib.externals.loky.backend.fork_exec as loky

SET_CHILD_SUBREAPER = 36
"""Of Linux's `prctl`: who is left behind by a parent that ends becomes a child of this process."""
HIGH = 500
"""From here on no descriptor is in use."""


def prepare() -> list[str] | None:
    """Have joblib's workers forked; returns in each worker, too, with the words that it is to run."""
    ours, theirs = socket.socketpair()
    if not os.fork():
        ours.close()
        return _serve(theirs)
    theirs.close()
    ctypes.CDLL(None, use_errno=True).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    start = loky.fork_exec

    def fork_exec(words: list[str], descriptors: Sequence[Any], env: dict[str, str] | None = None) -> int:
        if "joblib.externals.loky.backend.popen_loky_posix" not in words:
            return int(start(words, descriptors, env=env))
        keep = sorted({int(each) for each in descriptors})
        request = {"words": words[1:], "environment": {**os.environ, **(env or {})}, "keep": keep}
        socket.send_fds(ours, [json.dumps(request).encode()], keep)
        return int(ours.recv(64))

    loky.fork_exec = fork_exec
    return None


def _serve(channel: socket.socket) -> list[str]:
    """Fork for each request, until the command ends."""
    while True:
        message, received, _, _ = socket.recv_fds(channel, 1 << 20, 32)
        if not message:
            os._exit(0)
        request = json.loads(message)
        child = os.fork()
        if not child:
            worker = os.fork()
            if worker:
                channel.send(str(worker).encode())
                os._exit(0)  # so that the command becomes its parent
            channel.close()
            high = [fcntl.fcntl(each, fcntl.F_DUPFD, HIGH) for each in received]
            for each in received:
                os.close(each)
            for each, number in zip(high, request["keep"], strict=True):
                os.dup2(each, number)
                os.close(each)
            os.environ.clear()
            os.environ.update(request["environment"])
            words: list[str] = request["words"]
            return words
        os.waitpid(child, 0)
        for each in received:
            os.close(each)
