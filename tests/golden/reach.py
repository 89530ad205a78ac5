"""What a handler can come to call, read from the sources.

A function that another one mentions counts as called, so what is found may be too much and is
never too little, as long as ports go by their own names (`records.find`, `tools.records.find`).
"""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
# What handlers call into; adapters and wiring stand behind the ports.
LAYERS = ("domain", "services", "entry")
Place = tuple[str, str]


@cache
def _tree(module: str) -> ast.Module | None:
    """Return a module of ours; None for a package and for everything outside the layers."""
    package, _, inner = module.partition(".")
    file = ROOT / f"{module.replace('.', '/')}.py"
    if package != "chalicelib" or inner.split(".")[0] not in LAYERS or not file.exists():
        return None
    return ast.parse(file.read_text(encoding="utf-8"))


@cache
def _definitions(module: str) -> Mapping[str, ast.stmt]:
    """Return a module's functions, classes and constants by name."""
    tree, found = _tree(module), {}
    for node in tree.body if tree else ():
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {each.id: node for each in targets if isinstance(each, ast.Name)}
    return found


@cache
def _imports(module: str) -> Mapping[str, Place]:
    """Return what a module imports by the name it has there."""
    tree = _tree(module)
    return {
        name.asname or name.name: (node.module, name.name)
        for node in ast.walk(tree or ast.Module(body=[], type_ignores=[]))
        if isinstance(node, ast.ImportFrom) and node.module
        for name in node.names
    }


def _named(node: ast.AST, module: str) -> Place | None:
    """Return the definition that a name, or a name behind a module's, stands for."""
    match node:
        case ast.Name(id=name) if name in _definitions(module):
            return module, name
        case ast.Name(id=name) if name in _imports(module):
            return _imports(module)[name]
        case ast.Attribute(value=ast.Name(id=alias), attr=name) if alias in _imports(module):
            package, inner = _imports(module)[alias]
            return f"{package}.{inner}", name
    return None


def reached(*roots: Place) -> Iterator[tuple[Place, ast.AST]]:
    """Yield every node of what the roots can come to run, with the definition it stands in."""
    waiting, seen = list(roots), set(roots)
    while waiting:
        place = module, name = waiting.pop()
        node = _definitions(module).get(name)
        for inner in ast.walk(node) if node else ():
            yield place, inner
            target = _named(inner, module)
            if target and target not in seen:
                seen.add(target)
                waiting.append(target)


def calls_of(port: str, *roots: Place) -> set[str]:
    """Return the methods of a port that the roots can come to call."""
    return {
        node.attr
        for _, node in reached(*roots)
        if isinstance(node, ast.Attribute) and _ends_in(node.value, port)
    }


def _ends_in(node: ast.AST, name: str) -> bool:
    match node:
        case ast.Name(id=last) | ast.Attribute(attr=last):
            return last == name
    return False


def makes(name: str, *roots: Place) -> bool:
    """True when the roots can come to code that makes a value of this class."""
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
        for _, node in reached(*roots)
    )
