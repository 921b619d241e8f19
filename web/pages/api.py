"""The page to read and try the API on, made from `/openapi.json`. Reading works as plain forms; what changes something is sent by script,
with the token of this run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from web.house import show

pages = APIRouter(include_in_schema=False)
PAGING = frozenset({"limit", "offset", "page"})
"""Parameters that stand last in a form: what is asked comes before how much of the answer is shown."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of an operation. `place`: query, path, form or file; `kind`: the type of its value in JSON Schema; `choices`: its
    values where they are few."""

    name: str
    place: str
    kind: str
    required: bool
    said: str
    choices: tuple[str, ...]
    many: bool
    default: Any


@dataclass(frozen=True)
class Operation:
    """One operation: `name` is its id, `summary` and `said` the first line and the rest of its description, `json` whether its body is
    JSON (with an example of it)."""

    name: str
    method: str
    path: str
    tag: str
    summary: str
    said: str
    parameters: tuple[Parameter, ...]
    json: Any


@pages.get("/api")
def api_page(request: Request) -> Response:
    groups: dict[str, list[Operation]] = {}
    for operation in operations(request.app.openapi()):
        groups.setdefault(operation.tag, []).append(operation)
    return show(request, "api.html", groups=groups)


def operations(described: dict[str, Any]) -> list[Operation]:
    """The operations of an OpenAPI 3.1 description, in its order."""
    found = []
    for path, methods in described["paths"].items():
        for method, said in methods.items():
            first, _, rest = said.get("description", said.get("summary", "")).partition("\n\n")
            content = said.get("requestBody", {}).get("content", {})
            form = next((content[kind]["schema"] for kind in content if "form" in kind), None)
            body = content.get("application/json")
            parameters = [_parameter(described, p["name"], p["in"], p["schema"], p.get("required", False), p.get("description", ""))
                          for p in sorted(said.get("parameters", ()), key=lambda p: p["name"] in PAGING) if p["in"] in ("query", "path")]
            if form:
                schema = _resolved(described, form)
                parameters += [_parameter(described, name, "form", each, name in schema.get("required", ()), each.get("description", ""))
                               for name, each in schema.get("properties", {}).items() if name != "token"]
            found.append(Operation(said["operationId"], method.upper(), path, (said.get("tags") or ["api"])[0], first, rest,
                                   tuple(parameters), _example(described, body["schema"]) if body else None))
    return found


def _parameter(described: dict[str, Any], name: str, place: str, schema: dict[str, Any], required: bool, said: str) -> Parameter:
    kind = _one(described, schema)
    many = kind.get("type") == "array"
    inner = _one(described, kind.get("items", {})) if many else kind
    file = inner.get("format") == "binary" or "contentMediaType" in inner
    return Parameter(name, "file" if file else place, inner.get("type", "string"), required, said or schema.get("description", ""),
                     tuple(map(str, inner.get("enum", ()))), many, schema.get("default"))


def _resolved(described: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in schema:
        found: dict[str, Any] = described["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        return found
    return schema


def _one(described: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a value that is there: of `anyOf` the one that is not null."""
    schema = _resolved(described, schema)
    for each in schema.get("anyOf", ()):
        if each.get("type") != "null":
            return _one(described, each)
    return schema


def _example(described: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    fields = _one(described, schema).get("properties", {})
    empty = {"integer": 0, "number": 0, "boolean": False, "array": [], "object": {}}
    return {name: each.get("default", empty.get(_one(described, each).get("type", ""), "")) for name, each in fields.items()}
