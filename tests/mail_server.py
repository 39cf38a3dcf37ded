"""A small SMTP server over real sockets, with TLS and sign-in, whose answers a test may change."""

from __future__ import annotations

import base64
import datetime
import email
import email.policy
import socketserver
import ssl
import threading
from contextlib import contextmanager, suppress

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "post@example.cn", "p@ss:word"


class MailServer:
    """What came, and how the server behaves."""

    def __init__(self, *, tls=None, at_once=False, asks=False):
        self.tls, self.at_once, self.asks = tls, at_once, asks
        self.letters, self.seen = [], []
        #: What it answers to a recipient.
        self.recipient = "250 ok"
        self._server = None

    def start(self, port=0):
        owner = self

        class Handler(_Handler):
            server_of_test = owner

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address, daemon_threads = True, True

        self._server = Server(("127.0.0.1", port), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def stop(self):
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def url(self, scheme="smtp", query="?tls=none", sign_in=False):
        user = f"{USER.replace('@', '%40')}:{PASSWORD.replace('@', '%40').replace(':', '%3A')}@" if sign_in else ""
        return f"{scheme}://{user}localhost:{self.port}{query}"


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        server = self.server_of_test
        self.encrypted, self.signed_in = False, not server.asks
        if server.at_once and not self._encrypt():
            return
        self._say("220 test")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            server.seen.append((verb, self.encrypted))
            if verb == "STARTTLS":
                self._say("220 go")
                if not self._encrypt():
                    return
            elif verb == "QUIT":
                self._say("221 bye")
                return
            elif verb == "DATA":
                self._take_letter()
            else:
                self._say(self._answer(verb, line))

    def _answer(self, verb, line):
        server = self.server_of_test
        if verb == "EHLO":
            offers = ["STARTTLS"] if server.tls and not self.encrypted else []
            offers += ["AUTH PLAIN"] if server.asks and self.encrypted else []
            lines = ["test", *offers]
            return "\r\n".join(f"250{' ' if one is lines[-1] else '-'}{one}" for one in lines)
        if verb == "AUTH":
            _, user, password = base64.b64decode(line.split()[2]).decode().split("\0")
            self.signed_in = (user, password) == (USER, PASSWORD)
            return "235 ok" if self.signed_in else "535 no"
        if not self.signed_in:
            return "530 sign in first"
        return server.recipient if verb == "RCPT" else "250 ok"

    def _take_letter(self):
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        letter = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
        self.server_of_test.letters.append(letter)
        self._say("250 taken")

    def _say(self, text):
        self.wfile.write(f"{text}\r\n".encode())
        self.wfile.flush()

    def _encrypt(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*self.server_of_test.tls)
        try:
            self.request = context.wrap_socket(self.request, server_side=True)
        except (ssl.SSLError, OSError):
            return False
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb")
        self.encrypted = True
        return True

    def finish(self):
        for part in (self.wfile, self.rfile, self.request):
            with suppress(OSError):
                part.close()


@contextmanager
def running(**options):
    """A server that runs for a while."""
    server = MailServer(**options).start()
    try:
        yield server
    finally:
        server.stop()


def certificate(folder):
    """A certificate for localhost that nobody has signed but itself, and its key: paths of both."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    paths[1].write_bytes(key.private_bytes(*pem))
    return paths
