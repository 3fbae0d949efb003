import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where the XForms of `definitions/forms` lie while tests run. */
export const XFORMS = here('../node_modules/.cache/xforms');

const PROGRAM = `
import sys
from pathlib import Path
from pyxform.xls2xform import convert
for source in sorted(Path(sys.argv[1]).glob("*/form.md")):
    made = convert(source.read_text(encoding="utf-8"), file_type=".md", form_name="data", default_language=None)
    Path(sys.argv[2], source.parent.name + ".xml").write_text(made.xform, encoding="utf-8")
`;

/** Compile every form of the project as publishing does, so that the engine is tested with what phones will get. */
export default function compileForms(): void {
  const own = here('../../.venv/bin/python');
  mkdirSync(XFORMS, { recursive: true });
  const python = existsSync(own) ? own : 'python3';
  execFileSync(python, ['-c', PROGRAM, here('../../definitions/forms'), XFORMS], { stdio: 'inherit' });
}
