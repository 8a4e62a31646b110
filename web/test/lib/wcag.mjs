// What axe does not see of WCAG 2.2: focus below bars (2.4.11), room for spaced and
// for large text (1.4.12, 1.4.4, 1.4.10), motion (2.3.3).
import assert from "node:assert/strict";
import { settled, tidy } from "./browser.mjs";

/** Whatever gets the focus, forwards or backwards, is not covered by a bar or anything else (2.4.11). */
export async function focusNotHidden(page, what) {
  const covered = await page.evaluate(async () => {
    const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
      .filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0 && element.tabIndex >= 0 && !element.disabled && !element.closest("[inert]"));
    const found = new Set();
    for (const element of [...all, ...[...all].reverse()]) {
      element.focus();
      if (document.activeElement !== element) continue;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const box = element.getBoundingClientRect();
      // What lies over it and stands still while the page scrolls under it.
      const bar = (top) => {
        for (let one = top; one && !one.contains(element); one = one.parentElement) if (["fixed", "sticky"].includes(getComputedStyle(one).position)) return true;
        return false;
      };
      // It must show some of itself: all of it is not asked for (2.4.12).
      let shows = false;
      for (let x = 0; x <= 4 && !shows; x++) {
        for (let y = 0; y <= 4 && !shows; y++) {
          const [px, py] = [box.left + 1 + (box.width - 2) * x / 4, box.top + 1 + (box.height - 2) * y / 4];
          const top = px >= 0 && py >= 0 && px < innerWidth && py < innerHeight ? document.elementFromPoint(px, py) : null;
          shows = top !== null && (element.contains(top) || !bar(top));
        }
      }
      if (!shows) found.add(element.outerHTML.slice(0, 140));
    }
    document.activeElement?.blur?.();
    window.scrollTo(0, 0);
    return [...found].slice(0, 5);
  });
  assert.deepEqual(covered, [], `${what}: the focus is covered`);
}

/** Texts that are cut off: what hides its overflow and has some, and does not say so with «…». */
const cut = (page) => page.evaluate(() => [...document.querySelectorAll("h1, h2, h3, p, button, label, th, td, dt, dd, .tabs a, .rail-list span, .badge, .metric-value")].filter((element) => {
  const style = getComputedStyle(element);
  if (!element.checkVisibility() || element.closest(".hidden-text, svg") || style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none") return false;
  if (element.querySelector("[style*=ellipsis]") || [...element.children].some((child) => getComputedStyle(child).textOverflow === "ellipsis")) return false;
  return ["hidden", "clip"].includes(style.overflowX) && (element.scrollWidth > element.clientWidth + 2 || element.scrollHeight > element.clientHeight + 2);
}).slice(0, 5).map((element) => element.outerHTML.slice(0, 140)));

/** Applies a style, looks, and takes it off again. */
async function under(page, css, look) {
  const style = await page.evaluateHandle((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets.push(sheet);
    return sheet;
  }, css);
  await settled(page);
  await look();
  await style.evaluate((sheet) => { document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet); });
  await settled(page);
}

/** Lines, words and letters as far apart as WCAG says, and nothing is lost (1.4.12). */
export const spaced = (page, what) => under(page, "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-block-end: 2em !important; }", async () => {
  await tidy(page, `${what}, spaced`);
  assert.deepEqual(await cut(page), [], `${what}, spaced: text is cut off`);
});

/** Text of twice its size, and nothing is lost (1.4.4; on a phone together with 1.4.10). */
export const large = (page, what) => under(page, ":root { font-size: 200% !important; }", async () => {
  await tidy(page, `${what} at 200 %`);
  assert.deepEqual(await cut(page), [], `${what} at 200 %: text is cut off`);
});

/** Nothing moves for whoever asked for that (2.3.3). */
export async function motionless(page, what) {
  const moving = await page.evaluate(() => document.getAnimations().filter((one) => one.playState === "running" && one.effect.getComputedTiming().duration > 1).map((one) => one.effect.target?.outerHTML.slice(0, 120)));
  assert.deepEqual(moving, [], `${what}: it moves`);
}
