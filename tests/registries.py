"""Registries and name servers of a test's own on 127.0.0.1: RDAP, WHOIS and DNS, each at its protocol."""

from __future__ import annotations

import json
import socketserver
import threading
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from answering import answering

JSON = [("Content-Type", "application/rdap+json")]


def card(**properties):
    """A jCard with these properties."""
    lines = [[name, {}, "text", value] for name, value in properties.items() if name != "country"]
    if "country" in properties:
        lines.append(["adr", {"cc": properties["country"]}, "text", ["", "", "", "", "", "", ""]])
    return ["vcard", [["version", {}, "text", "4.0"], *lines]]


def rdap(domain="beian-sample-1.com", *, expires="2027-03-01T04:00:00Z", registrant=None, country="CN", **more):
    """What a registry says of a domain."""
    entities = [{"roles": ["registrar"], "vcardArray": card(fn="示例注册商有限公司", country=country)}]
    if registrant is not None:
        entities.append({"roles": ["registrant"], "vcardArray": card(**registrant)})
    events = [{"eventAction": "registration", "eventDate": "2020-03-01T04:00:00Z"}]
    events += [{"eventAction": "expiration", "eventDate": expires}] if expires else []
    return {"objectClassName": "domain", "ldhName": domain, "events": events, "entities": entities} | more


@contextmanager
def registry(answers):
    """An RDAP service: `answers` gives for each path a document, or a function of the handler; else 404."""

    def answer(handler, _body):
        found = answers.get(handler.path)
        if callable(found):
            found(handler)
        elif found is None:
            handler.reply(b'{"errorCode": 404}', status=404, headers=JSON)
        else:
            handler.reply(json.dumps(found).encode(), headers=JSON)

    with answering(answer) as served:
        yield served


@contextmanager
def _serving(server):
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def whois(answer):
    """A WHOIS service: `answer(domain)` gives bytes, or an iterable of them; gives its port and what was asked."""
    asked = []

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            asked.append(self.rfile.readline().decode().strip())
            found = answer(asked[-1])
            try:
                for part in [found] if isinstance(found, bytes) else found:
                    self.wfile.write(part)
                    self.wfile.flush()
            except OSError:
                pass  # who asks may hang up first

    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as server:
        yield server.server_address[1], asked


@contextmanager
def name_server(answers):
    """A name server: `answers` gives for a name and type its addresses, a code such as SERVFAIL, or None for silence.

    A name that it lacks does not exist. Gives its address and port.
    """

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            data, connection = self.request
            query = dns.message.from_wire(data)
            [question] = query.question
            reply = dns.message.make_response(query)
            reply.flags |= dns.flags.RA
            kind = dns.rdatatype.to_text(question.rdtype)
            names = {name for name, _ in answers}
            name = question.name.to_text(omit_final_dot=True)
            found = answers.get((name, kind), [])
            if found is None:
                return
            if isinstance(found, str):
                reply.set_rcode(dns.rcode.from_text(found))
            elif name not in names:
                reply.set_rcode(dns.rcode.NXDOMAIN)
            elif found:
                reply.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
            connection.sendto(reply.to_wire(), self.client_address)

    with _serving(socketserver.ThreadingUDPServer(("127.0.0.1", 0), Handler)) as server:
        yield server.server_address
