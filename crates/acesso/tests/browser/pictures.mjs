// Makes the pictures of the documents: decides in packets as reviewers would, and shows pages, a screen and a printed spreadsheet.
//
//   NODE_PATH=/where/node_modules/is node pictures.mjs decide LANG FOLDER-WITH-PACKETS FOLDER-FOR-WHAT-THEY-SAVE [REVIEWER…]
//   NODE_PATH=/where/node_modules/is node pictures.mjs show LANG FOLDER-WITH-WHAT-IS-SHOWN FOLDER-FOR-PICTURES
//
// What is shown: packet.html, report.html, status.txt, and review.xlsx, which LibreOffice prints. EXPORT.md says how it is run.

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { chromium } = createRequire(import.meta.url)("playwright-core");
const [task, lang, from, to, ...reviewers] = process.argv.slice(2);
const ARGUMENTS =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
const HERE = { locale: lang, timezoneId: "America/Sao_Paulo", acceptDownloads: true };
const PHONE = { viewport: { width: 390, height: 800 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const REASONS = {
  en: { revoke: "moved to another team in August", keep: "closes the contracts of the quarter" },
  "pt-BR": { revoke: "mudou de equipe em agosto", keep: "encerra os contratos do trimestre" },
};

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGUMENTS.split(" ") });

const open = async (path, options) => {
  const page = await (await browser.newContext({ ...HERE, ...options })).newPage();
  if (path) await page.goto(pathToFileURL(path).href);
  return page;
};

const tall = (height) => ({ viewport: { width: 1200, height } });

// ---- Deciding ------------------------------------------------------------------------------------------------------

const isReason = (page) => page.evaluate(() => document.activeElement.matches("[data-reason]"));

// One in seven goes, and all else stays; with a reason where one is asked for.
const decide = async (page, count) => {
  await page.locator("#next").press("Enter");
  for (let at = 0; at < count; at += 1) {
    const decision = at % 7 === 2 ? "revoke" : "keep";
    await page.keyboard.press(decision === "revoke" ? "3" : "1");
    if (!(await isReason(page))) continue;
    await page.keyboard.type(REASONS[lang][decision]);
    await page.keyboard.press("Enter");
  }
};

const decideIn = async (name) => {
  const page = await open(join(from, name));
  await decide(page, await page.locator(".access").count());
  const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Control+s")]);
  await download.saveAs(join(to, download.suggestedFilename()));
};

const decideInAll = async () => {
  const isWanted = (name) => reviewers.length === 0 || reviewers.some((reviewer) => name.includes(reviewer));
  for (const name of readdirSync(from).filter((name) => name.endsWith(".html") && isWanted(name))) await decideIn(name);
};

// ---- Showing -------------------------------------------------------------------------------------------------------

// In few colours, a picture is a third as large.
const keep = (name, picture) => {
  const path = join(to, `${name}.${lang}.png`);
  execFileSync("pngquant", ["--force", "--speed", "1", "--output", path, "128", "-"], { input: picture });
};

const showPacket = async () => {
  const page = await open(join(from, "packet.html"), tall(1240));
  await decide(page, 3);
  await page.evaluate(() => scrollTo(0, 0));
  keep("packet", await page.screenshot());
};

const showPacketOnAPhone = async () => {
  const page = await open(join(from, "packet.html"), PHONE);
  await decide(page, 3);
  await page.evaluate(() => {
    document.activeElement.blur();
    const bar = document.querySelector(".bar").offsetHeight;
    scrollTo(0, document.querySelector(".person").getBoundingClientRect().top + scrollY - bar);
  });
  keep("packet-phone", await page.screenshot());
};

const showReport = async () => {
  const page = await open(join(from, "report.html"), tall(1390));
  keep("report", await page.screenshot());
};

// As a terminal of eighty columns shows it.
const showStatus = async () => {
  const page = await open(null, tall(200));
  await page.setContent(`<!doctype html><style>
    body { margin: 0; padding: 32px; background: #14181d; color: #e5e9ec; }
    pre { margin: 0; font: 22px/1.4 "DejaVu Sans Mono", monospace; }
    b { color: #7fcb9d; }
  </style><pre><b>$</b> acesso status --sandbox\n</pre>`);
  const text = readFileSync(join(from, "status.txt"), "utf8");
  await page.evaluate((text) => document.querySelector("pre").append(text.trimEnd()), text);
  keep("status", await page.screenshot({ fullPage: true }));
};

// The upper part of the first sheet, as it is printed.
const showSpreadsheet = () => {
  const office = ["--headless", `-env:UserInstallation=${pathToFileURL(join(from, "office")).href}`];
  execFileSync("soffice", [...office, "--convert-to", "pdf", "--outdir", from, join(from, "review.xlsx")], { stdio: "ignore" });
  const page = ["-png", "-singlefile", "-f", "1", "-scale-to-x", "1600", "-scale-to-y", "-1", "-x", "0", "-y", "30", "-W", "1600", "-H", "760"];
  keep("spreadsheet", execFileSync("pdftoppm", [...page, join(from, "review.pdf")], { maxBuffer: 1e8 }));
};

const showAll = async () => {
  await showPacket();
  await showPacketOnAPhone();
  await showReport();
  await showStatus();
  showSpreadsheet();
};

await (task === "decide" ? decideInAll() : showAll());
await browser.close();
