// The app without a mouse (WCAG 2.1.1, 2.1.2, 2.1.4, 2.4.3, 2.4.7, 2.4.11), with
// large text, without motion, in forced colours and in the pseudo-locale.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { accessible, launch, open, settled, tidy, visit } from "./lib/browser.mjs";
import { invite } from "./lib/client.mjs";
import { address, screens, subjects } from "./lib/screens.mjs";
import { site } from "./lib/site.mjs";

let here, browser, list, walker;

before(async () => {
  here = await site();
  browser = await launch();
  list = screens(await subjects(here.clients.owner, "sample", here.people));
  walker = await invite(here.clients.owner, "keyboard@example.org", "Kay Board", [{ store: "sample", role: "owner" }]);
});

after(async () => {
  await browser?.close();
  await here?.close();
});

const six = () => ["home", "learners", "activities", "statements", "keys", "account"].map((name) => list.find((one) => one.name === name));
const sample = () => here.url + "/s/sample";
const focused = (page, what) => page.evaluate((of) => {
  const element = document.activeElement;
  return of === "tag" ? element.tagName : (element.getAttribute("aria-label") ?? element.textContent).trim();
}, what);

test("a whole walk without the mouse", async () => {
  const page = await open(browser, { client: walker, language: "en" });
  const keys = page.keyboard;
  await visit(page, sample() + "/home");
  await page.getByRole("heading", { level: 1 }).waitFor();

  // the skip link, and the rail
  await keys.press("Tab");
  assert.equal(await focused(page), "Skip to content");
  await keys.press("Enter");
  assert.equal(await focused(page, "tag"), "MAIN");
  assert.match(page.url(), /\/home/, "skipping stays on the screen");
  await visit(page, sample() + "/home");
  for (let n = 0; n < 12 && await focused(page) !== "Learners"; n++) await keys.press("Tab");
  assert.equal(await focused(page), "Learners");
  await keys.press("Enter");
  await page.waitForURL(/\/learners/);
  await settled(page);
  assert.equal(await focused(page, "tag"), "H1", "the focus goes to the title of the new screen");

  // the time range, and compare
  await keys.press("t");
  assert.equal(await page.getByRole("combobox", { name: "Time range" }).evaluate((element) => element === document.activeElement), true);
  await keys.press("Escape");
  await page.evaluate(() => document.activeElement.blur());
  await keys.press("[");
  await page.waitForURL(/range=\d{4}-\d\d-\d\d\.\.\d{4}-\d\d-\d\d/);
  const earlier = new URL(page.url()).searchParams.get("range");
  await keys.press("]");
  await page.waitForFunction((before) => new URL(location.href).searchParams.get("range") !== before, earlier);
  await visit(page, sample() + "/home");
  await keys.press("x");
  await page.waitForURL(/compare=1/);
  await keys.press("x");
  await page.waitForFunction(() => !location.search.includes("compare"));

  // g and a letter go to each screen of the rail; ? lists them
  await keys.press("?");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
  await accessible(page, "the list of keys");
  const places = await dialog.getByText(/^Go to /).allInnerTexts();
  const rail = await page.locator(".rail-list a").allInnerTexts();
  assert.deepEqual(places.map((one) => one.replace("Go to ", "")), rail.map((one) => one.trim()));
  const letters = await dialog.locator("dl > div").filter({ hasText: "Go to " }).locator("kbd:last-child").allInnerTexts();
  await keys.press("Escape");
  await dialog.waitFor({ state: "detached" });
  for (const [i, letter] of [...letters.entries()].reverse()) { // Home, where one is, comes last
    await keys.press("g");
    await keys.press(letter);
    await page.locator(".rail-list a[aria-current=page]").filter({ hasText: rail[i].trim() }).waitFor();
    await settled(page);
    assert.equal(await focused(page, "tag"), "H1", `g ${letter} puts the focus on the title`);
  }

  // the palette: to an activity by a part of its name
  const { rows } = await here.clients.owner.query("sample", { kind: "table", metrics: ["statements"], dimensions: ["course"], filter: ["exists", "course"], time: { range: "all" }, limit: 1 });
  const { activities } = await here.clients.owner.call("POST", "/names", { activities: [rows[0][0]], language: "en" }, { store: "sample" });
  const name = activities[rows[0][0]].name;
  await keys.press("Control+k");
  await page.getByRole("combobox", { name: "Find" }).waitFor();
  assert.equal(await focused(page), "Find");
  await keys.type(name);
  const activity = dialog.getByRole("option").filter({ hasText: name }).filter({ hasText: "Activity" }); // «Learners called so» is there at once
  await activity.first().waitFor();
  await accessible(page, "the palette");
  while (await activity.first().getAttribute("aria-selected") !== "true") await keys.press("ArrowDown");
  await keys.press("Enter");
  await page.waitForURL(/\/activities\/activity\?activity=/);
  await settled(page);

  // Escape gives the focus back to what opened a dialog, and a dialog keeps it meanwhile
  await visit(page, sample() + "/admin");
  const invitation = page.getByRole("button", { name: "Invite somebody" });
  await invitation.focus();
  await keys.press("Enter");
  await dialog.waitFor();
  for (let n = 0; n < 30; n++) {
    await keys.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement === document.body || document.querySelector("dialog").contains(document.activeElement)), true, "the focus left the dialog");
  }
  await keys.press("Escape");
  await dialog.waitFor({ state: "detached" });
  assert.equal(await invitation.evaluate((element) => element === document.activeElement), true, "Escape gives the focus back");

  // j and k move in tables, Enter opens
  await visit(page, sample() + "/learners?range=all");
  await keys.press("j");
  const first = await focused(page);
  await keys.press("j");
  const second = await focused(page);
  assert.notEqual(first, second);
  await keys.press("k");
  assert.equal(await focused(page), first);
  await keys.press("j");
  await keys.press("Enter");
  await page.waitForURL(/\/learners\/journey\?/);
  await settled(page);
  await tidy(page, "the walk");
  await page.context().close();
});

