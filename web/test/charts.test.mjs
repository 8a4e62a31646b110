// Every kind of chart, on the page of the design system, where the system's
// colours are forced: everything is drawn in them, series are told apart without
// their colour, and sentence, table and cursor are there; in four looks.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, launch, open, tidy, visit } from "./lib/browser.mjs";
import { site } from "./lib/site.mjs";

let here, browser;

before(async () => {
  here = await site();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await here?.close();
});

const looks = [
  { theme: "light", width: "desktop", language: "en" },
  { theme: "dark", width: "desktop", language: "en" },
  { theme: "light", width: "phone", language: "en" },
  { theme: "dark", width: "desktop", language: "ar" },
];
const kinds = ["line", "area", "bar", "histogram", "sparkline", "heat", "funnel", "sankey", "survival", "dot", "lanes"];

/** The page in a look, with every chart drawn. */
async function gallery(look, forced = true) {
  const page = await open(browser, { client: here.clients.owner, ...look, ...(forced && { context: { forcedColors: "active" } }) });
  await visit(page, here.url + "/design");
  await page.waitForFunction(() => {
    const all = [...document.querySelectorAll("figure.chart")];
    return all.length > 20 && all.every((one) => one.dataset.ready !== undefined);
  });
  return page;
}

/** Charts with something in them: their kind, the heading of their card and where they stand. */
async function chartsOf(page) {
  const all = await page.locator("figure.chart").evaluateAll((figures) => figures.map((figure, index) => ({
    index, kind: figure.className.replace(/.*chart-/, ""), name: figure.closest(".card").querySelector("h2").textContent, empty: figure.querySelector(".chart-plot") === null,
  })));
  return all.filter((one) => !one.empty);
}

for (const look of looks) {
  test(`in forced colours: ${look.theme}, ${look.width}, ${look.language}`, async (t) => {
    const page = await gallery(look);
    const charts = await chartsOf(page);
    assert.deepEqual([...new Set(charts.map((one) => one.kind))].sort(), [...kinds].sort(), "every kind is on the page");

    await t.test("everything is drawn in the system's colours", async () => {
      const foreign = await page.evaluate(() => {
        const names = ["Canvas", "CanvasText", "LinkText", "GrayText", "Highlight", "HighlightText", "ButtonText", "ButtonFace"];
        const probe = document.createElement("span");
        probe.style.forcedColorAdjust = "none";
        document.body.append(probe);
        const system = new Set(names.map((name) => { probe.style.color = name; return getComputedStyle(probe).color; }));
        probe.remove();
        const own = (value) => value === "none" || value.startsWith("url(") || system.has(value) || /^rgba\(.*, 0\)$/.test(value);
        const found = [];
        for (const shape of document.querySelectorAll("figure.chart svg :is(path, rect, circle, line, text, tspan), .sparkline *")) {
          if (shape.closest(".chart-tools, button, clipPath")) continue;
          const { fill, stroke } = getComputedStyle(shape);
          if ((shape.tagName !== "line" && !own(fill)) || !own(stroke)) found.push(`${shape.closest(".card")?.querySelector("h2")?.textContent}: ${shape.outerHTML.slice(0, 80)} fill ${fill} stroke ${stroke}`);
        }
        return found.slice(0, 5);
      });
      assert.deepEqual(foreign, []);
    });

    for (const chart of charts) {
      await t.test(chart.name, async () => {
        const figure = page.locator("figure.chart").nth(chart.index);
        const summary = await figure.locator(".chart-summary").innerText();
        assert.match(summary, /\p{L}{3}/u, "it has a sentence");
        assert.equal(await figure.locator("svg[role=img]").first().getAttribute("aria-labelledby"), await figure.locator(".chart-summary").getAttribute("id"), "the sentence names the picture");

        // The data are a table, and a row of it is what the cursor says.
        await figure.locator("button[aria-controls]").click();
        const rows = await figure.locator(".chart-data tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => {
          const copy = cell.cloneNode(true);
          for (const hidden of copy.querySelectorAll(".hidden-text")) hidden.remove();
          return copy.textContent.trim();
        })));
        assert.ok(rows.length > 0, "it has a table");

        await figure.locator(".chart-plot").focus();
        const live = figure.locator("[aria-live=polite]");
        const said = async () => (await live.innerText()).trim();
        await page.keyboard.press("Home");
        const first = await said();
        assert.ok(rows.some((row) => row.every((cell) => cell === "–" || first.includes(cell))), `the cursor says a row of the table: ${first}`);
        const mark = figure.locator(".chart-cursor :is(circle, rect)");
        assert.equal(await mark.count(), 1, "the cursor is drawn");
        const place = async () => JSON.stringify(await mark.boundingBox());
        const begun = await place();
        let moved = rows.length === 1;
        for (const key of ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"]) {
          if (moved) break;
          await page.keyboard.press(key);
          moved = (await said()) !== first && (await place()) !== begun;
        }
        assert.ok(moved, "an arrow key moves the cursor and says another row");
        assert.notEqual(await mark.evaluate((one) => getComputedStyle(one).stroke), await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "the cursor is seen");
        await page.keyboard.press("Escape");
        assert.equal(await mark.count(), 0, "Escape takes the cursor away");
        await figure.locator("button[aria-controls]").click();
      });
    }

    await tidy(page, "the charts");
    await page.context().close();
  });
}

