// The numbers on a page: those that say their value (data-value), and those that
// stand in a text. English only: whoever reads numbers out of texts needs to know
// how they are written.

/** What texts are not read for numbers, and why. */
export const elsewhere = [
  "time", // moments: time.test.mjs
  "bdi, code, kbd, pre", // names of people and content, identifiers, what is typed
  "svg", // axes; the values of a chart are in its table
  "input, select, textarea, option", // what somebody chose or types
];

/** Everything in <main> that shows a number. */
export function shown(page) {
  return page.evaluate((skip) => {
    const main = document.querySelector("main");
    const visible = (element) => element.checkVisibility({ visibilityProperty: true });
    const keysOf = (element) => {
      const keys = new Set();
      for (const one of [element, ...element.querySelectorAll("*")]) {
        for (const [name, value] of Object.entries(one.dataset)) if (!["value", "label", "what", "state"].includes(name)) keys.add(value);
        if (one.tagName === "A" && one.href) for (const [name, value] of new URL(one.href).searchParams) if (!["range", "tab", "compare", "scope"].includes(name)) keys.add(value);
        if (one.title) keys.add(one.title);
        if (one.tagName === "BDI") keys.add(one.textContent.trim());
      }
      return [...keys].filter((key) => key !== "");
    };
    const textOf = (element) => {
      const copy = element.cloneNode(true);
      for (const hidden of copy.querySelectorAll(".hidden-text")) hidden.remove();
      return copy.textContent.trim();
    };
    // A list in a cell is about what its row is about.
    const groupOf = (element) => element.closest("tr") ?? element.closest("li, [data-row], .metric, dl > div, section, figure") ?? main;
    const groups = new Map();
    const group = (element) => {
      const of = groupOf(element);
      if (!groups.has(of)) groups.set(of, { number: groups.size, kind: of.tagName.toLowerCase(), keys: ["tr", "li", "div"].includes(of.tagName.toLowerCase()) ? keysOf(of) : [] });
      return groups.get(of);
    };
    const tables = [...main.querySelectorAll("table")];
    const values = [...main.querySelectorAll("[data-value]")].filter(visible).map((element) => {
      const cell = element.closest("td, th");
      const table = cell?.closest("table");
      // A chart of several lines has them below one another in its table.
      const series = element.closest("figure") && cell ? [...cell.parentElement.cells].filter((one) => one !== cell && one.dataset.value !== undefined && Number.isNaN(Number(one.dataset.value))).map((one) => one.textContent).join(" ") : "";
      return {
        value: element.dataset.value, text: element.matches("ul, ol") ? "" : textOf(element), group: group(element), html: element.outerHTML.slice(0, 160),
        table: table ? tables.indexOf(table) : -1, column: cell ? cell.cellIndex + (cell.querySelectorAll("[data-value]").length > 1 ? "." + [...cell.querySelectorAll("[data-value]")].indexOf(element) : "") + series : "",
        chart: Boolean(element.closest("figure")), parts: element.childElementCount,
      };
    });
    const texts = [];
    const all = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    const done = new Set();
    for (let node = all.nextNode(); node; node = all.nextNode()) {
      const of = node.parentElement;
      if (!/\p{Nd}/u.test(node.textContent) || !visible(of) || of.closest(skip) || of.closest("[data-value]:not(ul, ol)")) continue;
      // A sentence in several pieces is read as one.
      let whole = of;
      while (getComputedStyle(whole).display === "inline" && whole.parentElement !== main && !whole.parentElement.querySelector("[data-value]")) whole = whole.parentElement;
      if (done.has(whole)) continue;
      done.add(whole);
      const copy = whole.cloneNode(true);
      for (const out of copy.querySelectorAll(skip + ", [data-value]:not(ul, ol)")) out.replaceWith(" … ");
      texts.push({ text: copy.textContent.replace(/\s+/g, " ").trim(), full: whole.textContent.replace(/\s+/g, " ").trim(), group: group(of), html: of.outerHTML.slice(0, 160), beside: whole.closest(".metric, td, li")?.querySelector("[data-value]")?.dataset.value });
    }
    return { values, texts };
  }, elsewhere.join(", "));
}

const months = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*";
const clock = "\\d{1,2}:\\d{2}(?::\\d{2})?\\s?[AP]M";
/** Moments and periods as English writes them: time.test.mjs holds them to the clock. */
const moments = new RegExp([
  `${months} \\d{1,2}(?:, \\d{4})?(?:,? (?:at )?${clock})?`, `${months} \\d{4}`, clock, `\\d{1,2}/\\d{1,2}/\\d{2,4}`, "\\d{4}-\\d\\d-\\d\\d(?:[T ][\\d:.+Z]+)?",
  "week \\d+, \\d{4}", "Q\\d,? \\d{4}", "(?:in )?\\d+ (?:s|sec|min|hr|day|wk|mo|yr)s?\\.?(?: ago)\\b",
].join("|"), "g");

const units = { sec: 1, min: 60, hr: 3600, day: 86400, days: 86400, byte: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 };

/** The numbers of a text: each with how far it may be from what was rounded. */
export function numbersOf(text) {
  const found = [];
  let left = text.replace(moments, " ");
  // Of two units the second is rounded, or cut off.
  left = left.replace(/(\d+)\sdays?\s(\d+)\shr|(\d+)\shr\s(\d+)\smin|(\d+)\smin\s(\d+)\ssec/g, (_, d, h, h2, m, m2, s) => {
    found.push(d ? { n: d * 86400 + h * 3600, off: 3600 } : h2 ? { n: h2 * 3600 + m * 60, off: 60 } : { n: m2 * 60 + Number(s), off: 1 });
    return " ";
  });
  left = left.replace(/\b(\d+):(\d\d)(?::(\d\d))?\b/g, (_, a, b, c) => {
    found.push({ n: c ? a * 3600 + b * 60 + Number(c) : a * 60 + Number(b), off: 1 });
    return " ";
  });
  left.replace(/([+\-−]?)(\d[\d,]*(?:\.\d+)?)\s?(%|[KMB]\b|sec\b|min\b|hr\b|days?\b|byte\b|kB\b|MB\b|GB\b|TB\b)?/g, (_, sign, digits, unit) => {
    const decimals = digits.split(".")[1]?.length ?? 0;
    const scale = unit === "%" ? 0.01 : { K: 1e3, M: 1e6, B: 1e9 }[unit] ?? units[unit] ?? 1;
    found.push({ n: Number(digits.replaceAll(",", "")) * scale * (sign && sign !== "+" ? -1 : 1), off: 0.5 * scale * 10 ** -decimals, percent: unit === "%", signed: sign !== "", unit, plain: Number(digits.replaceAll(",", "")) });
  });
  return found;
}

/** Whether a value is what a number of a text was rounded from. */
export const rounds = (value, { n, off, unit, plain }) => (unit?.startsWith("day") && value === plain) || Math.abs(value - n) <= off * 1.000001 + 1e-9 || (unit in units && off > 0 && Math.abs(value - n) <= off);
