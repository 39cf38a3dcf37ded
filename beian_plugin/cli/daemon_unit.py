"""The unit with which systemd runs the daemon, shut off from everything that it does not need."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

_UNIT = """\
# beian daemon --systemd > /etc/systemd/system/beian.service
# useradd --system --home-dir /var/lib/beian beian; systemctl enable --now beian
# Settings stand in /etc/beian/daemon.env, a line each: BEIAN_ISP_NAME=...; for commands: BEIAN_INSTANCE=/var/lib/beian
[Unit]
Description=beian_plugin answers panels about filings (ICP)
After=network.target

[Service]
Type=notify
User=beian
{groups}EnvironmentFile=-/etc/beian/daemon.env
Environment=BEIAN_INSTANCE=/var/lib/beian
ExecStart={command}
ExecReload=/bin/kill -HUP $MAINPID
Restart=on-failure
RuntimeDirectory=beian
StateDirectory=beian
StateDirectoryMode=0700
UMask=0077
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome={home}
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
PrivateDevices=yes
PrivateTmp=yes
LockPersonality=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native

[Install]
WantedBy=multi-user.target
"""
_HOMES = ("/home/", "/root/", "/run/user/")


def unit(address: str, *, workers: int, group: str | None, proxies: int) -> str:
    """The unit of a daemon with these options."""
    program = Path(sys.argv[0]).absolute()
    options = ["--bind", address, "--workers", str(workers)]
    options += ["--socket-group", group] if group else []
    options += ["--proxies", str(proxies)] if proxies else []
    # A program in somebody's home has to stay readable.
    in_home = any(str(place).startswith(_HOMES) for place in (program, Path(sys.executable).resolve()))
    return _UNIT.format(
        command=shlex.join([str(program), "daemon", *options]),
        groups=f"SupplementaryGroups={group}\n" if group else "",
        home="read-only" if in_home else "yes",
    )