test("series are told apart without their colour", async () => {
  const page = await gallery(looks[0]);
  const card = (name) => page.locator(".card", { has: page.getByRole("heading", { name, exact: true }) });
  const values = (name, selector, property) => card(name).locator(selector).evaluateAll((all, property) => [...new Set(all.map((one) => getComputedStyle(one)[property]))], property);
  const dashes = await card("line: several").locator(".chart-svg path").evaluateAll((all) => [...new Set(all.filter((one) => getComputedStyle(one).fill === "none" || one.closest("[fill=none]")).map((one) => getComputedStyle(one).strokeDasharray))]);
  assert.ok(dashes.length >= 4, `four lines have four dashes: ${dashes}`);
  assert.equal((await values("bar: stacked", "rect.chart-bar", "fill")).length, 3, "three kinds of bars have three fills");
  assert.equal((await values("bar: time, stacked", ".chart-box rect, rect.chart-box", "fill")).filter((one) => one !== "none").length >= 4, true, "four kinds of columns have four fills");
  assert.equal(new Set(await card("bar: stacked").locator(".chart-keys rect").evaluateAll((all) => all.map((one) => getComputedStyle(one).fill))).size, 3, "the legend has them, too");
  await page.context().close();
});

test("what the charts' page shows can be used by everybody", async () => {
  for (const look of [looks[0], looks[2]]) {
    const page = await gallery(look, false);
    await accessible(page, `the charts, ${look.width}`);
    await tidy(page, `the charts, ${look.width}`);
    await page.context().close();
  }
});

test("on paper the charts have the sheet's width, in light colours, and are whole", async () => {
  const page = await gallery({ theme: "dark", width: "desktop", language: "en" }, false);
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 720, height: 1000 });
  await page.waitForFunction(() => getComputedStyle(document.querySelector(".rail")).display === "none");
  const cut = await page.locator("figure.chart").evaluateAll((figures) => figures.flatMap((figure) => {
    const box = figure.getBoundingClientRect();
    const picture = figure.querySelector(".chart-svg:not([hidden] *)")?.getBoundingClientRect();
    return box.width < 500 || (picture && picture.width > box.width + 1) ? [`${figure.className}: ${box.width} for ${picture?.width}`] : [];
  }));
  assert.deepEqual(cut, []);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).colorScheme || getComputedStyle(document.documentElement).colorScheme), "light");
  await page.context().close();
});
