"""The three SOAP services over HTTP, and the faults that strike a call on its way."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING, NoReturn, cast

from flask import Blueprint, Response, current_app, request

from beian_plugin.authority.soap import (
    BEIAN_STATUS,
    CONTENT_TYPE,
    METHODS,
    UP_DOWN_LOAD,
    VERIFY_PASSWORD,
    read_call,
    write_answer,
    write_fault,
)
from beian_plugin.errors import InvalidValue
from beian_plugin.sandbox import faults, service
from beian_plugin.sandbox.tables import Call
from beian_plugin.sandbox.wsdl import wsdl

if TYPE_CHECKING:
    from beian_plugin.authority.soap import Call as SoapCall
    from beian_plugin.sandbox.store import Store

blueprint = Blueprint("wire", __name__)
_PATHS = (UP_DOWN_LOAD, BEIAN_STATUS, VERIFY_PASSWORD)
_UNAVAILABLE = 503


class Unavailable(Exception):
    """The call ends with HTTP 503."""


def describe() -> Response:
    """The WSDL of the service; only `?wsdl` has one."""
    if "wsdl" not in {name.lower() for name in request.args}:
        return Response("SOAP: POST, ?wsdl", 405, mimetype="text/plain")
    return Response(wsdl(request.path, request.base_url), mimetype="text/xml")


def call() -> Response:
    """Answer one call of the service."""
    try:
        message = _read()
    except InvalidValue as problem:
        return Response(write_fault("Client", str(problem)), 500, content_type=CONTENT_TYPE)
    store = cast("Store", current_app.extensions["sandbox"])
    try:
        _strike(store, message, "before")
        document = service.answer(store, message)
        _strike(store, message, "after")
    except Unavailable:
        return Response("503", _UNAVAILABLE, mimetype="text/plain")
    return Response(write_answer(message.method, document, message.namespace), content_type=CONTENT_TYPE)


def _read() -> SoapCall:
    """The call in the request. Raises InvalidValue for what is none of this service."""
    message = read_call(request.get_data(cache=False))
    if METHODS.get(message.method, ("",))[0] != request.path:
        raise InvalidValue(f"This service has no method {message.method[:40]}.", what="SOAP")
    return message


def _strike(store: Store, message: SoapCall, moment: str) -> None:
    """Let the faults of this moment strike: wait, cut the connection, or raise Unavailable."""
    with store.read() as office:
        if not faults.listed(office):
            return
    with store.write() as office:
        struck = faults.strike(office, message.method, moment)
        if struck:
            names = " ".join(one.kind for one in struck)
            office.session.add(Call(at=office.now(), provider_id=None, method=message.method, code=None, fault=names))
    time.sleep(sum(one.amount for one in struck if faults.has_amount(one.kind)))
    kinds = {one.kind for one in struck}
    if kinds & {"cut_before", "cut_after"}:
        _cut()
    if kinds & {"error_before", "error_after"}:
        raise Unavailable


def _cut() -> NoReturn:
    """End the connection without an answer."""
    connection = request.environ.get("werkzeug.socket") or request.environ.get("gunicorn.socket")
    if connection is None:
        raise Unavailable
    connection.shutdown(socket.SHUT_RDWR)
    raise ConnectionAbortedError


@blueprint.errorhandler(ConnectionAbortedError)
def nothing(_error: ConnectionAbortedError) -> Response:
    """What nobody reads any more, since the connection is cut: without it the log would show a fault of ours."""
    return Response(status=500)


for _path in _PATHS:
    _name = _path.rpartition("/")[2]
    blueprint.add_url_rule(_path, f"describe_{_name}", describe, methods=["GET"])
    blueprint.add_url_rule(_path, _name, call, methods=["POST"])
