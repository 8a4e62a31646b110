// My learning: a learner sees themselves, and adds to it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible, largeEnough, launch, open, settled, tidy, visit } from "./lib/browser.mjs";
import { invite, until } from "./lib/client.mjs";
import { site } from "./lib/site.mjs";

let made, browser, learner, person;
before(async () => {
  made = await site();
  browser = await launch();
  person = made.people[3];
  learner = await invite(made.clients.owner, `my-${Date.now()}@example.org`, "Mia Learner", [{ store: "sample", role: "learner", groups: [], persons: [person], min_group: 1 }]);
});
after(async () => {
  await browser?.close();
  await made?.close();
});

test("my learning begins at sign-in and has the API's numbers", async () => {
  const page = await open(browser, { client: learner, width: "phone" });
  await visit(page, made.url + "/");
  await page.waitForURL(/\/s\/sample\/my$/);
  await settled(page);
  const sources = await learner.query("sample", { kind: "table", dimensions: ["source", "self_asserted"], metrics: ["statements"], time: { range: "all" }, limit: 100 });
  assert.equal(Number(await page.locator('[data-what="all"]').getAttribute("data-value")), sources.rows.reduce((sum, row) => sum + row[2], 0));
  assert.deepEqual(await page.locator('[data-what="source"]').evaluateAll((all) => all.map((one) => Number(one.dataset.value))), sources.rows.map((row) => row[2]));
  const results = await learner.query("sample", { kind: "statements", fields: ["score"], limit: 6, time: { range: "all" }, filter: ["and", ["or", ["exists", "score"], ["exists", "success"]], ["missing", "interaction"], ["exists", "activity"]] });
  assert.deepEqual(await page.locator(".my-score").evaluateAll((all) => all.map((one) => Number(one.dataset.value))), results.rows.map((row) => row[0]).filter((score) => score !== null));
  const episodes = await learner.query("sample", { kind: "episodes", time: { range: "365d", zone: "Europe/Berlin" }, limit: 100 });
  assert.equal(Number(await page.locator("[data-episodes]").getAttribute("data-episodes")), Math.min(20, episodes.rows.length), "a phone begins with a short list");
  await accessible(page, "my learning");
  await tidy(page, "my learning");
  await largeEnough(page, "my learning");
  await page.locator('[data-what="all"]').click();
  await page.getByRole("dialog").locator(".sentences > li").first().waitFor();
  await page.context().close();
});

test("what one learned is added once, and is said to be by oneself", async () => {
  const page = await open(browser, { client: learner });
  await visit(page, `${made.url}/s/sample/my`);
  await page.getByRole("button", { name: "Add something I learned" }).click();
  const dialog = page.getByRole("dialog");
  const title = "How foxes find north " + Date.now();
  await dialog.getByLabel("What was it?").fill(title);
  await dialog.getByLabel("Kind").selectOption("book");
  await dialog.getByLabel("Minutes").fill("45");
  await accessible(page, "adding");
  await dialog.getByRole("button", { name: "Save" }).dblclick();
  await dialog.waitFor({ state: "detached" });
  const mine = () => learner.call("GET", "/statements?q=" + encodeURIComponent(JSON.stringify({ kind: "statements", filter: ["is", "self_asserted", [true]], limit: 50, time: { range: "all" } })), undefined, { store: "sample" });
  const { statements } = await until(async () => {
    const answer = await mine();
    return answer.statements.some((line) => line.object.name === title) && answer;
  }, "the statement is there");
  const stored = statements.filter((line) => line.object.name === title);
  assert.equal(stored.length, 1);
  assert.equal(stored[0].actor.identity, person);
  assert.equal(stored[0].result.duration, "PT2700S");
  await page.getByText(title).first().waitFor();
  await tidy(page, "after adding");
  await page.context().close();
});

test("a time of the future is refused before it is sent", async () => {
  const page = await open(browser, { client: learner });
  await visit(page, `${made.url}/s/sample/my`);
  await page.getByRole("button", { name: "Add something I learned" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What was it?").fill("Tomorrow");
  const when = dialog.getByLabel("When");
  await when.evaluate((input) => input.removeAttribute("max"));
  await when.fill("2099-01-01T10:00");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.getByText("The time lies in the future").waitFor();
  await page.context().close();
});

for (const [theme, width, language] of [["dark", "phone", "de"], ["light", "phone", "ar"], ["dark", "desktop", "en"]]) {
  test(`my learning fits: ${theme}, ${width}, ${language}`, async () => {
    const page = await open(browser, { client: learner, theme, width, language });
    await page.route("**/api/v1/session", async (route) => {
      const response = await route.fetch();
      const session = await response.json();
      session.user.language = language;
      await route.fulfill({ response, json: session });
    });
    await visit(page, `${made.url}/s/sample/my`);
    await accessible(page, "my learning");
    await tidy(page, "my learning");
    await largeEnough(page, "my learning");
    await page.context().close();
  });
}
