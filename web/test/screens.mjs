// Writes every screen in both themes and two widths to a folder, to be looked at:
// `make screens` (SCREENS=FOLDER).
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { launch, open, visit } from "./lib/browser.mjs";
import { address, screens, subjects } from "./lib/screens.mjs";
import { site } from "./lib/site.mjs";

const [folder = "screens", ...only] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const { url, clients, people, close } = await site();
const browser = await launch();
try {
  const list = screens(await subjects(clients.owner, "sample", people)).filter((screen) => only.length === 0 || only.includes(screen.name));
  for (const theme of ["light", "dark"]) {
    for (const width of ["desktop", "phone"]) {
      for (const role of ["owner", "learner"]) {
        const page = await open(browser, { client: clients[role], theme, width, language: "en" });
        for (const screen of list.filter((one) => (one.role ?? "owner") === role)) {
          await visit(page, address(url, screen));
          await page.screenshot({ path: join(folder, `${screen.name}-${theme}-${width}.jpg`), type: "jpeg", quality: 78, fullPage: process.env.FULL === "1" });
        }
        await page.context().close();
      }
    }
  }
} finally {
  await browser.close();
  await close();
}
