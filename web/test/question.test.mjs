// A question: its numbers, what was answered, and the words that explain them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, launch, open, tidy, visit } from "./lib/browser.mjs";
import { site } from "./lib/site.mjs";

const time = { range: "365d", zone: "Europe/Berlin" };
let here, browser, page, items;

const rowsOf = (answer) => answer.rows.map((row) => Object.fromEntries(answer.columns.map((column, i) => [column.name, row[i]])));
const at = (item) => `${here.url}/s/sample/activities/question?${new URLSearchParams({ activity: item.item, assessment: item.assessment, range: "365d" })}`;
const valueOf = async (locator) => {
  const text = await locator.first().getAttribute("data-value");
  return text === "" ? null : Number(text);
};
const metric = (label, on = page) => valueOf(on.locator(".metric", { has: on.locator(".metric-label > span", { hasText: new RegExp(`^${label}$`) }) }).locator("[data-value]"));

before(async () => {
  here = await site();
  browser = await launch();
  page = await open(browser, { client: here.clients.owner, language: "en" });
  items = rowsOf(await here.clients.owner.query("sample", { kind: "items", time, limit: 500 })).filter((item) => item.assessment && item.n >= 30 && item.responses.length > 1);
});

after(async () => {
  await browser?.close();
  await here?.close();
});

test("numbers, responses and the key are those of the API", async () => {
  // A question that something is wrong with, and one that is fine.
  for (const item of [items.find((one) => one.flag === "weak" || one.flag === "check_key"), items.find((one) => one.flag === null)].filter(Boolean)) {
    await visit(page, at(item));
    assert.equal(await metric("Answered with a result"), item.n);
    assert.equal(await metric("Facility"), item.facility);
    assert.equal(await metric("Discrimination"), item.discrimination);
    assert.equal(await metric("Omitted"), item.omitted);
    assert.equal(await metric("Not reached"), item.not_reached);
    assert.equal(await metric("Key disagrees"), item.mismatch);
    assert.equal(await page.locator(".act-verdict").getAttribute("data-flag"), item.flag ?? "");
    const rows = page.locator("table[data-rows] tbody tr");
    assert.equal(await rows.count(), item.responses.length);
    for (const [i, response] of item.responses.entries()) {
      const row = rows.nth(i);
      assert.equal(await row.locator("[data-response]").getAttribute("data-response"), response.response);
      const values = row.locator("[data-value]");
      assert.equal(await valueOf(values.nth(0)), response.count);
      assert.equal(await valueOf(values.nth(1)), response.share);
      assert.equal(await valueOf(values.nth(2)), response.low_third);
      assert.equal(await valueOf(values.nth(4)), response.top_third);
      assert.equal((await row.getByText("right", { exact: true }).count()) > 0, response.correct);
      assert.equal((await row.getByText("look at it").count()) > 0, response.flagged);
    }
    await accessible(page, "a question");
    await tidy(page, "a question");
  }
});

test("«how is this counted?» says it, by keyboard", async () => {
  await visit(page, at(items[0]));
  const help = page.getByRole("button", { name: "How is «Facility» counted?" });
  await help.focus();
  await page.keyboard.press("Enter");
  await page.locator("dialog[open] .prose-list li").first().waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await help.evaluate((element) => element === document.activeElement), true);
});

test("without an assessment in the address the question's own is taken", async () => {
  await visit(page, `${here.url}/s/sample/activities/question?${new URLSearchParams({ activity: items[0].item, range: "365d" })}`);
  assert.equal(await metric("Facility"), items[0].facility);
});

test("an analyst sees the numbers and not the single answers", async () => {
  const analyst = await open(browser, { client: here.clients.analyst, language: "en" });
  await visit(analyst, at(items[0]));
  assert.equal(await metric("Facility", analyst), items[0].facility);
  await analyst.getByText("Single answers are not told to your role").waitFor();
  await accessible(analyst, "a question for an analyst");
  await tidy(analyst, "a question for an analyst");
  await analyst.context().close();
});

test("a question that nobody answered says what is missing", async () => {
  await visit(page, `${here.url}/s/school/activities/question?${new URLSearchParams({ activity: "https://nowhere.example.org/q", assessment: "https://nowhere.example.org/a" })}`);
  await page.getByText("Nobody answered this question in this time").waitFor();
  await page.locator(".snippet").waitFor();
  await accessible(page, "no question");
  await tidy(page, "no question");
});

test("every count of people opens those people", async () => {
  const item = items.find((one) => one.not_reached > 0 || one.omitted > 0) ?? items[0];
  const opens = async (button, count, what) => {
    await button.click();
    const dialog = page.locator("dialog[open]");
    await dialog.locator("tbody tr").first().waitFor();
    assert.equal(await dialog.locator("tbody tr").count(), Math.min(count, 50), what);
    assert.equal(await dialog.getByRole("group", { name: "What to show" }).count(), 0, "people alone are behind " + what);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  };
  const number = (label) => page.locator(".metric", { has: page.locator(".metric-label > span", { hasText: new RegExp(`^${label}$`) }) }).locator("button.number-link");
  await visit(page, at(item));
  for (const [label, count] of [["Answered with a result", item.n], ["Omitted", item.omitted], ["Not reached", item.not_reached], ["Key disagrees", item.mismatch]]) {
    if (count > 0) await opens(number(label), count, label);
    else assert.equal(await number(label).count(), 0, "nobody is behind " + label);
  }
  await opens(page.locator("table[data-rows] tbody tr").first().locator("button.number-link"), item.responses[0].count, "a response");

  // The same people by way of the test, and those of the test itself.
  await visit(page, `${here.url}/s/sample/activities/activity?${new URLSearchParams({ activity: item.assessment, tab: "assessment", range: "365d" })}`);
  await opens(page.locator("[data-test=people] button"), Number(await page.locator("[data-test=people]").getAttribute("data-value")), "a test");
});

test("every way of paths opens those who took it", async () => {
  const course = "https://lms.northwind.example/courses/fire-safety";
  await visit(page, `${here.url}/s/sample/activities/activity?${new URLSearchParams({ activity: course, tab: "paths", range: "365d" })}`);
  const link = page.locator("table[data-rows] tbody tr button.number-link").first();
  const people = await valueOf(link);
  await link.click();
  const dialog = page.locator("dialog[open]");
  await dialog.locator("tbody tr").first().waitFor();
  assert.equal(await dialog.locator("tbody tr").count(), Math.min(people, 50));
  await accessible(page, "the people of a way");
});
