"""What the panel's `public` offers to hook files: hooks before calls, its log, and the object that carries a form."""

HOOKS = {}
LOG = []


class dict_obj:
    """A form as attributes, as the panel hands it over."""

    def __init__(self, **fields):
        self.__dict__.update(fields)

    def get(self, name, default=None):
        return getattr(self, name, default)

    def get_items(self):
        return self.__dict__


def register_hook(index, func):
    HOOKS.setdefault(index, []).append(func)


def exec_hook(index, data):
    for hook in HOOKS.get(index, []):
        data = hook(data)
    return data


def WriteLog(kind, text):
    LOG.append((kind, text))


def check_hooks(folder):
    """Load every hook file, as the panel does while it starts."""
    for path in sorted(folder.glob("*.py")):
        space = {"__name__": "hook", "__file__": str(path)}
        exec(compile(path.read_text("utf-8"), str(path), "exec"), space)
        space["main"]()
