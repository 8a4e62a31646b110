// Saved views, dashboards and KPIs, as people make them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, launch, open, settled, tidy, visit } from "./lib/browser.mjs";
import { until } from "./lib/client.mjs";
import { site } from "./lib/site.mjs";

let here, browser;
const store = "sample";

before(async () => {
  here = await site();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await here?.close();
});

const call = (method, path, body) => here.clients.owner.call(method, path, body, { store });
const query = { kind: "table", metrics: ["people"], time: { range: "365d", zone: "Europe/Berlin" } };

test("a question is saved and stands among the saved ones", async () => {
  const page = await open(browser, { client: here.clients.owner, language: "en" });
  await visit(page, `${here.url}/s/${store}/explore?${new URLSearchParams({ tab: "query", q: JSON.stringify(query) })}`);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Title").fill("How many learn?");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  await visit(page, `${here.url}/s/${store}/explore?tab=saved`);
  await page.getByRole("link", { name: "How many learn?" }).waitFor();
  await accessible(page, "the saved questions");
  await tidy(page, "the saved questions");
  await page.context().close();
  const { views } = await call("GET", "/views");
  await call("DELETE", `/views/${views.find((view) => view.title === "How many learn?").id}`);
});

test("tiles are moved with the keyboard alone, and show the API's numbers", async () => {
  const view = await call("POST", "/views", { title: "People of a year", query, display: { as: "number" } });
  const board = await call("POST", "/dashboards", { title: "Moves", tiles: [{ kind: "view", view: view.id, width: 1 }, { kind: "text", text: "First words", width: 1 }, { kind: "text", text: "Last words", width: 1 }] });
  const page = await open(browser, { client: here.clients.owner, language: "en" });
  await visit(page, `${here.url}/s/${store}/dashboards/dashboard?id=${board.id}&edit=1`);
  const [[people]] = (await here.clients.owner.query(store, query)).rows;
  await page.locator(".tile .answer [data-value]").first().waitFor();
  assert.equal(Number(await page.locator(".tile .answer [data-value]").first().getAttribute("data-value")), people);
  await page.getByRole("button", { name: "Move People of a year later" }).focus();
  await page.keyboard.press("Enter");
  const places = async () => (await call("GET", `/dashboards/${board.id}`)).dashboard.tiles.map((tile) => tile.text ?? "view");
  await until(async () => JSON.stringify(await places()) === JSON.stringify(["First words", "view", "Last words"]), "the tile is second");
  await page.waitForFunction(() => document.activeElement?.textContent?.includes("Move People of a year later"));
  await page.keyboard.press("Enter");
  await until(async () => JSON.stringify(await places()) === JSON.stringify(["First words", "Last words", "view"]), "the tile is third");
  await tidy(page, "a dashboard that is edited");
  await accessible(page, "a dashboard that is edited");
  await page.context().close();
  await call("DELETE", `/dashboards/${board.id}`);
  await call("DELETE", `/views/${view.id}`);
});

test("a template makes its views and shows them, on phones and in the dark", async () => {
  const page = await open(browser, { client: here.clients.owner, language: "en" });
  await visit(page, `${here.url}/s/${store}/dashboards`);
  await page.getByRole("button", { name: /Learning habits/ }).click();
  await page.waitForURL(/dashboards\/dashboard/);
  await settled(page);
  await page.locator(".tile").nth(3).waitFor();
  const id = new URL(page.url()).searchParams.get("id");
  await tidy(page, "a template");
  await page.context().close();
  for (const look of [{ theme: "dark", width: "phone" }, { theme: "light", width: "phone", language: "ar" }]) {
    const small = await open(browser, { client: here.clients.owner, language: "en", ...look });
    await visit(small, `${here.url}/s/${store}/dashboards/dashboard?id=${id}`);
    await tidy(small, JSON.stringify(look));
    await accessible(small, JSON.stringify(look));
    await small.context().close();
  }
  const { dashboard } = await call("GET", `/dashboards/${id}`);
  await call("DELETE", `/dashboards/${id}`);
  for (const tile of dashboard.tiles) if (tile.kind === "view") await call("DELETE", `/views/${tile.view}`);
});

test("Home holds six KPIs: a seventh needs an owner, an action and the place of another", async () => {
  const before = (await call("GET", "/kpis")).kpis;
  const made = [];
  for (let i = before.filter((kpi) => kpi.on_home).length; i < 6; i++) {
    made.push(await call("POST", "/kpis", { title: `Filler ${i}`, query: { kind: "table", metrics: ["people"] }, format: "count", direction: "up", target: 10, warn: 5, owner: "Olivia", action: "Ask.", on_home: true, place: i }));
  }
  const page = await open(browser, { client: here.clients.owner, language: "en" });
  await visit(page, `${here.url}/s/${store}/dashboards/kpis?${new URLSearchParams({ new: "1", q: JSON.stringify({ kind: "table", metrics: ["statements"] }), title: "Statements of all" })}`);
  const dialog = page.getByRole("dialog");
  assert.equal(await dialog.getByLabel("Title").inputValue(), "Statements of all");
  await dialog.getByLabel("Target").fill("100");
  await dialog.getByLabel("Red beyond").fill("50");
  await dialog.getByLabel("Answers for it").fill("");
  await dialog.getByRole("button", { name: "Save" }).click();
  assert.equal(await dialog.getByLabel("Answers for it").evaluate((input) => input.validity.valid), false);
  await dialog.getByLabel("Answers for it").fill("Olivia Owner");
  await dialog.getByLabel("What we do when it is red").fill("Look at the sources.");
  await accessible(page, "a new KPI");
  const home = (await call("GET", "/kpis")).kpis.filter((kpi) => kpi.on_home);
  assert.equal(home.length, 6);
  await dialog.getByLabel("Takes the place of").selectOption(String(home[5].id));
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
  const after_ = (await call("GET", "/kpis")).kpis;
  const saved = after_.find((kpi) => kpi.title === "Statements of all");
  assert.equal(after_.filter((kpi) => kpi.on_home).length, 6);
  assert.equal(after_.find((kpi) => kpi.id === home[5].id).on_home, false);
  assert.deepEqual([saved.owner, saved.action, saved.target, saved.warn], ["Olivia Owner", "Look at the sources.", 100, 50]);
  await tidy(page, "the KPIs");
  await page.context().close();
  await call("DELETE", `/kpis/${saved.id}`);
  for (const kpi of made) await call("DELETE", `/kpis/${kpi.id}`);
  const { id, may_change: _, changed: __, ...draft } = home[5];
  if (!made.some((kpi) => kpi.id === id)) await call("PUT", `/kpis/${id}`, draft);
});
