import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where the compiled XForms of `definitions/forms` and of `tests/forms` lie while tests run. */
export const XFORMS = here('../node_modules/.cache/xforms');

/** The forms of the project, by id. */
export const formIds = (): string[] =>
  readdirSync(here('../../definitions/forms')).filter((name) =>
    existsSync(here(`../../definitions/forms/${name}/form.md`)),
  );

const PROGRAM = `
import sys
from pathlib import Path
from pyxform.xls2xform import convert
target, *folders = sys.argv[1:]
for source in (form for folder in folders for form in sorted(Path(folder).glob("*/form.md"))):
    made = convert(source.read_text(encoding="utf-8"), file_type=".md", form_name="data", default_language=None)
    Path(target, source.parent.name + ".xml").write_text(made.xform, encoding="utf-8")
`;

/** Compile every form of the project as publishing does, so that the engine is tested with what phones will get. */
export default function compileForms(): void {
  const own = here('../../.venv/bin/python');
  mkdirSync(XFORMS, { recursive: true });
  const python = existsSync(own) ? own : 'python3';
  execFileSync(python, ['-c', PROGRAM, XFORMS, here('../../definitions/forms'), here('forms')], { stdio: 'inherit' });
}