test("single keys can be turned off, and do nothing then", async () => {
  const page = await open(browser, { client: walker, language: "en" });
  await visit(page, here.url + "/account");
  const box = page.getByRole("checkbox", { name: /Shortcuts of a single key/ });
  const save = async (on) => {
    await box.setChecked(on);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("status").getByText("Saved").first().waitFor();
  };
  await save(false);
  await visit(page, sample() + "/home");
  const at = page.url();
  for (const key of ["?", "g", "l", "x", "t", "[", "/", "j", "."]) await page.keyboard.press(key);
  assert.equal(page.url(), at);
  assert.equal(await page.getByRole("dialog").count(), 0);
  assert.equal(await focused(page, "tag"), "BODY");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find" }).waitFor();
  await page.keyboard.press("Escape");
  await visit(page, here.url + "/account");
  await save(true);
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("?");
  await page.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
  await page.context().close();
});

/** Whether what has the focus looks otherwise without it: a part of a control may be marked. */
async function looksFocused(page, clip) {
  const with_ = await page.screenshot({ clip });
  await page.evaluate(() => { globalThis.last = document.activeElement; globalThis.last.blur(); });
  const without = await page.screenshot({ clip });
  await page.evaluate(() => globalThis.last.focus({ preventScroll: true }));
  return !with_.equals(without);
}

/** Presses Tab until the focus is back; what had it, in order, and how it was seen. */
async function walk(page) {
  await page.evaluate(() => {
    const shown = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && element.getClientRects().length > 0;
    const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
      .filter((element) => shown(element) && element.tabIndex >= 0 && !element.disabled && !element.closest("[inert], [data-roving]"));
    const groups = new Set();
    globalThis.wanted = all.filter((element) => {
      if (element.type !== "radio") return true;
      if (groups.has(element.name)) return false;
      groups.add(element.name);
      return true;
    });
    document.activeElement?.blur?.();
    window.scrollTo(0, 0);
  });
  const most = await page.evaluate(() => globalThis.wanted.length);
  const seen = [];
  for (let n = 0; n < most + 20; n++) {
    await page.keyboard.press("Tab");
    const one = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return undefined;
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      const marked = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
      const tall = box.height > innerHeight || box.width > innerWidth;
      const points = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.8], [0.5, 0.1], [0.5, 0.9]].map(([x, y]) => [box.left + box.width * x, box.top + box.height * y]);
      const label = element.closest("label");
      const free = points.some(([x, y]) => {
        const top = document.elementFromPoint(x, y);
        return top && (element.contains(top) || top.contains(element) || label?.contains(top));
      });
      return { index: globalThis.wanted.indexOf(element), html: element.outerHTML.slice(0, 120), marked, free: free || tall, clip: { x: box.x - 4, y: box.y - 4, width: box.width + 8, height: box.height + 8 } };
    });
    if (one === undefined) { if (seen.length > 0) break; continue; }
    if (seen[0]?.index === one.index && seen.length > 1) break;
    if (!one.marked) one.marked = await looksFocused(page, one.clip);
    seen.push(one);
  }
  // What was drawn anew meanwhile, such as a row of live data, is gone, not out of reach.
  const missed = await page.evaluate((reached) => globalThis.wanted.filter((element, i) => element.isConnected && !reached.includes(i)).map((element) => element.outerHTML.slice(0, 120)), seen.map((one) => one.index));
  return { seen, missed };
}

