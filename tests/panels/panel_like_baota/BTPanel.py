"""The panel's app: it loads hook files as soon as it is there, and its routes afterwards."""

import os
import pathlib

import public
from flask import Flask, jsonify, request

app = Flask("BTPanel")
public.check_hooks(pathlib.Path(os.environ["BAOTA_HOOKS"]))


@app.route("/site", methods=["POST"])
def site():
    import panelSite

    if request.headers.get("x-http-token") != "signed-in":
        return "", 404
    call = getattr(panelSite.panelSite(), request.args["action"])
    return jsonify(call(public.dict_obj(**request.form)))


@app.route("/project/<mod>/<call>/<kind>", methods=["POST"])
def project(mod, call, kind):
    import panelSite

    found = public.exec_hook(f"{mod}MODEL_{call}_LAST".upper(), public.dict_obj(**request.form))
    if not isinstance(found, public.dict_obj):
        return jsonify(found)
    panelSite.BOUND.extend(found.domains.split())
    return jsonify(status=True, data="ok")
