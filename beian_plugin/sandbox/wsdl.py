"""The description of the three services, document/literal wrapped, for any SOAP client."""

from __future__ import annotations

from lxml import etree

from beian_plugin.authority.soap import INT_PARAMETERS, LONG_PARAMETERS, METHODS, NAMESPACE

_WSDL = "http://schemas.xmlsoap.org/wsdl/"
_SOAP = "http://schemas.xmlsoap.org/wsdl/soap/"
_XS = "http://www.w3.org/2001/XMLSchema"
_HTTP = "http://schemas.xmlsoap.org/soap/http"


def wsdl(path: str, address: str) -> bytes:
    """The WSDL of the service at `path`, which answers at `address`."""
    methods = [method for method, (service, _) in METHODS.items() if service == path]
    name = path.rpartition("/")[2]
    definitions = etree.Element(
        f"{{{_WSDL}}}definitions",
        {"name": name, "targetNamespace": NAMESPACE},
        nsmap={"wsdl": _WSDL, "soap": _SOAP, "xs": _XS, "tns": NAMESPACE},
    )
    _types(definitions, methods)
    for method in methods:
        for message, element in ((method, method), (f"{method}Response", f"{method}Response")):
            part = _add(_add(definitions, _WSDL, "message", name=message), _WSDL, "part", name="parameters")
            part.set("element", f"tns:{element}")
    port_type = _add(definitions, _WSDL, "portType", name=f"{name}PortType")
    binding = _add(definitions, _WSDL, "binding", name=f"{name}Binding", type=f"tns:{name}PortType")
    _add(binding, _SOAP, "binding", style="document", transport=_HTTP)
    for method in methods:
        operation = _add(port_type, _WSDL, "operation", name=method)
        _add(operation, _WSDL, "input", message=f"tns:{method}")
        _add(operation, _WSDL, "output", message=f"tns:{method}Response")
        bound = _add(binding, _WSDL, "operation", name=method)
        _add(bound, _SOAP, "operation", soapAction="")
        for direction in ("input", "output"):
            _add(_add(bound, _WSDL, direction), _SOAP, "body", use="literal")
    service = _add(definitions, _WSDL, "service", name=name)
    port = _add(service, _WSDL, "port", name=f"{name}Port", binding=f"tns:{name}Binding")
    _add(port, _SOAP, "address", location=address)
    return etree.tostring(definitions, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _types(definitions: etree._Element, methods: list[str]) -> None:
    schema = _add(_add(definitions, _WSDL, "types"), _XS, "schema", targetNamespace=NAMESPACE)
    for method in methods:
        _wrapper(schema, method, METHODS[method][1])
        _wrapper(schema, f"{method}Response", ("return",))


def _wrapper(schema: etree._Element, name: str, parameters: tuple[str, ...]) -> None:
    complex_type = _add(_add(schema, _XS, "element", name=name), _XS, "complexType")
    sequence = _add(complex_type, _XS, "sequence")
    for parameter in parameters:
        _add(sequence, _XS, "element", name=parameter, type=_type(parameter))


def _type(parameter: str) -> str:
    if parameter in LONG_PARAMETERS:
        return "xs:long"
    return "xs:int" if parameter in INT_PARAMETERS else "xs:string"


def _add(parent: etree._Element, namespace: str, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{namespace}}}{tag}", attributes)
