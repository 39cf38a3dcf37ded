"""An authority in memory that hands files out one at a time until they are acknowledged, as the interface does."""

from __future__ import annotations

from beian_plugin.authority.client import Downloaded
from beian_plugin.authority.download_writer import write_download
from beian_plugin.authority.items import Head


class HandingOut:
    """A queue of files; `log` lists the calls that came."""

    def __init__(self):
        self.queue = []
        self.log = []
        self.lost_answers = 0

    def put(self, *told, name="", document="", resync=False):
        """Put a file of items into the queue; its name."""
        head = Head(document=document or document_of(told[0]), resync=resync)
        return self.put_bytes(write_download([head, *told]), name=name)

    def put_bytes(self, content, *, name="", problems=()):
        """Put a file into the queue that comes with each of `problems` before it comes whole.

        A problem is what came and why its envelope does not open, or another content.
        """
        name = name or f"file{len(self.log)}x{len(self.queue)}"
        self.queue.append((name, content, list(problems)))
        return name

    def download(self):
        self.log.append("download")
        if not self.queue:
            return None
        name, content, problems = self.queue[0]
        more = len(self.queue) > 1
        if problems and isinstance(problems[0], bytes):
            return Downloaded(name=name, content=problems.pop(0), more=more)
        if problems:
            raw, problem = problems.pop(0)
            return Downloaded(name=name, content=None, more=more, raw=raw, problem=problem)
        return Downloaded(name=name, content=content, more=more)

    def acknowledge(self, name):
        self.log.append(f"acknowledge {name}")
        if self.queue and self.queue[0][0] == name:
            self.queue.pop(0)


def document_of(item):
    """The document that carries such an item."""
    return {
        "Published": "ICP/BASJ",
        "Cancelled": "ICP/ZXSJ",
        "BarredSubject": "ICP/HMDLB",
        "BarredSite": "ICP/HMDLB",
        "IllegalAccess": "ICP/FFJRHMD",
        "UnfiledSite": "ICP/WBAWZLB",
        "Result": "ICP/BAJG",
        "Opinion": "ICP/BAJG",
        "VerificationTask": "ICP/HSRW",
        "SubjectCheck": "ICP/HCJG",
        "AccessCheck": "ICP/HCJG",
        "ShellCheck": "ICP/HCJG",
        "DeadSite": "ICP/HCJG",
        "Notice": "ICP/XGTZ",
        "CodeValue": "JCDM",
        "IpResult": "IP/BAJG",
    }[type(item).__name__]
