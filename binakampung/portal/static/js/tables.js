// A table with data-tools sorts by its headings, filters by what is typed, and copies to a spreadsheet.
// The words of its buttons come from data-filter-label, data-copy-label and data-copied-label.

export function makeTables(root) {
  for (const table of root.querySelectorAll("table[data-tools]")) {
    makeSortable(table);
    addTools(table);
  }
}

function makeSortable(table) {
  for (const [index, heading] of [...table.tHead.rows[0].cells].entries()) {
    if (!heading.textContent.trim() || heading.dataset.still !== undefined) continue;
    const button = document.createElement("button");
    button.className = "sort";
    button.type = "button";
    button.append(...heading.childNodes);
    button.addEventListener("click", () => sortBy(table, index, heading));
    heading.append(button);
  }
}

function sortBy(table, index, heading) {
  const falling = heading.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", falling ? "descending" : "ascending");
  const order = (a, b) => compare(valueOf(a.cells[index]), valueOf(b.cells[index])) * (falling ? -1 : 1);
  for (const body of table.tBodies) body.append(...[...body.rows].sort(order));
}

// data-value carries the plain number or ISO day behind a cell; otherwise its text counts.
function valueOf(cell) {
  const text = (cell?.dataset.value ?? cell?.textContent ?? "").trim();
  const number = Number(text);
  return text !== "" && Number.isFinite(number) ? number : text;
}

function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1;
  return String(a).localeCompare(String(b), "id", { numeric: true });
}

function addTools(table) {
  const tools = document.createElement("div");
  tools.className = "table-tools";
  if (table.tBodies[0].rows.length > 8 && table.dataset.filterLabel) tools.append(filterBox(table));
  if (table.dataset.copyLabel) tools.append(copyButton(table));
  const frame = table.closest(".table-frame") ?? table;
  frame.before(tools);
}

function filterBox(table) {
  const box = document.createElement("input");
  box.type = "search";
  box.placeholder = table.dataset.filterLabel;
  box.setAttribute("aria-label", table.dataset.filterLabel);
  box.addEventListener("input", () => {
    const wanted = box.value.trim().toLowerCase();
    for (const row of rowsOf(table)) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
  return box;
}

function copyButton(table) {
  const button = document.createElement("button");
  button.className = "button button--quiet button--small";
  button.type = "button";
  button.textContent = table.dataset.copyLabel;
  button.addEventListener("click", async () => {
    await copyText(asLines(table));
    button.textContent = table.dataset.copiedLabel;
    setTimeout(() => { button.textContent = table.dataset.copyLabel; }, 2500);
  });
  return button;
}

function rowsOf(table) {
  return [...table.tBodies].flatMap((body) => [...body.rows]);
}

function asLines(table) {
  const shown = [table.tHead.rows[0], ...rowsOf(table).filter((row) => !row.hidden)];
  const textOf = (cell) => cell.innerText.replace(/\s+/g, " ").trim();
  return shown.map((row) => [...row.cells].map(textOf).join("\t")).join("\n");
}

// The clipboard needs a secure page; on a village laptop's plain http the old way still works.
async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
