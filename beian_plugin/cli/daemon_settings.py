"""What gunicorn is told of `beian daemon` beside address and workers; GUNICORN_CMD_ARGS goes before it."""

from __future__ import annotations

#: Threads of a worker: each question is short, and a panel may ask several at once.
worker_class = "gthread"
threads = 8
#: Seconds after which what is still being answered is cut off at a stop.
graceful_timeout = 10
proc_name = "beian-daemon"
#: Newer versions would listen on a socket in the home folder, which the daemon's user may not have.
control_socket_disable = True
