// A table on the clipboard, from Word or Excel, becomes lines of cells between tabs, as the server reads them. Pasted on
// the page of a text, outside its fields, it goes to the preview of what would be added to the annex.
const quoted = (text) => (/["\n\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const wordsOf = (cell) => {
  const parts = [...cell.querySelectorAll("p, li, div")].filter((part) => !part.querySelector("p, li, div"));
  const lines = parts.length ? parts.map((part) => part.textContent) : [cell.textContent];
  return lines.map((line) => line.replace(/\s+/g, " ").trim()).filter(Boolean).join("\n");
};

const linesOf = (table) => {
  const below = []; // for each column, how many rows more the cell above reaches down
  return [...table.rows].map((row) => {
    const line = [];
    const skip = () => {
      while (below[line.length] > 0) below[line.length] -= 1, line.push("");
    };
    for (const cell of row.cells) {
      skip();
      const start = line.length;
      line.push(quoted(wordsOf(cell)), ...Array(cell.colSpan - 1).fill(""));
      for (let column = start; column < line.length; column += 1) below[column] = cell.rowSpan - 1;
    }
    skip();
    return line.join("\t");
  });
};

const tableOf = (clipboard) => {
  const page = new DOMParser().parseFromString(clipboard.getData("text/html"), "text/html");
  const table = page.querySelector("table");
  if (table) return linesOf(table).join("\n");
  const text = clipboard.getData("text/plain");
  return /\t/.test(text) ? text : "";
};

// A text of several numbered lines, pasted on the page or into the empty field of a new clause, is several clauses.
const isSeveral = (text) => {
  const lines = text.split(/\r?\n/).filter((line) => line.trim());
  const numbered = lines.filter((line) => /^\s*(Chương|Điều|[IVXLC]+\s*[.\-–]|\d+\s*[.)]|[a-zđ]\s*\))\s*\S/u.test(line));
  return lines.length > 1 && numbered.length > 1;
};

const takesClauses = (event, field) => {
  const form = document.querySelector("#pasted-clauses");
  const isFree = !field || (field.closest("#clauses") && field.matches("textarea[name=text]") && !field.value.trim());
  const text = event.clipboardData.getData("text/plain");
  if (!form || !isFree || !isSeveral(text)) return;
  event.preventDefault();
  form.elements.text.value = text;
  form.requestSubmit();
};

document.addEventListener("paste", (event) => {
  const field = event.target.closest?.("input, textarea, select");
  if (!tableOf(event.clipboardData)) return takesClauses(event, field);
  const isForTable = field?.matches("[data-paste-table]");
  const form = document.querySelector("#pasted");
  if (field ? !isForTable : !form) return;
  const table = tableOf(event.clipboardData);
  if (!table) return;
  event.preventDefault();
  if (isForTable) field.value = table;
  else {
    form.elements.table.value = table;
    form.requestSubmit();
  }
});
