// Makes one site and runs every test file on it, one after the other: they share
// two cores with the server and the browser.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { describe, site } from "./lib/site.mjs";

const here = new URL(".", import.meta.url).pathname;
const wanted = process.argv.slice(2);
const files = (wanted.length > 0 ? wanted : readdirSync(here).filter((name) => name.endsWith(".test.mjs")).sort()).map((name) => here + name.replace(/^.*\//, ""));
const made = await site();
const tests = spawn(process.execPath, ["--test", "--test-concurrency=1", ...files], { stdio: "inherit", env: { ...process.env, LORE_SITE: describe(made) } });
tests.on("exit", async (code) => {
  await made.close();
  process.exit(code ?? 1);
});
