"""The OpenAPI document: complete, made from the types themselves, and kept to by the API."""

from __future__ import annotations

import dataclasses
import itertools

import jsonschema_rs
import msgspec
import pytest
import schemathesis
from api.conftest import API, problem
from hypothesis import HealthCheck, given, settings
from operations.conftest import credit_code
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from beian_plugin.blueprints.api import bodies
from beian_plugin.blueprints.api.problems import KINDS
from beian_plugin.blueprints.api.routes import ROUTES
from beian_plugin.filing import events
from beian_plugin.filing.region import provinces

EVENTS = [route for route in ROUTES if route.body]


@pytest.fixture
def document(app):
    """The document as anybody gets it."""
    response = app.test_client().get(f"{API}/openapi.json")
    assert response.status_code == 200
    assert response.content_type == "application/json"
    return response.get_json()


def resolve(document, node):
    """`node`, or what it refers to."""
    while "$ref" in node:
        target = document
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = target
    return node


def mend(case, serial):
    """Put right what a schema cannot say: check digits, visible characters, 3.0 is no 3, one request for a key."""
    if "Idempotency-Key" in (case.headers or {}):
        case.headers["Idempotency-Key"] = f"{case.headers['Idempotency-Key'][:200]}-{serial}"
    body = case.body if isinstance(case.body, dict) else {}
    body |= {name: int(value) for name, value in body.items() if isinstance(value, float)}
    for name in {"customer", "region"} & set(body):
        body[name] = "".join(filter(str.isprintable, body[name]))
    certificate = (body.get("subject") or {}).get("certificate")
    if certificate:
        certificate |= {"kind": "credit_code", "number": credit_code(serial).number}


@pytest.mark.parametrize("name", [route.name for route in ROUTES])
def test_what_the_document_allows_is_accepted_and_answered_as_it_says(app, caller, name):
    operation = schemathesis.openapi.from_wsgi(f"{API}/openapi.json", app).find_operation_by_id(name)
    serials = itertools.count(1)

    @given(case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
    @settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def keeps(case):
        mend(case, next(serials))
        # No schema says what a registered domain is.
        excluded = [positive_data_acceptance] if name == "domain" else []
        case.call_and_validate(headers=caller.headers(), excluded_checks=excluded)

    keeps()


@pytest.mark.parametrize("name", [route.name for route in ROUTES])
def test_what_the_document_forbids_is_refused_as_it_says(app, caller, name):
    operation = schemathesis.openapi.from_wsgi(f"{API}/openapi.json", app).find_operation_by_id(name)

    @given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    @settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def keeps(case):
        case.call_and_validate(headers=caller.headers())

    keeps()


@pytest.mark.parametrize("name", [route.name for route in ROUTES])
def test_each_example_works(app, caller, name, document):
    [(path, method, operation)] = [
        (path, method, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if operation["operationId"] == name
    ]
    for parameter in operation["parameters"]:
        path = path.replace(f"{{{parameter['name']}}}", str(parameter["example"]))
    options = {"json": operation["requestBody"]["content"]["application/json"]["example"]} if method == "post" else {}
    response = app.test_client().open(API + path, method=method.upper(), headers=caller.headers(), **options)
    if name == "verdict":
        problem(response, 404)
    else:
        assert response.status_code == 200


def test_the_document_names_every_url_of_the_api_and_no_other(app, document):
    prefix = f"{API}/"
    rules = {
        (rule.rule.replace("<", "{").replace(">", "}").removeprefix(API), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(prefix)
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    shown = {(path, method) for path, methods in document["paths"].items() for method in methods}
    assert shown == rules - {("/openapi.json", "get")}


@pytest.mark.parametrize("route", EVENTS, ids=lambda route: route.name)
def test_a_body_has_the_fields_of_its_event(route):
    fields = {field.name for field in msgspec.structs.fields(route.body)}
    [event] = [kind for kind, name in events.EVENT_NAMES.items() if name == route.name]
    assert fields == {field.name for field in dataclasses.fields(event)}


def test_a_subject_has_the_fields_of_a_subject():
    fields = {field.name for field in msgspec.structs.fields(bodies.SubjectBody)}
    assert fields == {field.name for field in dataclasses.fields(events.Subject)}


def test_every_operation_is_described_and_says_who_may_call_it(document):
    for route in ROUTES:
        operation = document["paths"][route.path][route.method.lower()]
        assert operation["summary"]
        assert operation["description"]
        assert operation["security"] == ([{"bearer": [route.scope]}] if route.scope else [])
        statuses = set(operation["responses"])
        assert {"200", "500", "503"} <= statuses
        assert ({"401", "403"} <= statuses) == bool(route.scope)
        assert ({"400", "413", "415", "422"} <= statuses) == bool(route.body)


def test_every_error_is_a_problem_with_an_example_of_each_kind(document):
    shown = set()
    for methods in document["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                if status == "200":
                    continue
                [(media_type, content)] = response["content"].items()
                assert media_type == "application/problem+json"
                for code, example in content["examples"].items():
                    assert example["value"]["status"] == int(status) == KINDS[code].status
                    shown.add(code)
    # These are answered where no operation is.
    assert shown == set(KINDS) - {"bad_request", "not_found", "method_not_allowed"}


def test_each_example_of_an_answer_fits_its_schema(document):
    for methods in document["paths"].values():
        for operation in methods.values():
            content = operation["responses"]["200"]["content"]["application/json"]
            schema = content["schema"] | {"components": document["components"]}
            jsonschema_rs.validator_for(schema).validate(content["example"])


def test_unknown_fields_are_said_to_be_forbidden(document):
    for route in EVENTS:
        body = document["paths"][route.path]["post"]["requestBody"]["content"]["application/json"]["schema"]
        schema = resolve(document, body)
        assert schema["additionalProperties"] is False
        for name in ("region", "customer"):
            assert schema["properties"][name]["maxLength"] == 128


def test_the_pattern_of_a_province_fits_the_31_codes():
    decoder = msgspec.json.Decoder(bodies.SubjectBody)
    for code in (f"{number:02d}" for number in range(100)):
        text = msgspec.json.encode({"province": code})
        if code in provinces():
            assert decoder.decode(text).province == code
        else:
            with pytest.raises(msgspec.ValidationError):
                decoder.decode(text)


def test_behind_a_proxy_the_document_names_the_outer_path(app):
    response = app.test_client().get(f"{API}/openapi.json", environ_overrides={"SCRIPT_NAME": "/panel"})
    assert response.get_json()["servers"] == [{"url": f"/panel{API}"}]
