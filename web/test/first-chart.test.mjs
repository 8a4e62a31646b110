// From an empty directory to the first chart in under three minutes, as a person
// does it (ui.md §8).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, launch, open, settled, tidy } from "./lib/browser.mjs";
import { start } from "./lib/server.mjs";

let browser, server;

before(async () => { browser = await launch(); });
after(async () => {
  await browser?.close();
  await server?.remove();
});

test("set up, load the sample data, see a chart", async () => {
  const began = Date.now();
  server = await start();
  const page = await open(browser, { language: "en" });
  await page.goto(server.setup);
  await page.getByLabel("E-mail").fill("owner@example.org");
  await page.getByLabel("Your name").fill("Olivia Owner");
  await page.getByLabel("Password", { exact: true }).fill("correct horse battery staple");
  await page.getByLabel("Organisation").fill("Northwind");
  await accessible(page, "setting up");
  await page.getByRole("button", { name: "Create account" }).click();
  await page.getByRole("button", { name: "Load sample data" }).click();
  await page.getByRole("link", { name: "Open the sample data" }).click({ timeout: 150_000 });
  await settled(page);
  await page.locator("figure svg[role=img]").first().waitFor({ timeout: 30_000 });
  assert.match(await page.locator(".banner-sample").innerText(), /invented/);
  await tidy(page, "the first chart");
  const seconds = (Date.now() - began) / 1000;
  assert.ok(seconds < 180, `it took ${seconds} s`);
});
