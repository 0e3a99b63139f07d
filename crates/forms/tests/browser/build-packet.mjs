// Makes a packet of the template and data, as the program does, so that the page's script can be tried in a browser
// without building anything. It knows just enough of askama for this template: `for`, `if` of a flag or an option, names with dots,
// `lang.say("…")` and `|safe`.
//
//   node build-packet.mjs DATA.json WORDS.json PAGE.html

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const TEMPLATES = new URL("../../templates/packet/", import.meta.url);

export const read = (name) => readFileSync(new URL(name, TEMPLATES), "utf8");
export const example = () => JSON.parse(read("example.json"));
export const wordsOf = (lang) => JSON.parse(read(`words.${lang}.json`));

const escaped = (text) =>
  String(text ?? "").replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
const sha256 = (text) => createHash("sha256").update(text).digest("base64");
// Nothing in it ends the element that it stands in.
const json = (value) => JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);

// As the program shows texts: without what a browser would obey or hide. Keys are given back as they are.
const printable = (value, name) => {
  if (typeof value === "string") return value.replace(/[\p{Cc}\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/gu, "\ufffd");
  if (value === null || typeof value !== "object" || name === "key") return value;
  if (Array.isArray(value)) return value.map((one) => printable(one));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, printable(one, name)]));
};

export const page = (given, words) => {
  const packet = printable(given);
  const [style, script] = [read("packet.css"), read("packet.js")];
  const plural = new Intl.PluralRules(packet.lang);
  const say = (id, values = {}) =>
    (words[id] ?? words[`${id}-${plural.select(values.count)}`]).replace(/\{([a-z-]+)\}/g, (_, name) => values[name]);
  const day = (date) => (packet.lang === "en" ? date : date.split("-").reverse().join("/"));
  const asked = { "asked-by": packet.asked_by.name, address: packet.asked_by.email };
  const asks = packet.people.flatMap((person) => person.accesses).filter((access) => !access.carried);
  const count = asks.length;
  const findings = (all) => all.map((one) => ({ ...one, word: say(`packet-severity-${one.severity}`) }));
  const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const facts = (...all) => all.filter(Boolean).join(" · ");
  const context = {
    policy: `default-src 'none'; style-src 'sha256-${sha256(style)}'; script-src 'sha256-${sha256(script)}'; base-uri 'none'; form-action 'none'`,
    title: say("packet-title", { title: packet.title, reviewer: packet.reviewer.name }),
    style,
    script,
    sandbox: packet.sandbox,
    company: packet.company,
    heading: packet.title,
    ask: say("packet-ask", {
      ...asked,
      reviewer: packet.reviewer.name,
      count,
      holders: say("packet-holders", { count: packet.people.length }),
      due: day(packet.due),
    }),
    return_to: say(packet.asked_by.email ? "packet-return-to" : "packet-return-to-name", asked),
    unsure: say("packet-help-unsure-answer", asked),
    no_script: say("packet-no-script-how", asked),
    evidence: say("packet-evidence", { run: packet.run.number, ended: day(packet.run.ended), sha256: packet.run.sha256 }),
    words: json(words),
    packet: json(packet),
    people: packet.people.map((person) => ({
      name: person.name,
      about: facts(
        person.left_on && say("packet-left", { day: day(person.left_on) }),
        person.department,
        person.manager && say("packet-manager", { name: person.manager }),
        person.email,
        person.note,
      ),
      findings: findings(person.findings),
      accesses: person.accesses.map((access) => ({
        allows: access.allows,
        place: `${access.service}, ${access.where}`,
        means: access.means,
        about: facts(
          sentence(access.since ? say("packet-since", { day: day(access.since) }) : say("packet-since-unknown")),
          access.granted_by && say("packet-granted-by", { name: access.granted_by }),
        ),
        findings: findings(access.findings),
      })),
    })),
  };
  return render(read("packet.html"), context, (id) => (id === "lang.tag()" ? packet.lang : say(id)));
};

// A piece of the template, with what is between its tags.
const render = (template, context, say) => {
  const pieces = template.split(/(\{%-?.*?-?%\}|\{\{.*?\}\})/s);
  let at = 0;
  const body = (ends) => {
    const made = [];
    for (; at < pieces.length; at += 1) {
      const piece = pieces[at];
      const tag = /^\{%-?\s*(.*?)\s*-?%\}$/s.exec(piece)?.[1];
      if (tag && ends.includes(tag)) return made;
      if (!tag) made.push(piece.startsWith("{{") ? expression(piece.slice(2, -2).trim()) : () => piece);
      else if (tag.startsWith("for ")) made.push(loop(tag));
      else if (tag.startsWith("if ")) made.push(flag(tag));
      else throw new Error(`not known here: ${tag}`);
    }
    return made;
  };
  const all = (parts, values) => parts.map((part) => part(values)).join("");
  const loop = (tag) => {
    const [, name, list] = /^for (\w+) in ([\w.]+)$/.exec(tag);
    at += 1;
    const inner = body(["endfor"]);
    return (values) => look(list, values).map((one) => all(inner, { ...values, [name]: one })).join("");
  };
  const flag = (tag) => {
    const [, name, path] = /^if (?:let Some\((\w+)\) = )?([\w.]+)$/.exec(tag);
    at += 1;
    const inner = body(["endif"]);
    return (values) => (look(path, values) ? all(inner, { ...values, [name]: look(path, values) }) : "");
  };
  const expression = (text) => {
    if (text === "lang.tag()") return () => escaped(say(text));
    const word = /^lang\.say\("([a-z-]+)"\)$/.exec(text)?.[1];
    if (word) return () => escaped(say(word));
    if (text.endsWith("|safe")) return (values) => look(text.slice(0, -5), values);
    return (values) => escaped(look(text, values));
  };
  const look = (path, values) => path.split(".").reduce((value, name) => value[name], values);
  return all(body([]), context);
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [data, words, out] = process.argv.slice(2);
  writeFileSync(out, page(JSON.parse(readFileSync(data, "utf8")), JSON.parse(readFileSync(words, "utf8"))));
}
