// A link to a dashboard whose time is up, by itself and not by anybody's hand.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, launch, open, tidy, visit } from "./lib/browser.mjs";
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

test("a link that has expired shows nothing any more, to whoever opens it and to whoever has it open", async () => {
  const call = (method, path, body) => here.clients.owner.call(method, path, body, { store });
  const view = await call("POST", "/views", { title: "People", query: { kind: "table", metrics: ["people"], dimensions: ["course"], filter: ["exists", "course"], time: { range: "365d" } }, display: { as: "table" } });
  const board = await call("POST", "/dashboards", { title: "For a while", tiles: [{ kind: "view", view: view.id, width: 3 }] });
  const lasting = 15_000;
  const expires = new Date(Date.now() + lasting);
  const link = await call("POST", `/dashboards/${board.id}/embeds`, { title: "For a while", expires: expires.toISOString() });
  const page = await open(browser, { language: "en" });
  page.expected = /status of 401/;
  const to = new URL(link.url, here.url).href;
  await visit(page, to);
  await page.locator(".answer tbody tr").first().waitFor();
  assert.equal(await page.locator("h1").innerText(), "For a while");
  assert.ok(new Date() < expires, "it was opened in time");

  await until(async () => (await fetch(`${here.url}/api/v1/embed`, { headers: { Authorization: "Bearer " + link.token } })).status === 401, "the link's time is up", 60);
  assert.ok(new Date() >= expires, "it did not end before its time");
  await page.reload();
  await page.getByText("This link has ended").waitFor();
  assert.equal(await page.locator(".answer, .tile, table").count(), 0, "nothing of the dashboard is left");
  await tidy(page, "a link that has expired");
  await accessible(page, "a link that has expired");
  await page.context().close();

  const later = await open(browser, { language: "de", width: "phone", theme: "dark" });
  later.expected = /status of 401/;
  await visit(later, to);
  assert.equal(await later.locator("h1").innerText(), "Dieser Link ist beendet");
  await tidy(later, "a link that has expired");
  await accessible(later, "a link that has expired");
  await later.context().close();

  // Its owner sees that it is over, without having ended it.
  const owner = await open(browser, { client: here.clients.owner, language: "en" });
  await visit(owner, `${here.url}/s/${store}/dashboards/dashboard?id=${board.id}`);
  await owner.getByRole("button", { name: "Share by a link" }).click();
  const dialog = owner.getByRole("dialog");
  await dialog.getByText("ended", { exact: true }).waitFor();
  assert.equal(await dialog.getByRole("button", { name: /^End/ }).count(), 0, "what is over cannot be ended");
  await tidy(owner, "the links of a dashboard");
  await owner.context().close();
  await call("DELETE", `/dashboards/${board.id}`);
  await call("DELETE", `/views/${view.id}`);
});
