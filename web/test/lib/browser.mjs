// Debian's Chromium, driven by playwright-core.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const axeSource = readFileSync(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Starts the browser. */
export function launch() {
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

/** The widths that screens are looked at in. */
export const widths = { phone: { width: 320, height: 720 }, desktop: { width: 1440, height: 900 } };

/**
 * Opens a page as somebody: `client` of client.mjs, or nobody. The page's
 * `faults` collects errors of scripts, of the console and of the policy.
 */
export async function open(browser, { client, theme = "light", width = "desktop", language, zone = "Europe/Berlin", context: more = {} } = {}) {
  const context = await browser.newContext({
    viewport: widths[width], colorScheme: theme, reducedMotion: "reduce", timezoneId: zone,
    ...(width === "phone" && { hasTouch: true, isMobile: true }),
    ...(language && { locale: language }),
    ...(client && { storageState: client.storageState() }),
    ...more,
  });
  const page = await context.newPage();
  page.faults = [];
  page.on("pageerror", (error) => page.faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !page.expected?.test(message.text() + " " + message.location().url)) page.faults.push(message.text() + " " + message.location().url);
  });
  return page;
}

/** Goes to an address and waits until nothing is loading any more. */
export async function visit(page, address) {
  await page.goto(address);
  await settled(page);
}

/** Waits until nothing on the screen is loading. */
export async function settled(page) {
  await page.locator("#app > *").first().waitFor();
  await page.waitForFunction(() => document.querySelector("h1") && ![...document.querySelectorAll(".skeleton, [data-loading]")].some((one) => !one.closest("[data-example]")), undefined, { timeout: 30_000 });
  await page.evaluate(() => document.fonts.ready.then(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))));
}

/** The rules of axe that see colours and sizes; all others see the document alone. */
export const ofLooks = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"];

/** No fault of accessibility, by axe: by all its rules, or by those that are named. */
export async function accessible(page, what, rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]) {
  if (!await page.evaluate(() => "axe" in globalThis)) await page.evaluate(axeSource);
  // What passes is not described, and no style sheet is fetched again: no rule that runs needs it.
  const { violations } = await page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly, resultTypes: ["violations"], preload: false }), rules);
  const said = violations.map((one) => `${one.id}: ${one.help}\n` + one.nodes.slice(0, 4).map((node) => `    ${node.html.slice(0, 160)}\n    ${node.failureSummary?.split("\n")[1] ?? ""}`).join("\n"));
  assert.equal(said.length, 0, `${what}: axe finds\n${said.join("\n")}`);
}

/** Nothing sticks out to the side, nothing was said in the console. */
export async function tidy(page, what) {
  const over = await page.evaluate(() => {
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= wide) return [];
    return [...document.querySelectorAll("body *")].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && (box.right > wide + 1 || box.left < -1) && !element.closest(".table-scroll, pre, .tabs, [data-scrolls]");
    }).slice(0, 5).map((element) => element.outerHTML.slice(0, 140));
  });
  assert.deepEqual(over, [], `${what}: the page is wider than the window`);
  assert.deepEqual(page.faults, [], `${what}: the console says`);
}

/** Every control is large enough to be hit (WCAG 2.5.8): 24 px, or alone in a line of text. */
export async function largeEnough(page, what) {
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("a[href], button, input, select, textarea, [role=button], summary")].filter((element) => {
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      if (box.width === 0 || style.visibility === "hidden" || element.closest(".hidden-text, .skip, thead")) return false;
      const inline = element.tagName === "A" && style.display === "inline";
      const labelled = element.tagName === "INPUT" && element.closest("label")?.getBoundingClientRect().height >= 24;
      return !inline && !labelled && (box.width < 23.5 || box.height < 23.5);
    }).slice(0, 5).map((element) => `${element.outerHTML.slice(0, 140)} ${Math.round(element.getBoundingClientRect().width)}×${Math.round(element.getBoundingClientRect().height)}`));
  assert.deepEqual(small, [], `${what}: too small to be hit`);
}
