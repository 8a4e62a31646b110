// What stands where: rows on one line, headings at their column's edge, what goes on
// to the side shows it, and the tab that is shown is in view.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch, open, tidy, visit } from "./lib/browser.mjs";
import { address, screens, subjects } from "./lib/screens.mjs";
import { site } from "./lib/site.mjs";

let here, browser, at;

before(async () => {
  here = await site();
  browser = await launch();
  const list = screens(await subjects(here.clients.owner, "sample", here.people));
  at = (name) => address(here.url, list.find((one) => one.name === name));
});

after(async () => {
  await browser?.close();
  await here?.close();
});

/** The rows whose cells' first lines have not one baseline, and by how much. */
function crooked() {
  const first = (cell) => {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (text.textContent.trim() === "" || text.parentElement.closest(".hidden-text")) continue;
      const range = document.createRange();
      range.setStart(text, 0);
      range.setEnd(text, 1);
      const { top, height } = range.getBoundingClientRect();
      // A text's box is its font's: the baseline is as far up in it as the font is large.
      if (height > 0) return top + height * 0.79;
    }
    return undefined;
  };
  return [...document.querySelectorAll(".table tr")].flatMap((row) => {
    const lines = [...row.children].map(first).filter((one) => one !== undefined);
    const apart = Math.max(...lines) - Math.min(...lines);
    return lines.length > 1 && apart > 2 ? [`${row.innerText.slice(0, 60)}: ${apart.toFixed(1)} px`] : [];
  });
}

for (const name of ["learners", "activities", "dashboards", "kpis", "users", "keys", "stores", "home"]) {
  test(`the cells of a row stand on one line: ${name}`, async () => {
    const page = await open(browser, { client: here.clients.owner, language: "en", context: { viewport: { width: 1600, height: 1000 } } });
    await visit(page, at(name));
    assert.ok(await page.locator(".table tbody tr").count() > 0);
    assert.deepEqual(await page.evaluate(crooked), []);
    await tidy(page, name);
    await page.context().close();
  });
}

test("a heading's help stands beside its label, and both at the column's edge", async () => {
  const page = await open(browser, { client: here.clients.learner, language: "en" });
  await visit(page, at("my"));
  const headings = await page.locator(".table thead th:has(.heading > .button)").evaluateAll((all) => all.map((cell) => {
    const [label, help, box] = [cell.querySelector(".heading > :first-child"), cell.querySelector(".heading > .button"), cell].map((one) => one.getBoundingClientRect());
    const gap = Math.max(label.left, help.left) - Math.min(label.right, help.right);
    const edge = cell.classList.contains("numeric") ? box.right - parseFloat(getComputedStyle(cell).paddingRight) - label.right : label.left - box.left - parseFloat(getComputedStyle(cell).paddingLeft);
    return { gap, edge, apart: Math.abs(label.bottom - help.bottom) };
  }));
  assert.ok(headings.length >= 3);
  for (const { gap, edge, apart } of headings) assert.ok(gap >= 0 && gap < 6 && Math.abs(edge) < 1 && apart < 1, JSON.stringify({ gap, edge, apart }));
  await page.context().close();
});

