// Has axe-core look at pages: light, dark and on a phone, folded and with everything open. Fails where it finds something, or a
// page is wider than the window.
//
//   NODE_PATH=/where/node_modules/is node accessible.mjs PAGE…
//
// `cargo xtask test --browser` runs it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const ARGUMENTS =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const LOOKS = { light: {}, dark: { colorScheme: "dark" }, phone: PHONE, "phone, dark": { ...PHONE, colorScheme: "dark" } };

const violations = async (page) => {
  // The page's policy lets no other script in; what a debugger evaluates needs no permission.
  await page.evaluate(`${axe};0`);
  const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
};

const openAll = () => document.querySelectorAll("details").forEach((details) => (details.open = true));

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGUMENTS.split(" ") });
for (const path of process.argv.slice(2)) {
  for (const [look, options] of Object.entries(LOOKS)) {
    const page = await (await browser.newContext(options)).newPage();
    await page.goto(pathToFileURL(path).href);
    for (const state of ["folded", "open"]) {
      if (state === "open") await page.evaluate(openAll);
      assert.deepEqual(await violations(page), [], `${basename(path)}, ${look}, ${state}`);
      const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.equal(isWide, false, `${basename(path)}, ${look}, ${state}: scrolls sideways`);
    }
    await page.close();
  }
}
await browser.close();