describe("Tab reaches every control in order, seen and not covered", () => {
  for (let n = 0; n < 6; n++) {
    test(`screen ${n + 1}`, async () => {
      const screen = six()[n];
      const page = await open(browser, { client: here.clients.owner, language: "en" });
      await visit(page, address(here.url, screen));
      const { seen, missed } = await walk(page);
      assert.deepEqual(missed.slice(0, 5), [], `${screen.name}: not reached`);
      const order = seen.map((one) => one.index).filter((index) => index >= 0);
      assert.deepEqual(order, [...order].sort((a, b) => a - b), `${screen.name}: not in the order of the page`);
      assert.deepEqual(seen.filter((one) => !one.marked).map((one) => one.html).slice(0, 5), [], `${screen.name}: the focus is not seen`);
      assert.deepEqual(seen.filter((one) => !one.free).map((one) => one.html).slice(0, 5), [], `${screen.name}: the focus is covered`);
      await page.context().close();
    });
  }
});

test("text of 200 % loses nothing", async () => {
  const page = await open(browser, { client: here.clients.owner, language: "en", context: { viewport: { width: 1280, height: 800 } } });
  for (const screen of six()) {
    page.faults.length = 0;
    await visit(page, address(here.url, screen));
    await page.evaluate(() => { document.documentElement.style.fontSize = "200%"; });
    await settled(page);
    await tidy(page, `${screen.name} at 200 %`);
    const cut = await page.evaluate(() => [...document.querySelectorAll("h1, h2, button, label, .question, .tabs a, .rail-list span, .metric-value")].filter((element) => {
      const style = getComputedStyle(element);
      if (!element.checkVisibility() || element.closest(".hidden-text") || element.matches(".hidden-text") || style.textOverflow === "ellipsis") return false;
      return style.overflow !== "visible" && (element.scrollWidth > element.clientWidth + 2 || element.scrollHeight > element.clientHeight + 2);
    }).slice(0, 5).map((element) => element.outerHTML.slice(0, 120)));
    assert.deepEqual(cut, [], `${screen.name}: text is cut off`);
  }
  await page.context().close();
});

test("whoever wants less motion gets none", async () => {
  const page = await open(browser, { client: here.clients.owner, language: "en" });
  for (const screen of [...six(), list.find((one) => one.name === "live")]) {
    await visit(page, address(here.url, screen));
    const moving = await page.evaluate(() => document.getAnimations().filter((one) => one.playState === "running" && one.effect.getComputedTiming().duration > 1).map((one) => one.effect.target?.outerHTML.slice(0, 120)));
    assert.deepEqual(moving, [], screen.name);
  }
  await page.context().close();
});

test("forced colours keep what is chosen and focused to be seen", async () => {
  const page = await open(browser, { client: here.clients.owner, language: "en", context: { forcedColors: "active" } });
  for (const screen of six()) {
    page.faults.length = 0;
    await visit(page, address(here.url, screen));
    await tidy(page, `${screen.name} in forced colours`);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), "none", `${screen.name}: the focus is not seen`);
    for (const one of await page.locator(".rail [aria-current], main .tabs [aria-current]").all()) assert.notEqual(await one.evaluate((element) => getComputedStyle(element).outlineStyle), "none", `${screen.name}: what is chosen is not seen`);
    const bare = await page.locator(".button:visible:not(.button-quiet)").evaluateAll((all) => all.filter((one) => getComputedStyle(one).borderTopStyle === "none").map((one) => one.outerHTML.slice(0, 120)));
    assert.deepEqual(bare, [], `${screen.name}: buttons without an edge`);
  }
  await page.context().close();
});

test("the pseudo-locale fits 320 px, and every text is a message", async () => {
  const page = await open(browser, { client: here.clients.owner, width: "phone", language: "en" });
  const { kpis } = await here.clients.owner.call("GET", "/kpis", undefined, { store: "sample" });
  const data = kpis.map((one) => one.title);
  for (const screen of six()) {
    page.faults.length = 0;
    const to = new URL(address(here.url, screen));
    to.searchParams.set("pseudo", "1");
    await visit(page, to.href);
    await tidy(page, `${screen.name} in the pseudo-locale`);
    const plain = await page.evaluate((names) => {
      const found = [];
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        const text = node.textContent.trim();
        const of = node.parentElement;
        if (!/\p{L}{2}/u.test(text) || text.includes("⟦") || text.includes("⟧") || names.includes(text)) continue;
        if (!/\p{L}{2}/u.test(text.replace(/\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|AM|PM|secs?|mins?|hrs?|days?|wks?|mo|yrs?|ago|now|yesterday|today|tomorrow|in)\b\.?|\b(byte|[kMG]B)\b/g, ""))) continue; // of Intl
        if (!/[aeiouncAEO]/.test(text)) continue; // a part of a sentence, between the names in it
        if (of.closest("bdi, code, kbd, pre, script, style, noscript, option, .brand-word, .rail-word, time, [data-value], figure svg, .crumbs")) continue;
        found.push(text.slice(0, 60));
      }
      return [...new Set(found)].slice(0, 8);
    }, data);
    assert.deepEqual(plain, [], `${screen.name}: not from the catalogue`);
  }
  await page.context().close();
});
