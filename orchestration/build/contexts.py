"""What dbt makes for each node when it compiles it and when it runs it, without dbt's detours.

A context names some seven hundred macros, each by an object that dbt makes in four calls and finds again by looking
through five dictionaries: a tenth of a build. For each answer of the database it makes a tester of types, with a
parser of dates that nothing needs: another thirtieth. What both hold stays the same.
To be imported only where dbt is, because it imports dbt.
"""

from collections.abc import Callable, Iterable, Iterator, KeysView
from functools import cache
from typing import Any

from dbt.clients.jinja import MacroGenerator, MacroStack
from dbt.context.macros import MacroNamespace, MacroNamespaceBuilder
from dbt.contracts.graph.nodes import Macro
from dbt_common.clients import agate_helper
from dbt_common.clients.jinja import MacroProtocol


def _made(
    self: MacroGenerator,
    macro: MacroProtocol,
    context: dict[str, Any] | None = None,
    node: Any = None,  # noqa: ANN401 - dbt's own signature
    stack: MacroStack | None = None,
) -> None:
    self.macro, self.context, self.node, self.stack = macro, context, node, stack


def _add_macros(self: MacroNamespaceBuilder, macros: Iterable[Macro], ctx: dict[str, Any]) -> None:
    """As dbt calls it: with the macros of one package, which it has by their names."""
    package = next(macro.package_name for macro in macros)
    made = {macro.name: MacroGenerator(macro, ctx, self.node, self.thread_ctx) for macro in macros}
    if package in self.internal_package_names:
        self.internal_packages[package] = made
    else:
        self.packages[package] = made
        if package == self.search_package:
            self.locals.update(made)
        elif package == self.root_package:
            self.globals.update(made)


def _flat(self: MacroNamespace) -> dict[str, Any]:
    """All that a namespace names; of several of one name the one that dbt would find first."""
    if "flat" not in self.__dict__:
        levels = [*self._search_order()]
        self.__dict__["flat"] = {name: found for level in reversed(levels) for name, found in level.items()}
    flat: dict[str, Any] = self.__dict__["flat"]
    return flat


def _find(self: MacroNamespace, name: str) -> Any:  # noqa: ANN401 - dbt's own signature
    return _flat(self)[name]


def _names(self: MacroNamespace) -> Iterator[str]:
    return iter(_flat(self))


def _keys(self: MacroNamespace) -> KeysView[str]:
    return _flat(self).keys()


def _made_once(build: Callable[..., Any]) -> Callable[..., Any]:
    made = cache(build)

    def tester(text_columns: Iterable[str], string_null_values: Iterable[str] | None = ("null", "")) -> Any:  # noqa: ANN401
        return made((*text_columns,), None if string_null_values is None else (*string_null_values,))

    return tester


@cache
def make_plain() -> None:
    """From now on, in this process; once, since others may put theirs over it."""
    MacroGenerator.__init__ = _made  # type: ignore[method-assign]
    MacroNamespaceBuilder.add_macros = _add_macros  # type: ignore[method-assign]
    MacroNamespace.__getitem__ = _find  # type: ignore[method-assign]
    MacroNamespace.__iter__ = _names  # type: ignore[method-assign]
    MacroNamespace.keys = _keys  # type: ignore[method-assign, assignment]
    agate_helper.build_type_tester = _made_once(agate_helper.build_type_tester)
