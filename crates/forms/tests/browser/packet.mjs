// Tries the packet as a reviewer does, in Chromium: by mouse and by keyboard alone, saved and loaded, refused, narrowed,
// undone, printed, on a phone, without script, with hostile names, with a thousand accesses and with more.
//
//   NODE_PATH=/where/node_modules/is PACKET=target/debug/examples/packet node packet.mjs [FOLDER FOR PICTURES]
//
// `cargo xtask test --browser` runs it. It needs playwright-core and axe-core under NODE_PATH (npm, outside of this
// repository) and Debian's chromium, or another one that CHROMIUM names; PACKET writes the page as the tool does. It asks
// for nothing on the network, and fails when the page does.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const folder = mkdtempSync(join(tmpdir(), "packet-"));
const pictures = process.argv[2];
const DESKTOP = { viewport: { width: 1280, height: 900 }, acceptDownloads: true };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const DARK = { ...DESKTOP, colorScheme: "dark" };
// What Chromium does by itself on the network would be refused, and heard of.
const ARGUMENTS =
  "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ARGUMENTS.split(" "),
});

const written = (name, packet, lang = "pt-BR") => {
  const [data, file] = ["json", "html"].map((ending) => join(folder, `${name}.${ending}`));
  writeFileSync(data, JSON.stringify(packet));
  execFileSync(process.env.PACKET, [data, lang, file], { stdio: "inherit" });
  return pathToFileURL(file).href;
};

const packet = JSON.parse(readFileSync(new URL("example.json", import.meta.url), "utf8"));
const address = written("packet", packet);
const count = packet.people.flatMap((person) => person.accesses).filter((access) => !access.carried).length;

// Opens the page in a profile of its own. Whatever it requests but itself, and whatever goes wrong in it, fails the test.
const open = async (options = DESKTOP, href = address, now = null) => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  if (now) await page.clock.setFixedTime(now);
  const amiss = [];
  page.on("request", (request) => {
    if (request.url() !== href && !request.url().startsWith("blob:")) amiss.push(`requested ${request.url()}`);
  });
  page.on("pageerror", (error) => amiss.push(error.stack));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && amiss.push(message.text()));
  page.on("dialog", (dialog) => (dialog.type() === "beforeunload" ? null : amiss.push(`a dialog: ${dialog.message()}`)));
  await page.goto(href);
  const close = async () => {
    assert.deepEqual(amiss, []);
    await context.close();
  };
  return { page, close };
};

const text = (page, id) => page.locator(`#${id}`).innerText();
const decidedOf = (page) => text(page, "count");
const nth = (page, at) => page.locator(".access").nth(at);
const press = (page, at, decision) => nth(page, at).locator(`.choice .${decision}`).click();

const save = async (page) => {
  const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#save").click()]);
  const file = join(folder, `${Math.random()}-${download.suggestedFilename()}`);
  await download.saveAs(file);
  return { name: download.suggestedFilename(), file, saved: JSON.parse(readFileSync(file, "utf8")) };
};

const load = async (page, name, content) => {
  await page.locator("#file").setInputFiles({ name, mimeType: "application/json", buffer: Buffer.from(content) });
  await page.waitForFunction((name) => document.getElementById("status").textContent.includes(name), name);
  return text(page, "status");
};

const timeless = ({ saved_at, ...rest }) => rest;

const violations = async (page) => {
  // The page's policy lets no other script in; what a debugger evaluates needs no permission.
  await page.evaluate(`${axe};0`);
  const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
};

const picture = async (page, name) => pictures && page.screenshot({ path: join(pictures, `${name}.png`) });

// As many accesses as asked for, of as many people as that takes.
const grown = (size) => {
  const people = [];
  for (let made = 0, round = 0; made < size; round += 1) {
    for (const person of packet.people) {
      const accesses = person.accesses.slice(0, size - made).map((access) => ({ ...access, key: [access.key[0], `${access.key[1]} ${round}`, ...access.key.slice(2)] }));
      if (accesses.length > 0) people.push({ ...person, name: `${person.name} ${round}`, accesses });
      made += accesses.length;
    }
  }
  return { ...packet, people };
};

