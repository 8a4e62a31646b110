// Every screen × data, empty, loading, error, forbidden × light, dark × 320 px,
// desktop × English, Arabic (testing-web-and-analytics §1).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { accessible, largeEnough, launch, ofLooks, open, settled, tidy, visit, widths } from "./lib/browser.mjs";
import { until } from "./lib/client.mjs";
import { address, screens, subjects } from "./lib/screens.mjs";
import { site } from "./lib/site.mjs";
import { focusNotHidden, large, motionless, spaced } from "./lib/wcag.mjs";

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

/**
 * A screen is loaded once in each language and then looked at in both themes and in
 * both widths: English begins on a desk, Arabic on a phone. All rules of axe run on
 * what was loaded, those of colours and sizes in every look.
 */
const loads = [
  { language: "en", first: "desktop", then: "phone" },
  { language: "ar", first: "phone", then: "desktop" },
];

describe("with data", () => {
  for (const { language, first, then } of loads) {
    test(`${language}, ${first} and ${then}, light and dark`, async (t) => {
      for (const role of ["owner", "learner"]) {
        const page = await open(browser, { client: here.clients[role], theme: "light", width: first, language });
        for (const screen of list.filter((one) => (one.role ?? "owner") === role)) {
          await t.test(screen.name, async () => {
            const what = (theme, width) => `${screen.name}, ${theme}, ${width}, ${language}`;
            page.faults.length = 0;
            await page.emulateMedia({ colorScheme: "light" });
            await page.setViewportSize(widths[first]);
            await visit(page, address(here.url, screen));
            assert.equal(await page.locator("html").getAttribute("dir"), language === "ar" ? "rtl" : "ltr");
            assert.equal(await page.locator(".state-bad").count(), 0, `${screen.name}: it failed: ${await page.locator(".state-bad").allInnerTexts()}`);
            await tidy(page, what("light", first));
            await accessible(page, what("light", first));
            await largeEnough(page, what("light", first));
            await motionless(page, screen.name);
            await focusNotHidden(page, what("light", first));

            await page.emulateMedia({ colorScheme: "dark" });
            await settled(page);
            await accessible(page, what("dark", first), ofLooks);

            await page.setViewportSize(widths[then]);
            await settled(page);
            await tidy(page, what("dark", then));
            await accessible(page, what("dark", then), ofLooks);
            await largeEnough(page, what("dark", then));
            if (language === "en") {
              await focusNotHidden(page, what("dark", then));
              await spaced(page, what("dark", then));
              await large(page, what("dark", then));
            }
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
  for (const [n, screen] of list.filter((one) => !one.role && !one.root).entries()) {
    await t.test(screen.name, async () => {
      page.faults.length = 0;
      await visit(page, address(here.url, screen));
      assert.match(await page.locator("main").innerText(), /Not for this role/, screen.name);
      await tidy(page, screen.name);
      // It is the same page for all of them.
      if (n === 0) await accessible(page, screen.name);
    });
  }
  await page.context().close();
});
