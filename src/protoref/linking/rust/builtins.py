"""Names that every Rust module has."""

from __future__ import annotations

BUILTIN_CRATES = frozenset({"std", "core", "alloc", "proc_macro", "test"})
PRIMITIVES = frozenset(
    {
        *("bool", "char", "str", "f16", "f32", "f64", "f128", "isize", "usize"),
        *(f"{sign}{size}" for sign in "iu" for size in (8, 16, 32, 64, 128)),
    }
)
PRELUDE = frozenset(
    {
        *("Option", "Some", "None", "Result", "Ok", "Err", "Box", "String", "ToString", "Vec", "ToOwned"),
        *("AsRef", "AsMut", "Into", "From", "Default", "Iterator", "Extend", "IntoIterator", "DoubleEndedIterator"),
        *("ExactSizeIterator", "Send", "Sized", "Sync", "Unpin", "Copy", "Drop", "Fn", "FnMut", "FnOnce", "drop"),
        *("Clone", "Eq", "PartialEq", "Ord", "PartialOrd", "Debug", "Hash", "TryFrom", "TryInto", "FromIterator"),
        *("Future", "IntoFuture", "Self", "AsyncFn", "AsyncFnMut", "AsyncFnOnce", "concat", "env", "line", "file"),
        *("module_path", "cfg", "derive", "test", "global_allocator", "bench"),
    }
)
VALUES = frozenset({"Ok", "Err", "Some", "None"})
"""Of these, values. A glob of a module brings no message in under such a name as a value (prost writes `struct Ok {}`)."""
WRAPPERS = frozenset(
    {
        *("Option", "Result", "Arc", "Rc", "Box", "Mutex", "RwLock", "RefCell", "Cell", "Pin", "OnceCell", "OnceLock"),
        *("LazyLock", "Lazy", "MutexGuard", "RwLockReadGuard", "RwLockWriteGuard", "OwnedMutexGuard", "Cow", "Weak"),
        *("ArcSwap", "Future", "Output", "Send", "Sync"),
    }
)
"""Types whose value is used like that of their first argument, once unwrapped, locked or awaited."""
TRANSPARENT_METHODS = frozenset(
    {
        *("clone", "unwrap", "expect", "lock", "read", "write", "borrow", "borrow_mut", "as_ref", "as_mut", "to_owned"),
        *("get_mut", "get", "into_inner", "unwrap_or_default", "map_err", "context", "with_context", "ok", "ok_or"),
        *("ok_or_else", "deref", "deref_mut", "take", "as_deref", "as_deref_mut", "get_or_insert_with", "cloned"),
        *("unwrap_or_else", "into", "by_ref", "load", "blocking_lock", "try_lock", "copied"),
        *("get_or_init", "get_or_try_init", "to_mut", "get_ref", "inner"),
    }
)
"""Methods of the wrappers (and `clone`) whose result is, or holds, the wrapped value."""