const tests = {
  async "the first view says who asks, for what, by when and how far it is"() {
    const { page, close } = await open();
    const view = await page.locator("header").innerText();
    for (const said of ["Casa Aurora", "Carla Gestora", `${count} acessos`, "15/12/2026"]) assert.ok(view.includes(said), said);
    assert.equal(await decidedOf(page), `0 de ${count} decididos`);
    assert.ok((await page.locator("#count").boundingBox()).y < 900);
    await picture(page, "first-view");
    await close();
  },

  async "a mouse decides, gives reasons, saves, and the file goes on where it stopped"() {
    const { page, close } = await open();
    await press(page, 7, "keep");
    assert.equal(await decidedOf(page), `1 de ${count} decididos`);
    await press(page, 8, "revoke");
    assert.equal(await decidedOf(page), `1 de ${count} decididos`, "a revocation without a reason is not decided yet");
    await nth(page, 8).locator(".why input").fill("Mudou de equipe");
    assert.equal(await decidedOf(page), `2 de ${count} decididos`);
    await press(page, 0, "keep");
    assert.ok(await nth(page, 0).locator(".why input").isVisible(), "keeping where a finding is high asks for a reason");
    await nth(page, 0).locator(".why input").fill("Encerra contratos até sexta");
    const { name, saved, file } = await save(page);
    assert.match(name, /^decisions-7-otavio\.prova@casa-aurora\.example-\d{4}-\d\d-\d\d-\d{4}\.json$/, "the name tells the newest of several");
    assert.equal(saved.format, "acesso/packet-decisions/1");
    assert.deepEqual(saved.decisions.map(({ decision, reason }) => [decision, reason]), [
      ["keep", "Encerra contratos até sexta"],
      ["keep", null],
      ["revoke", "Mudou de equipe"],
    ]);
    assert.deepEqual(saved.decisions[1].key, packet.people[1].accesses[0].key);
    const again = await open();
    await press(again.page, 7, "revoke");
    const told = await load(again.page, "d.json", readFileSync(file));
    assert.ok(told.startsWith("3 decisões carregadas de d.json. Foi salvo em "), told);
    assert.ok(told.includes("Trocou 1 decisão que havia"), told);
    assert.equal(await decidedOf(again.page), `3 de ${count} decididos`);
    assert.ok((await text(again.page, "rest")).includes("ainda não salvo"), "what was here is in no file");
    await nth(again.page, 8).locator(".why input").fill("Outro motivo");
    assert.ok((await load(again.page, "d.json", readFileSync(file))).includes("Trocou 1 decisão que havia"), "a reason, too");
    const third = await open();
    await load(third.page, "d.json", readFileSync(file));
    assert.match(await text(third.page, "rest"), /salvo às \d\d:\d\d$/, "all that is here is in that file");
    await third.close();
    assert.equal(await nth(again.page, 8).locator(".why input").inputValue(), "Mudou de equipe");
    assert.deepEqual(timeless((await save(again.page)).saved), timeless(saved));
    await again.close();
    await close();
  },

  async "what is clicked and typed is saved, to the last byte"() {
    const now = new Date("2026-11-28T15:04:05Z");
    const { page, close } = await open({ ...DESKTOP, timezoneId: "America/Sao_Paulo" }, address, now);
    await page.locator("#keep-unchanged").click();
    await press(page, 0, "revoke");
    await page.keyboard.type('Saiu em maio; "conta" < ativa >');
    await page.keyboard.press("Enter");
    await page.keyboard.press("2");
    await page.keyboard.type("só consulta — até março");
    await page.keyboard.press("Enter");
    await page.keyboard.press("1");
    await page.keyboard.type("Fecha o trimestre");
    await press(page, 8, "keep");
    await press(page, 9, "change");
    await press(page, 9, "change");
    const { file } = await save(page);
    const expected = new URL("decisions.json", import.meta.url);
    if (process.env.RENEW) writeFileSync(expected, readFileSync(file));
    assert.equal(readFileSync(file, "utf8"), readFileSync(expected, "utf8"), "set RENEW to write decisions.json anew");
    await close();
  },

  async "everything is decided with the keyboard alone, and nothing traps it"() {
    const { page, close } = await open();
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    await page.keyboard.press("Enter");
    for (let tabs = 0; tabs < 60; tabs += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => document.activeElement.matches("[data-decision]"))) break;
    }
    for (let asked = 0; asked < count; asked += 1) {
      const open = await page.evaluate(() => document.activeElement.matches("[data-decision]"));
      assert.ok(open, `access ${asked} has the focus`);
      await page.keyboard.press(String(1 + (asked % 3)));
      if (await page.evaluate(() => document.activeElement.matches("[data-reason]"))) {
        await page.keyboard.type(`motivo ${asked}`);
        await page.keyboard.press("Enter");
      }
      const isInSight = await page.evaluate(() => {
        const { top, bottom } = document.activeElement.getBoundingClientRect();
        const bar = document.querySelector(".bar");
        return bottom <= innerHeight && (top >= bar.getBoundingClientRect().bottom || bar.contains(document.activeElement));
      });
      assert.ok(isInSight, `what has the focus after access ${asked} is in sight`);
    }
    assert.equal(await decidedOf(page), `${count} de ${count} decididos`);
    assert.equal(await page.evaluate(() => document.activeElement.id), "save");
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
    const file = join(folder, "keyboard.json");
    await download.saveAs(file);
    const { decisions } = JSON.parse(readFileSync(file, "utf8"));
    assert.equal(decisions.length, count);
    assert.ok(decisions.every(({ decision, reason }) => decision === "keep" || reason));
    assert.ok((await text(page, "status")).includes("Carla Gestora"));
    await picture(page, "all-decided");
    // From the start to the end of the page by Tab, and out of it.
    await page.evaluate(() => document.activeElement.blur());
    const seen = new Set();
    for (let tabs = 0; tabs < 400; tabs += 1) {
      await page.keyboard.press("Tab");
      const at = await page.evaluate(() => {
        const all = [...document.querySelectorAll("*")];
        return document.activeElement === document.body ? -1 : all.indexOf(document.activeElement);
      });
      if (seen.has(at)) break;
      seen.add(at);
    }
    assert.ok(seen.size > count && seen.size < 400, `${seen.size} stops, then around`);
    await close();
  },

  async "arrows go between buttons and accesses, and Ctrl+Z undoes"() {
    const { page, close } = await open();
    await nth(page, 7).locator(".keep").focus();
    await page.keyboard.press("ArrowDown");
    assert.ok(await nth(page, 8).locator(".keep").evaluate((one) => one === document.activeElement));
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Space");
    assert.ok(await nth(page, 8).locator(".why input").evaluate((one) => one === document.activeElement));
    await page.keyboard.type("outro perfil");
    await page.keyboard.press("Escape");
    assert.ok(await nth(page, 8).locator(".change").evaluate((one) => one === document.activeElement));
    await page.keyboard.press("Control+z");
    assert.equal(await nth(page, 8).locator(".why input").inputValue(), "", "a reason is one step");
    await page.keyboard.press("Control+z");
    assert.equal(await nth(page, 8).locator("[aria-pressed=true]").count(), 0);
    assert.ok(await page.locator("#undo").isDisabled());
    await press(page, 8, "revoke");
    await page.keyboard.type("saiu");
    await press(page, 8, "keep");
    assert.equal((await save(page)).saved.decisions[0].reason, null, "the reason of another decision is not said of this one");
    await press(page, 8, "change");
    assert.equal(await nth(page, 8).locator(".why input").inputValue(), "", "nor taken for the reason to change");
    await press(page, 8, "revoke");
    assert.equal(await nth(page, 8).locator(".why input").inputValue(), "saiu", "whoever comes back finds it again");
    await press(page, 8, "revoke");
    await press(page, 8, "revoke");
    assert.equal(await nth(page, 8).locator(".why input").inputValue(), "", "what is lacking is not on the screen");
    await press(page, 8, "keep");
    await press(page, 8, "keep");
    assert.equal(await decidedOf(page), `0 de ${count} decididos`, "pressing it again takes it back");
    await close();
  },

  async "a card is decided at once, with one reason, and what was decided before stays"() {
    const { page, close } = await open();
    const card = page.locator(".person").nth(0);
    await press(page, 2, "change");
    await nth(page, 2).locator(".why input").fill("só desta empresa");
    await card.locator("[data-all=revoke]").click();
    await card.locator("[data-shared]").fill("Saiu em maio de 2025");
    await page.keyboard.press("Enter");
    assert.equal(await decidedOf(page), `7 de ${count} decididos`);
    assert.ok((await text(page, "status")).startsWith("Motivo aplicado a 6 acessos de "));
    const { saved } = await save(page);
    assert.deepEqual(saved.decisions.map((one) => one.decision), ["revoke", "revoke", "change", "revoke", "revoke", "revoke", "revoke"]);
    assert.equal(saved.decisions[2].reason, "só desta empresa");
    assert.equal(saved.decisions[6].reason, "Saiu em maio de 2025");
    await card.locator("[data-all=change]").click();
    assert.ok((await text(page, "status")).includes("Trocou 6 decisões que havia"), "nobody loses decisions without a word");
    await page.locator("#undo").click();
    assert.equal(await card.locator(".revoke[aria-pressed=true]").count(), 6);
    await close();
  },

  async "what somebody narrowed to stays, and nobody is called done who isn't"() {
    const { page, close } = await open();
    const person = packet.people[0];
    await page.locator("#search").fill(`${person.name} ${person.accesses[0].allows}`);
    const [shown, card] = [page.locator(".access"), page.locator(".person").first()];
    assert.ok((await shown.count()) < person.accesses.length);
    for (let at = 0; at < (await shown.count()); at += 1) {
      await shown.nth(at).locator(".revoke").click();
      await page.keyboard.press("Enter");
      assert.ok((await text(page, "status")).includes("motivo é obrigatório"));
      assert.ok(await shown.nth(at).locator(".why input").evaluate((one) => one === document.activeElement), "it waits for the reason");
      await page.keyboard.type("Saiu");
    }
    await page.keyboard.press("Enter");
    assert.ok((await text(page, "status")).includes("Tudo o que está à vista está decidido"));
    assert.equal(await page.locator("#search").inputValue(), `${person.name} ${person.accesses[0].allows}`);
    assert.ok(!(await card.evaluate((one) => one.classList.contains("is-done"))), "others of theirs are not decided");
    await page.locator("#next").click();
    assert.equal(await page.locator("#search").inputValue(), "");
    await close();
  },

  async "what is told covers nothing that is used, and can be closed"() {
    for (const options of [DESKTOP, PHONE]) {
      const { page, close } = await open(options);
      await press(page, 7, "keep");
      await save(page);
      const overlap = await page.evaluate(() => {
        const [told, ...used] = ["told", "filters", "save"].map((id) => document.getElementById(id).getBoundingClientRect());
        return used.some((one) => one.bottom > told.top && one.top < told.bottom);
      });
      assert.equal(overlap, false);
      await page.locator("#dismiss").click();
      assert.equal(await text(page, "status"), "");
      assert.ok(await page.locator("#dismiss").isHidden());
      await close();
    }
  },

  async "the end counts what was decided, says whether it is saved, and shows what is to change"() {
    const { page, close } = await open();
    assert.ok(await page.locator("[data-filter=to-do]").isHidden());
    await page.locator(".person").nth(0).locator("[data-all=revoke]").click();
    assert.ok((await text(page, "status")).includes("Faltam 7 motivos."));
    await save(page);
    assert.ok((await text(page, "status")).includes("Em 7 deles só falta o motivo."), "saved is not decided");
    await page.locator("#next").click();
    assert.equal(await page.evaluate(() => document.activeElement.closest("[data-at]").dataset.at), "0", "with what lacks a reason");
    await page.locator(".person").nth(0).locator("[data-shared]").fill("Saiu");
    await page.keyboard.press("Enter");
    for (let left = 0; left < 100 && (await page.locator("#next").isEnabled()); left += 1) {
      await page.locator("#next").click();
      if (!(await page.evaluate(() => document.activeElement.matches("[data-decision]")))) await page.keyboard.type("Fica");
      else await page.keyboard.press("1");
    }
    const end = () => text(page, "end-what");
    assert.equal(await end(), `Está tudo decidido. Salve e envie o arquivo a Carla Gestora. Manter ${count - 7}, alterar 0, revogar 7.`);
    await save(page);
    assert.ok((await end()).startsWith("Está tudo decidido e salvo. Envie o arquivo salvo a Carla Gestora."));
    assert.match(await text(page, "rest"), /salvo às \d\d:\d\d$/);
    await page.locator("[data-filter=to-do]").click();
    assert.equal(await page.locator(".access").count(), 7);
    await close();
  },

  async "what is unchanged is kept in one action that names its number, and can be undone"() {
    const { page, close } = await open();
    const named = Number(/\d+/.exec(await text(page, "keep-unchanged"))[0]);
    assert.ok((await text(page, "once-what")).includes("20/09/2026"));
    await page.locator("#see-unchanged").click();
    assert.equal(await page.locator(".access").count(), named);
    await page.locator("#clear").click();
    await page.locator("#keep-unchanged").click();
    assert.equal(await decidedOf(page), `${named} de ${count} decididos`);
    assert.ok(await page.locator("#once").isHidden());
    const { saved } = await save(page);
    assert.ok(saved.decisions.every((one) => one.decision === "keep"));
    await page.locator("#undo").click();
    assert.equal(await decidedOf(page), `0 de ${count} decididos`);
    await close();
  },

  async "accesses are narrowed, and what is decided does not jump away"() {
    const { page, close } = await open();
    const shows = () => page.locator(".access").count();
    await page.locator("[data-filter=undecided]").click();
    assert.equal(await shows(), count);
    await press(page, 7, "keep");
    assert.equal(await shows(), count);
    await page.locator("[data-filter=undecided]").click();
    assert.equal(await shows(), count - 1);
    await page.locator("[data-filter=new-or-changed]").click();
    assert.equal(await shows(), 12);
    await page.locator("#service").selectOption("Base39");
    assert.ok((await shows()) < 12);
    await page.locator("#clear").click();
    await page.locator("#search").fill("icaro relatorios");
    assert.ok((await shows()) >= 1 && (await page.locator(".person").count()) === 1, "accents don't matter");
    await page.locator("#search").fill("zzz");
    assert.ok((await text(page, "shown")).includes("Nada encontrado"));
    await close();
  },

  async "a file of another run, reviewer or page is refused by name, and changes nothing"() {
    const { page, close } = await open();
    await press(page, 7, "keep");
    const { saved } = await save(page);
    const refused = async (name, change, said) => {
      const told = await load(page, name, typeof change === "string" ? change : JSON.stringify({ ...saved, ...change }));
      assert.ok(told.includes("não foi carregado") && said.every((one) => told.includes(one)), told);
      assert.equal(await decidedOf(page), `1 de ${count} decididos`);
    };
    await refused("a.json", { run: 6 }, ["leitura 6", "leitura 7"]);
    await refused("b.json", { reviewer: "outra@casa-aurora.example" }, ["outra@casa-aurora.example", packet.reviewer.email]);
    await refused("c.json", { rows_sha256: "0" }, ["outros acessos"]);
    await refused("d.json", { run_sha256: "0" }, ["dados da leitura 7"]);
    await refused("e.json", { decisions: [{ ...saved.decisions[0], key: ["x", "y"] }] }, ["x y"]);
    await refused("f.json", { decisions: [saved.decisions[0], { ...saved.decisions[0], decision: "<b>" }] }, ["<b>"]);
    await refused("g.json", { format: "acesso/packet/1" }, []);
    await refused("h.json", "{", []);
    await refused("i.json", "null", []);
    await refused("j.json", { decisions: [null] }, []);
    await picture(page, "refused");
    await close();
  },

  async "closing warns while work is unsaved, and only then"() {
    const { page, close } = await open();
    const warns = async () => {
      let asked = false;
      page.once("dialog", (dialog) => ((asked = dialog.type() === "beforeunload"), dialog.accept()));
      await page.reload();
      page.removeAllListeners("dialog");
      return asked;
    };
    assert.equal(await warns(), false);
    await press(page, 7, "keep");
    assert.equal(await warns(), true);
    await press(page, 7, "keep");
    await save(page);
    assert.equal(await warns(), false);
    await close();
  },

  async "hostile names stay text"() {
    const { page, close } = await open();
    assert.equal(await page.locator("#people script, #people img, #people b, #people a").count(), 0);
    const shown = await page.locator("#people").textContent();
    const hostile = ["<script>alert(1)</script>", "<b>Vendas</b>", "</script><script>alert(4)</script>", "<img src=x onerror=alert(3)>"];
    for (const name of [...hostile, "مريم التجربة"]) {
      assert.ok(shown.includes(name), name);
    }
    assert.ok(shown.includes("chave de API integrador-erp"));
    await close();
    const still = await open({ ...DESKTOP, javaScriptEnabled: false });
    assert.ok((await still.page.locator("#plain").textContent()).includes("<script>alert(1)</script>"));
    assert.equal(await still.page.locator("#plain script, #plain img").count(), 0);
    await still.close();
  },

  async "without script every access can be read, and the spreadsheet is named"() {
    const { page, close } = await open({ ...PHONE, javaScriptEnabled: false });
    assert.equal(await page.locator("#plain .access").count(), packet.people.flatMap((person) => person.accesses).length);
    assert.ok((await text(page, "plain")).includes("planilha"));
    assert.ok(await page.locator("#app").isHidden());
    await picture(page, "no-script");
    await close();
  },

  async "axe-core finds nothing: light, dark, phone, in both languages, before and after"() {
    const english = written("english", packet, "en");
    const looks = [
      ["light", DESKTOP, address],
      ["dark", DARK, address],
      ["phone", PHONE, address],
      ["phone-dark", { ...PHONE, colorScheme: "dark" }, address],
      ["english", DESKTOP, english],
    ];
    for (const [name, options, href] of looks) {
      const { page, close } = await open(options, href);
      assert.deepEqual(await violations(page), [], `${name}, untouched`);
      await page.locator(".help summary").click();
      for (const [at, decision] of [[0, "keep"], [1, "revoke"], [7, "keep"], [8, "change"], [9, "revoke"]]) await press(page, at, decision);
      await page.locator("[data-filter=with-findings]").click();
      assert.deepEqual(await violations(page), [], `${name}, at work`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, `${name} scrolls sideways`);
      await load(page, "other.json", "{}");
      assert.deepEqual(await violations(page), [], `${name}, told why a file is refused`);
      await picture(page, name);
      await close();
    }
    const still = await open(PHONE);
    await picture(still.page, "phone-first-view");
    await still.close();
  },

  async "paper shows everything with its decision, whatever is in view"() {
    const { page, close } = await open();
    await press(page, 8, "revoke");
    await nth(page, 8).locator(".why input").fill("Mudou de equipe");
    await page.locator("#search").fill("Helena");
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    const printed = await text(page, "people");
    assert.equal(await page.locator(".access").count(), 60);
    assert.ok(printed.includes("Decisão: revogar. Motivo: Mudou de equipe") && printed.includes("Sem decisão"));
    assert.ok(await page.locator(".actions").isHidden());
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    await page.emulateMedia({ media: null });
    assert.equal(await page.locator(".access").count(), 9);
    if (pictures) await page.pdf({ path: join(pictures, "packet.pdf"), format: "A4" });
    await close();
  },

  async "a thousand accesses open in two seconds, and decide at once"() {
    const href = written("thousand", grown(1000));
    const isThere = () => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))));
    let [{ page, close }, took] = [await open(DESKTOP, href), Infinity];
    // What else the machine does only makes it slower: the quickest of three is what the page takes.
    for (let tries = 0; tries < 3 && took > 1900; tries += 1) {
      if (tries > 0) await page.reload();
      took = Math.min(took, await page.evaluate(isThere));
    }
    assert.equal(await page.locator(".access").count(), 1000);
    assert.ok(took < 2000, `${took} ms`);
    const times = await page.evaluate(async () => {
      const timed = async (work) => {
        const began = performance.now();
        work();
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        return Math.round(performance.now() - began);
      };
      const one = await timed(() => document.querySelectorAll(".access .keep")[500].click());
      const all = await timed(() => document.getElementById("keep-unchanged").click());
      const search = document.getElementById("search");
      search.value = "a";
      return { one, all, search: await timed(() => search.dispatchEvent(new Event("input", { bubbles: true }))) };
    });
    const { one, all, search } = times;
    console.log(`  1,000 accesses open in ${Math.round(took)} ms; a decision ${one} ms, the unchanged ${all} ms, a search ${search} ms`);
    assert.ok(times.one < 500 && times.all < 1000 && times.search < 1000, JSON.stringify(times));
    await close();
  },

  async "above a thousand it pages, and goes on to the next page"() {
    const { page, close } = await open(DESKTOP, written("more", grown(2500)));
    assert.equal(await page.locator(".access").count(), 1000);
    assert.ok((await text(page, "page")).includes("1 de 3"));
    await page.locator("#page-on").click();
    await page.locator("#page-on").click();
    assert.equal(await page.locator(".access").count(), 500);
    await press(page, 499, "keep");
    await page.locator("#next").click();
    assert.ok((await text(page, "page")).includes("1 de 3"), "the next to decide is on the first page");
    const { saved } = await save(page);
    assert.equal(saved.decisions.length, 1);
    await close();
  },

  async "what is carried is counted apart, and saved only where it is decided anew"() {
    const { page, close } = await open();
    const carried = packet.people.flatMap((person) => person.accesses).findIndex((access) => access.carried);
    const { number } = packet.people.flatMap((person) => person.accesses)[carried].carried;
    assert.notEqual(number, packet.signed.number);
    assert.ok((await nth(page, carried).innerText()).includes(`mantido pela assinatura ${number}`), "the signature that it is of");
    await press(page, 7, "keep");
    assert.equal((await save(page)).saved.decisions.length, 1);
    assert.ok((await text(page, "status")).includes(`Falta decidir ${count - 1} acessos`));
    await press(page, carried, "change");
    assert.equal(await text(page, "status"), "", "what was said about the file is no longer so");
    await page.keyboard.type("só leitura");
    assert.equal(await decidedOf(page), `2 de ${count + 1} decididos`);
    const [download] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Control+s")]);
    assert.ok(download.suggestedFilename().startsWith("decisions-7-"));
    await close();
  },

  async "*next* leaves alone what is left for later"() {
    const { page, close } = await open();
    const at = () => page.evaluate(() => Number(document.activeElement.closest("[data-at]").dataset.at));
    await page.locator("#next").click();
    assert.equal(await at(), 0);
    await page.locator("#next").click();
    assert.equal(await at(), 1);
    await page.keyboard.press("1");
    await page.keyboard.type("ainda em uso");
    await page.keyboard.press("Enter");
    assert.equal(await at(), 2);
    await close();
  },

  async "a first review names nothing new, and offers nothing to keep unseen"() {
    const { page, close } = await open(DESKTOP, written("first", { ...packet, signed: null }));
    assert.ok(await page.locator("#once").isHidden());
    assert.equal(await page.locator("[data-filter=new-or-changed], .news").count(), 0);
    await close();
  },
};

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    await test();
    console.log(`ok    ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILS ${name}\n${error.stack}`);
  }
}
await browser.close();
rmSync(folder, { recursive: true });
process.exitCode = failed === 0 ? 0 : 1;
