// Decides in three packets of a campaign as three reviewers would: by keyboard, by mouse, and a person at a time.
//
//   NODE_PATH=/where/node_modules/is node packets.mjs FOLDER WITH PACKETS, FOLDER FOR WHAT THEY SAVE
//
// `cargo xtask test --browser` runs it. The clock stands still, so that what is saved is the same to the last byte.

import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { chromium } = createRequire(import.meta.url)("playwright-core");
const [packets, out] = process.argv.slice(2);
const NOW = new Date("2026-07-02T15:04:05Z");
const ARGUMENTS =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

// One in four goes, one in seven is to be something else.
const digit = (at) => (at % 4 === 3 ? "3" : at % 7 === 6 ? "2" : "1");
const reason = (at) => `não precisa disso no trabalho de hoje (${at + 1})`;

const isReason = (page) => page.evaluate(() => document.activeElement.matches("[data-reason]"));

const byKeyboard = async (page) => {
  await page.locator("#next").press("Enter");
  for (let at = 0; at < (await page.locator(".access").count()); at += 1) {
    await page.keyboard.press(digit(at));
    if (await isReason(page)) {
      await page.keyboard.type(reason(at));
      await page.keyboard.press("Enter");
    }
  }
};

const byMouse = async (page) => {
  for (let at = 0; at < (await page.locator(".access").count()); at += 1) {
    const access = page.locator(".access").nth(at);
    await access.locator(".choice button").nth(Number(digit(at)) - 1).click();
    if (await isReason(page)) await access.locator("[data-reason]").fill(reason(at));
  }
};

// All of each person stays, but for the first access that there is.
const byCard = async (page) => {
  for (let at = 0; at < (await page.locator(".person").count()); at += 1) {
    const keep = page.locator(".person").nth(at).locator("[data-all=keep]");
    if (await keep.isVisible()) await keep.click();
    else await page.locator(".person").nth(at).locator(".choice .keep").click();
    for (const input of await page.locator(".person").nth(at).locator("[data-reason]:visible").all()) await input.fill("fica até dezembro");
  }
  await page.locator(".access").first().locator(".revoke").click();
  await page.keyboard.type("Mudou de equipe");
};

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGUMENTS.split(" ") });
for (const [reviewer, decide] of [["p02", byKeyboard], ["p03", byMouse], ["p04", byCard]]) {
  const page = await browser.newPage({ timezoneId: "America/Sao_Paulo", acceptDownloads: true });
  page.setDefaultTimeout(10_000);
  await page.clock.setFixedTime(NOW);
  await page.goto(pathToFileURL(join(packets, `packet-1-${reviewer}@casa-aurora.example.html`)).href);
  await decide(page);
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Control+s")]);
  await download.saveAs(join(out, download.suggestedFilename()));
  await page.close();
}
await browser.close();
