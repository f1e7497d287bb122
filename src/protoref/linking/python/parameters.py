"""What a parameter gets: by its place in a class, its annotation, a servicer's request, a fixture; else what callers pass."""

from __future__ import annotations

from protoref.indexers.python.index import Binding, Function
from protoref.linking.python import classes
from protoref.linking.python.evaluator import Evaluator
from protoref.linking.python.scopes import Document
from protoref.linking.python.values import (
    ClassValue,
    FunctionValue,
    ItemsValue,
    ObjectValue,
    ParameterValue,
    SymbolValue,
    Value,
    Values,
    merged,
)
from protoref.model.generated import Form


def parameter(r: Evaluator, document: Document, binding: Binding) -> Values:
    """What a parameter may stand for."""
    function = document.index.functions[binding.index]
    owner = document.class_of_body.get(function.scope)
    decorators = {document.last_name(decorator) for decorator in function.decorators}
    if owner is not None and binding.position == 0 and "staticmethod" not in decorators and function.name:
        it = ClassValue(document.path, owner)
        return (it,) if "classmethod" in decorators or function.name == "__new__" else (ObjectValue(it),)
    annotated = r.instances(r.value(document.path, binding.annotation))
    default = r.value(document.path, binding.value)
    if annotated:
        return merged(annotated, default)
    if owner is not None and binding.position == 1:
        request = _request(r, document, owner, function)
        if request:
            return request
    fixture = _fixture(r, document, binding.name)
    if fixture:
        return fixture
    passed = ParameterValue(f"parameter {binding.name}", document.path, binding.index, binding.position, binding.name)
    return merged(default, (passed,))


def _request(r: Evaluator, document: Document, owner: int, function: Function) -> Values:
    """The request that a servicer's method gets."""
    found: list[Value] = []
    for value in classes.class_member(r, ClassValue(document.path, owner), function.name, own=False):
        if isinstance(value, SymbolValue) and value.form is Form.METHOD:
            found.extend(r.names.messages(value, request=True))
    return tuple(found)


def _fixture(r: Evaluator, document: Document, name: str) -> Values:
    """What a pytest fixture of that name gives, here or in a `conftest.py` above."""
    folder = document.path
    paths = [document.path]
    while folder:
        folder = folder.rpartition("/")[0]
        paths.append(f"{folder}/conftest.py" if folder else "conftest.py")
    for path in paths:
        there = r.documents.get(path)
        number = there.fixtures.get(name) if there is not None else None
        if there is not None and number is not None:
            return _each_result(r, FunctionValue(path, number))
    return ()


def _each_result(r: Evaluator, function: FunctionValue) -> Values:
    return merged(*(value.items if isinstance(value, ItemsValue) else (value,) for value in r.result(function)))
