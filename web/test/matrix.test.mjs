// Every screen × data, empty, loading, error, forbidden × light, dark × 320 px,
// desktop × English, Arabic (testing-web-and-analytics §1).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { accessible, largeEnough, launch, open, settled, tidy, visit } from "./lib/browser.mjs";
import { until } from "./lib/client.mjs";
import { address, screens, subjects } from "./lib/screens.mjs";
import { site } from "./lib/site.mjs";

/** What screens show, beside who is signed in and what things are called. */
const answers = /\/api\/v1\/(?!session\b|names|live|schema)/;

let here, browser, list;

before(async () => {
  here = await site();
  browser = await launch();
  list = screens(await subjects(here.clients.owner, "sample", here.people));
});

after(async () => {
  await browser?.close();
  await here?.close();
});

const looks = [
  { theme: "light", width: "desktop", language: "en" },
  { theme: "dark", width: "phone", language: "en" },
  { theme: "light", width: "phone", language: "ar" },
  { theme: "dark", width: "desktop", language: "ar" },
];

describe("with data", () => {
  for (const look of looks) {
    test(`${look.theme}, ${look.width}, ${look.language}`, async (t) => {
      for (const role of ["owner", "learner"]) {
        const page = await open(browser, { client: here.clients[role], ...look });
        for (const screen of list.filter((one) => (one.role ?? "owner") === role)) {
          await t.test(screen.name, async () => {
            page.faults.length = 0;
            await visit(page, address(here.url, screen));
            const what = `${screen.name}, ${look.theme}, ${look.width}, ${look.language}`;
            assert.equal(await page.locator("html").getAttribute("dir"), look.language === "ar" ? "rtl" : "ltr");
            assert.equal(await page.locator(".state-bad").count(), 0, `${what}: it failed: ${await page.locator(".state-bad").allInnerTexts()}`);
            await tidy(page, what);
            await accessible(page, what);
            await largeEnough(page, what);
          });
        }
        await page.context().close();
      }
    });
  }
});

test("an empty store says what is missing", async (t) => {
  const page = await open(browser, { client: here.clients.owner, width: "phone", language: "en" });
  for (const screen of list.filter((one) => !one.root && !one.role)) {
    await t.test(screen.name, async () => {
      page.faults.length = 0;
      page.expected = /status of 404/;
      await visit(page, address(here.url, screen, "school"));
      await tidy(page, screen.name);
      await accessible(page, screen.name);
      const text = await page.locator("main").innerText();
      assert.ok(!/NaN|undefined|Infinity|\[object/.test(text), `${screen.name} shows ${/.{0,40}(NaN|undefined|Infinity|\[object).{0,40}/.exec(text)?.[0]}`);
    });
  }
  await page.context().close();
});

test("what fails says so and can be tried again", async (t) => {
  const page = await open(browser, { client: here.clients.owner, theme: "dark", language: "en" });
  page.expected = /Failed to load resource/;
  const fault = { status: 500, contentType: "application/problem+json", body: JSON.stringify({ status: 500, code: "internal", title: "Internal Server Error", detail: "a fault that this test made" }) };
  for (const screen of list.filter((one) => !one.role)) {
    await t.test(screen.name, async () => {
      page.faults.length = 0;
      await page.route(answers, (route) => route.fulfill(fault));
      await visit(page, address(here.url, screen));
      assert.ok(await page.locator(".state-bad").count() > 0, `${screen.name} does not say that it failed`);
      await tidy(page, screen.name);
      await accessible(page, screen.name);
      await page.unroute(answers);
      await until(async () => {
        // What failed may have been asked for again meanwhile.
        const left = await page.evaluate(() => {
          const buttons = [...document.querySelectorAll(".state-bad button")];
          for (const button of buttons) button.click();
          return buttons.length;
        });
        await settled(page);
        return left === 0;
      }, `${screen.name} shows its data after another try`);
    });
  }
  await page.context().close();
});

test("what is loading says so", async (t) => {
  const page = await open(browser, { client: here.clients.owner, width: "phone", language: "en" });
  for (const screen of list.filter((one) => !one.role)) {
    await t.test(screen.name, async () => {
      let go;
      const held = new Promise((resolve) => { go = resolve; });
      await page.route(answers, async (route) => { await held; await route.continue().catch(() => undefined); });
      await page.goto(address(here.url, screen));
      await page.locator("h1").waitFor();
      await page.locator(".skeleton, [data-loading]").first().waitFor();
      await accessible(page, screen.name);
      go();
      await settled(page);
      await page.unroute(answers);
      await tidy(page, screen.name);
    });
  }
  await page.context().close();
});

test("what a role may not see is said to be so, and nothing of it is shown", async (t) => {
  const page = await open(browser, { client: here.clients.learner, language: "en" });
  page.expected = /status of 403/;
  for (const screen of list.filter((one) => !one.role && !one.root)) {
    await t.test(screen.name, async () => {
      page.faults.length = 0;
      await visit(page, address(here.url, screen));
      assert.match(await page.locator("main").innerText(), /Not for this role/, screen.name);
      await tidy(page, screen.name);
      await accessible(page, screen.name);
    });
  }
  await page.context().close();
});
