// A dashboard for whoever has its link: in a frame of another site, without an
// account, and over when it is ended.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { accessible, launch, open, settled, tidy, visit } from "./lib/browser.mjs";
import { site } from "./lib/site.mjs";

let here, browser, other;
const store = "sample";
const query = { kind: "table", metrics: ["people"], dimensions: ["course"], filter: ["exists", "course"], time: { range: "365d" } };

before(async () => {
  here = await site();
  browser = await launch();
  other = createServer((request, response) => {
    response.setHeader("Content-Type", "text/html");
    response.end(`<!doctype html><html lang="en"><title>Intranet</title><main><h1>Intranet</h1><iframe id="frame" title="Learning" width="900" height="700" src="${new URL(request.url, "http://x").searchParams.get("src") ?? ""}"></iframe></main></html>`);
  });
  other.listen(0, "127.0.0.1");
  await once(other, "listening");
});

after(async () => {
  other?.close();
  await browser?.close();
  await here?.close();
});

const call = (method, path, body) => here.clients.owner.call(method, path, body, { store });

test("a link is made, shown signed out in a frame of another site, and ended", async () => {
  const view = await call("POST", "/views", { title: "People by course", query, display: { as: "table" } });
  const board = await call("POST", "/dashboards", { title: "For the intranet", tiles: [{ kind: "text", text: "Welcome", width: 3 }, { kind: "view", view: view.id, width: 3 }] });
  const owner = await open(browser, { client: here.clients.owner, language: "en" });
  await visit(owner, `${here.url}/s/${store}/dashboards/dashboard?id=${board.id}`);
  await owner.getByRole("button", { name: "Share by a link" }).click();
  const dialog = owner.getByRole("dialog");
  await dialog.getByLabel("Title").fill("Intranet");
  await dialog.getByRole("combobox", { name: "Add a condition …" }).selectOption("verb_class");
  await dialog.getByRole("button", { name: "Passed" }).click();
  await accessible(owner, "making a link");
  await dialog.getByRole("button", { name: "Make the link" }).click();
  await dialog.getByText("Copy it now").waitFor();
  const link = (await dialog.locator("pre").first().innerText()).trim();
  assert.match(link, /\/embed#lore-embed_/);

  const asked = new Set();
  const guest = await open(browser, { language: "en", context: { serviceWorkers: "block" } });
  guest.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith("/api/")) asked.add(pathname.replace(/\d+$/, "n"));
  });
  await guest.goto(`http://127.0.0.1:${other.address().port}/?${new URLSearchParams({ src: link })}`);
  const frame = guest.frameLocator("#frame");
  await frame.locator(".answer tbody tr").first().waitFor();
  assert.deepEqual([...asked].sort(), ["/api/v1/embed", "/api/v1/embed/tiles/n"]);
  assert.equal(await frame.locator("a[href], button.number-link").count(), 0, "nothing leads into the app");
  assert.equal(await frame.locator("h1").innerText(), "For the intranet");
  const shown = await frame.locator(".answer tbody tr [data-value]").evaluateAll((all) => all.map((one) => (one.dataset.value === "" ? null : Number(one.dataset.value))));
  const locked = await here.clients.owner.query(store, { ...query, filter: ["and", query.filter, ["in_class", "verb", ["pass"]]], min_group: 5 });
  assert.deepEqual(shown, locked.rows.map((row) => row[1]), "the locked filter holds");
  assert.deepEqual(guest.faults, []);
  await guest.context().close();

  for (const look of [{ theme: "light", width: "phone" }, { theme: "dark", width: "desktop" }, { theme: "light", width: "desktop", language: "ar" }]) {
    const page = await open(browser, { language: "en", ...look });
    await visit(page, link);
    await page.locator(".answer tbody tr").first().waitFor();
    await tidy(page, JSON.stringify(look));
    await accessible(page, JSON.stringify(look));
    await page.context().close();
  }

  await dialog.getByRole("button", { name: /^End/ }).click();
  await dialog.getByText("ended", { exact: true }).waitFor();
  await tidy(owner, "a link that was ended");
  await owner.context().close();
  const late = await open(browser, { language: "en" });
  late.expected = /status of 401/;
  await visit(late, link);
  await late.getByText("This link has ended").waitFor();
  await accessible(late, "a link that has ended");
  await late.context().close();
  await call("DELETE", `/dashboards/${board.id}`);
  await call("DELETE", `/views/${view.id}`);
});

test("without a token the page says kindly that there is nothing", async () => {
  const page = await open(browser, { language: "de" });
  await page.goto(here.url + "/embed");
  await settled(page);
  assert.equal(await page.locator("h1").innerText(), "Dieser Link ist beendet");
  await tidy(page, "no token");
  await page.context().close();
});
