// Saved views, dashboards and KPIs, as people make them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, largeEnough, launch, open, settled, tidy, visit } from "./lib/browser.mjs";
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

/** A board of three texts, opened to be edited. */
async function words(look) {
  const board = await call("POST", "/dashboards", { title: "Words", tiles: ["One", "Two", "Three"].map((text) => ({ kind: "text", text, width: 1 })) });
  const page = await open(browser, { client: here.clients.owner, language: "en", ...look });
  await visit(page, `${here.url}/s/${store}/dashboards/dashboard?id=${board.id}&edit=1`);
  const kept = async () => (await call("GET", `/dashboards/${board.id}`)).dashboard.tiles.map((tile) => tile.text);
  return {
    page,
    /** The middle of something of a tile. */
    middle: async (text, selector) => {
      const box = await page.locator(".tile", { hasText: text }).locator(selector).first().boundingBox();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    },
    shown: () => page.locator(".tile-text").allInnerTexts(),
    become: (wanted, what) => until(async () => JSON.stringify(await kept()) === JSON.stringify(wanted), what),
    kept,
    done: async () => {
      assert.deepEqual(page.faults, []);
      await page.context().close();
      await call("DELETE", `/dashboards/${board.id}`);
    },
  };
}

for (const language of ["en", "ar"]) {
  test(`tiles are dragged with a mouse, and put back by Escape: ${language}`, async () => {
    const { page, middle, shown, become, kept, done } = await words({ language });
    const [from, to] = [await middle("One", "[data-grip]"), await middle("Three", ".tile-text")];
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await page.locator(".tile[data-over]", { hasText: "Three" }).waitFor();
    await page.mouse.up();
    await become(["Two", "Three", "One"], "the first tile is last");
    assert.deepEqual(await shown(), ["Two", "Three", "One"]);
    assert.equal(await page.locator("[data-over], [data-dragged]").count(), 0);
    // Begun and given up: nothing moves.
    const again = await middle("Two", "[data-grip]");
    await page.mouse.move(again.x, again.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 4 });
    await page.locator(".tile[data-dragged]").waitFor();
    await page.keyboard.press("Escape");
    await page.locator(".tile[data-dragged]").waitFor({ state: "detached" });
    await page.mouse.up();
    assert.deepEqual(await kept(), ["Two", "Three", "One"]);
    await tidy(page, "a dashboard whose tiles are dragged");
    await done();
  });
}

test("tiles are dragged with a finger at their grip; elsewhere a finger scrolls", async () => {
  const { page, middle, become, kept, done } = await words({ width: "phone" });
  const session = await page.context().newCDPSession(page);
  const touch = (type, point) => session.send("Input.dispatchTouchEvent", { type, touchPoints: point ? [point] : [] });
  const swipe = async (from, to, check) => {
    await touch("touchStart", from);
    for (const share of [0.3, 0.6, 1]) await touch("touchMove", { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share });
    await check?.();
    await touch("touchEnd");
  };
  await page.locator(".tile").last().scrollIntoViewIfNeeded();
  await swipe(await middle("Three", "[data-grip]"), await middle("Two", ".tile-text"), () => page.locator(".tile[data-over]", { hasText: "Two" }).waitFor());
  await become(["One", "Three", "Two"], "the last tile is second");
  await settled(page);
  await swipe(await middle("One", ".tile-text"), await middle("Three", ".tile-text"));
  assert.equal(await page.locator("[data-dragged]").count(), 0);
  assert.deepEqual(await kept(), ["One", "Three", "Two"]);
  await largeEnough(page, "a dashboard that is edited on a phone");
  await done();
});

test("TV mode shows the tiles alone, follows what others change, and is left", async () => {
  const board = await call("POST", "/dashboards", { title: "On the wall", tiles: [{ kind: "text", text: "Good morning", width: 3 }] });
  const page = await open(browser, { client: here.clients.owner, language: "en" });
  await page.clock.install();
  await visit(page, `${here.url}/s/${store}/dashboards/dashboard?id=${board.id}`);
  const rail = page.locator(".rail");
  assert.ok(await rail.isVisible());
  await page.getByRole("button", { name: "TV mode" }).click();
  await rail.waitFor({ state: "hidden" });
  assert.equal(new URL(page.url()).searchParams.get("tv"), "1");
  await page.waitForFunction(() => document.fullscreenElement !== null);
  assert.ok(!(await page.locator(".scope-bar").isVisible()) && !(await page.locator(".banner").isVisible()));
  await accessible(page, "TV mode");
  await call("PUT", `/dashboards/${board.id}`, { title: "On the wall", shared: false, tiles: [{ kind: "text", text: "Good evening", width: 3 }] });
  await page.clock.fastForward(61_000);
  await page.getByText("Good evening").waitFor();
  await page.getByRole("button", { name: "Leave TV mode" }).click();
  await rail.waitFor();
  await page.waitForFunction(() => document.fullscreenElement === null);
  // Ended by the browser's own way out of the full screen, the mode ends too.
  await page.getByRole("button", { name: "TV mode" }).click();
  await page.waitForFunction(() => document.fullscreenElement !== null);
  await page.evaluate(() => document.exitFullscreen());
  await rail.waitFor();
  await tidy(page, "after TV mode");
  await page.context().close();
  await call("DELETE", `/dashboards/${board.id}`);
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