for (const language of ["en", "ar"]) {
  test(`the tab that is shown is in view, and more of them are told of: ${language}`, async () => {
    const page = await open(browser, { client: here.clients.owner, language, width: "phone" });
    for (const name of ["course", "course-assessment", "course-compare", "stores", "settings"]) {
      await visit(page, at(name));
      const strip = page.locator(".tabs").first();
      const [room, tab] = await strip.evaluate((one) => [one, one.querySelector("[aria-current]")].map((element) => { const { left, right } = element.getBoundingClientRect(); return { left, right }; }));
      assert.ok(tab.left >= room.left - 1 && tab.right <= room.right + 1, `${name}: the tab is at ${JSON.stringify(tab)} in ${JSON.stringify(room)}`);
      assert.equal(await page.evaluate(() => window.scrollY), 0, `${name}: the page stays where it was`);
      const more = await strip.getAttribute("data-more");
      assert.match(more ?? "", name === "course" ? /^end$/ : name === "course-compare" ? /^start$/ : /start/, name);
      await tidy(page, name);
    }
    await page.context().close();
  });

  test(`a table that is wider than its card shows where it goes on: ${language}`, async () => {
    const page = await open(browser, { client: here.clients.owner, language, context: { viewport: { width: 800, height: 800 } } });
    await visit(page, at("kpis"));
    const table = page.locator(".table-scroll");
    assert.equal(await table.getAttribute("data-more"), "end");
    assert.notEqual(await table.evaluate((one) => getComputedStyle(one).maskImage), "none");
    // By keyboard to its end: the names stay in sight.
    await table.focus();
    const name = table.locator("tbody th").first();
    const stood = (await name.boundingBox()).x;
    await page.keyboard.press(language === "ar" ? "ArrowLeft" : "ArrowRight");
    await page.waitForFunction(() => document.querySelector(".table-scroll").dataset.more?.includes("start"));
    assert.ok(Math.abs((await name.boundingBox()).x - stood) < 2, "the first column stays");
    await table.evaluate((one) => { one.scrollLeft = (document.dir === "rtl" ? -1 : 1) * one.scrollWidth; });
    await page.waitForFunction(() => document.querySelector(".table-scroll").dataset.more === "start");
    await page.emulateMedia({ forcedColors: "active" });
    assert.equal(await table.evaluate((one) => getComputedStyle(one).maskImage), "none", "what is forced is not faded");
    await page.context().close();
  });
}

test("dark is dark by the system and by choice, and paper is light", async () => {
  const page = await open(browser, { client: here.clients.owner, theme: "dark", language: "en" });
  await visit(page, at("dashboards"));
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const [dark, light] = ["rgb(21, 20, 18)", "rgb(248, 247, 244)"];
  assert.equal(await ground(), dark);
  const choose = (theme) => page.evaluate((to) => { document.documentElement.dataset.theme = to; }, theme);
  await choose("light");
  assert.equal(await ground(), light);
  await page.emulateMedia({ colorScheme: "light" });
  await choose("dark");
  assert.equal(await ground(), dark);
  await page.emulateMedia({ media: "print" });
  assert.equal(await ground(), light);
  await page.context().close();
});

test("on a tablet the rail begins as icons, and stays as it is turned", async () => {
  const page = await open(browser, { client: here.clients.owner, language: "en", context: { viewport: { width: 800, height: 1000 } } });
  await visit(page, at("dashboards"));
  const wide = () => page.locator(".rail").evaluate((rail) => rail.offsetWidth > 150);
  assert.equal(await wide(), false);
  assert.equal(await page.getByRole("link", { name: "Learners" }).first().getAttribute("title"), "Learners");
  await page.getByRole("button", { name: "Widen the navigation" }).click();
  assert.equal(await wide(), true);
  await visit(page, at("kpis"));
  assert.equal(await wide(), true);
  await page.getByRole("button", { name: "Narrow the navigation" }).click();
  assert.equal(await wide(), false);
  await page.setViewportSize({ width: 1300, height: 900 });
  await page.waitForFunction(() => document.querySelector(".rail").offsetWidth > 150);
  await tidy(page, "the rail");
  await page.context().close();
});

test("on a phone cards of a table are a grid, with what can be done at the end", async () => {
  const page = await open(browser, { client: here.clients.owner, language: "en", width: "phone" });
  await visit(page, at("kpis"));
  const cards = await page.locator(".table tbody tr").evaluateAll((all) => all.map((row) => [...row.children].filter((cell) => cell.offsetHeight > 0).map((cell) => ({ do: cell.classList.contains("do"), left: cell.getBoundingClientRect().left, top: cell.getBoundingClientRect().top }))));
  const lefts = new Set(cards.flat().map((cell) => Math.round(cell.left)));
  assert.equal(lefts.size, 2, `cells begin at ${[...lefts]}`);
  for (const cells of cards) assert.ok(cells.at(-1).do && cells.at(-1).top > Math.max(...cells.slice(0, -1).map((cell) => cell.top)));
  await tidy(page, "KPIs");
  await page.context().close();
});
