"""An authority of a few lines over real HTTP: takes uploads in sequence, and fails as a test says."""

from __future__ import annotations

import threading
from contextlib import contextmanager

from answering import answering

from beian_plugin.authority import envelope, soap


class SmallAuthority:
    """What it has, what came, and how it shall fail next."""

    def __init__(self):
        self.lock = threading.Lock()
        #: The XML of each accepted file by its number.
        self.files = {}
        #: Every number that was uploaded, taken or not.
        self.uploads = []
        #: Numbers that came although they were there already.
        self.repeats = []
        #: Answers to the next uploads: a code; `cut` before, `lose` after the file was taken; None as it should be.
        self.next_uploads = []
        #: Codes of the next answers to the question for the previous upload, or `cut`.
        self.next_questions = []
        #: The answer to every download: 2, or another code.
        self.downloads = 2
        #: Whether it hands out its last file when it is asked for its number.
        self.tells_content = True

    @property
    def last(self):
        return max(self.files, default=0)

    def answer(self, handler, body):
        call = soap.read_call(body)
        with self.lock:
            document = getattr(self, call.method)(call.parameters)
        if document is None:
            handler.connection.close()
            return
        handler.reply(soap.write_answer(call.method, document))

    def isp_upload(self, parameters):
        number = int(parameters["dataSequence"])
        self.uploads.append(number)
        fault = self.next_uploads.pop(0) if self.next_uploads else None
        if fault == "cut":
            return None
        if isinstance(fault, int):
            return soap.write_return(fault, "refused by a test")
        if number > self.last + 1:
            missing = [("dataSequence", one) for one in range(self.last + 1, number)]
            return soap.write_return(14, "first the missing ones", "dataSequences", missing)
        xml = envelope.unseal(parameters["beianInfo"], parameters["beianInfoHash"], 0, None)
        if number in self.files:
            self.repeats.append(number)
            return soap.write_return(999, "that number was there already")
        self.files[number] = xml
        return None if fault == "lose" else soap.write_return(0, "taken")

    def isp_querypreviousupload(self, _parameters):
        fault = self.next_questions.pop(0) if self.next_questions else None
        if fault == "cut":
            return None
        if fault:
            return soap.write_return(fault, "refused by a test")
        values = [("dataSequence", self.last)]
        if self.files and self.tells_content:
            sealed = envelope.seal(self.files[self.last], None)
            values += [("beianInfo", sealed.info), ("beianInfoHash", sealed.hash), ("encryptAlgorithm", 0)]
            values += [("hashAlgorithm", 0), ("compressionFormat", 0)]
        return soap.write_return(0, "the last one", "fileInfos", values)

    def isp_download(self, _parameters):
        return soap.write_return(self.downloads, "nothing waits")


@contextmanager
def small_authority():
    """A running one, with its `url`."""
    authority = SmallAuthority()
    with answering(authority.answer) as served:
        authority.url = served.url
        yield authority
