"use strict";

// The packet: the accesses of one reviewer, and their decisions, in a page that needs no network. Without this script the
// page shows the accesses and names the spreadsheet; with it, they can be decided, and the decisions saved to a file.
//
// What it shows stands in `<script type="application/json" id="packet">`, dates as yyyy-mm-dd, "?" where null may stand:
//   { "format": "acesso/packet/1", "lang": "pt-BR", "sandbox": false, "company"?, "title",
//     "asked_by": { "name", "email"? }, "due", "run": { "number", "sha256", "ended" },
//     "reviewer": { "name", "email" }, "rows_sha256", "signed"?: { "number", "on" },     the last signed review, if any
//     "people": [{ "name", "email"?, "department"?, "manager"?, "left_on"?, "status"?, "note"?,
//                  "findings": [{ "severity": "high|medium|low|info", "text" }],
//                  "accesses": [{ "key": [text…],        what says which access it is: given back as it is, never shown
//                                 "service", "where", "allows", "means"?, "permission", "since"?, "granted_by"?,
//                                 "state": "new|changed|unchanged|unknown", "changed"?,          what changed, in words
//                                 "carried"?: { "number", "on" },     the signed review that kept it: it is not asked again
//                                 "last"?: { "decision", "by", "on" }, "findings": […] }] }] }
// All texts but keys come without control characters and marks that turn the direction of writing.
// Keys and unattributed accesses stand among the people: "name" says what they are, "note" why nobody's name is there.
// `<script type="application/json" id="words">` holds the words of the page by their id. A word that depends on a count
// has an id that ends in "-one" and another that ends in "-other"; "{name}" is filled in here.
//
// What it saves, as decisions-RUN-REVIEWER-TIME.json. A reason is null where none is given, even where one is required: half
// the work can be saved too. Accesses that are carried and not decided anew are not in it.
//   { "format": "acesso/packet-decisions/1", "run", "run_sha256", "reviewer", "rows_sha256", "saved_at",
//     "decisions": [{ "key", "decision": "keep|change|revoke", "reason"?, "decided_on" }] }
(() => {
  const DECISIONS = ["keep", "change", "revoke"];
  const SEVERITIES = ["high", "medium", "low", "info"];
  // A browser lays out so many at once without making anybody wait.
  const MOST_ON_A_PAGE = 1000;
  const LONGEST_REASON = 500;

  const byId = (id) => document.getElementById(id);
  const packet = JSON.parse(byId("packet").textContent);
  const words = JSON.parse(byId("words").textContent);

  // ---- Words -------------------------------------------------------------------------------------------------------

  const numbers = new Intl.NumberFormat(packet.lang);
  // As the rest of the tool: Brazilians write "0 acessos", which CLDR's rule for Portugal has, and the one for Brazil has not.
  const plurals = new Intl.PluralRules(packet.lang === "pt-BR" ? "pt-PT" : packet.lang);

  // Names may be written from right to left: isolated, they leave the order of the sentence around them alone.
  const isolated = (text) => (/[\u0590-\u08ff\u200e\u200f\u202a-\u202e\ufb1d-\ufefc]/.test(text) ? `\u2068${text}\u2069` : text);
  const shown = (value) => (typeof value === "number" ? numbers.format(value) : isolated(String(value)));

  const say = (id, values = {}) => {
    const text = words[id] ?? words[`${id}-${plurals.select(values.count)}`] ?? words[`${id}-other`];
    return text.replace(/\{([a-z-]+)\}/g, (_, name) => shown(values[name]));
  };

  // As the rest of the tool writes dates; a text that is none is shown as it is.
  const day = (date) => (packet.lang === "pt-BR" && /^\d{4}-\d\d-\d\d$/.test(date) ? date.split("-").reverse().join("/") : date);

  const two = (part) => String(part).padStart(2, "0");
  const dateOf = (moment) => `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  const timeOf = (moment) => `${two(moment.getHours())}:${two(moment.getMinutes())}`;
  const today = () => dateOf(new Date());

  const sentence = (text) => text.charAt(0).toLocaleUpperCase(packet.lang) + text.slice(1);
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  // ---- Elements ----------------------------------------------------------------------------------------------------

  // Children that are text become text nodes: whatever a service calls its people, none of it becomes an element.
  const make = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
    return made;
  };

  const button = (text, attributes) => make("button", { type: "button", ...attributes }, text);

  // Facts in a row, a dot between them. What is no element is a text of somebody else's.
  const facts = (...all) => {
    const given = all.filter(Boolean).map((fact) => (typeof fact === "string" ? make("bdi", {}, fact) : fact));
    return given.flatMap((fact, at) => (at === 0 ? [fact] : [" · ", fact]));
  };

  // ---- Accesses and what is decided about them ---------------------------------------------------------------------

  const idOf = (key) => JSON.stringify(key);
  const isGrave = (finding) => finding.severity === "high";

  const entries = packet.people.flatMap((person) =>
    person.accesses.map((access) => {
      const findings = [...person.findings, ...access.findings];
      return { id: idOf(access.key), person, access, findings, isHigh: findings.some(isGrave) };
    }),
  );
  entries.forEach((entry, at) => (entry.at = at));
  const entryOf = new Map(entries.map((entry) => [entry.id, entry]));

  const decided = new Map();
  const steps = [];
  let isUnsaved = false;
  let savedAt = null;

  const decisionOn = (entry) => decided.get(entry.id)?.decision ?? null;
  const needsReason = (entry) => ["change", "revoke"].includes(decisionOn(entry)) || (decisionOn(entry) === "keep" && entry.isHigh);
  // A dash is no reason, here as where the file is taken.
  const saysSomething = (reason) => /[\p{L}\p{N}]/u.test(reason ?? "");
  const lacksReason = (entry) => needsReason(entry) && !saysSomething(decided.get(entry.id).reason);
  const reasonOf = (entry) => (needsReason(entry) ? decided.get(entry.id).reason : null);
  const isCarried = (entry) => entry.access.carried && !decisionOn(entry);
  const isDecided = (entry) => decisionOn(entry) !== null && !lacksReason(entry);
  const isOpen = (entry) => !isDecided(entry) && !isCarried(entry);
  const hasChanged = (entry) => packet.signed !== null && entry.access.state !== "unchanged";

  // What nobody has to think about twice: kept in a signed review, not changed since, and nothing found.
  const canBeKeptUnseen = (entry) =>
    packet.signed !== null &&
    entry.access.state === "unchanged" &&
    entry.access.last?.decision === "keep" &&
    entry.findings.length === 0 &&
    decisionOn(entry) === null &&
    !entry.access.carried;

  // Every change goes through here, so that every change can be undone and none is lost unsaved.
  const change = (what, changes) => {
    const before = changes.map(([entry]) => [entry, decided.get(entry.id)]);
    steps.push({ what, before });
    put(changes);
    // What was said about the step before is no longer so.
    tell(end());
  };

  const end = () => (entries.some(isOpen) ? "" : say("packet-end-none", askedBy()));

  const put = (changes) => {
    for (const [entry, decision] of changes) {
      if (decision) decided.set(entry.id, decision);
      else decided.delete(entry.id);
    }
    isUnsaved = true;
    for (const [entry] of changes) {
      showDecision(entry);
      showReason(entry);
    }
    for (const person of new Set(changes.map(([entry]) => entry.person))) showCard(person);
    showProgress();
  };

  const decide = (chosen, decision, what) => {
    change(what, chosen.map((entry) => [entry, made(entry, decision)]));
  };

  // What was written for another decision is kept for whoever comes back to it, but not said of this one.
  const made = (entry, decision) => {
    const before = decided.get(entry.id);
    const written = before ? { ...before.written, [before.decision]: before.reason } : {};
    return { decision, reason: written[decision] ?? null, decided_on: today(), written };
  };

  // Of many at once it is told what became of them, and what was there before.
  const decideMany = (chosen, decision, what) => {
    const replaced = chosen.filter((entry) => ![null, decision].includes(decisionOn(entry))).length;
    decide(chosen, decision, what);
    tell(sentences(sentence(`${what}.`), toldReplaced(replaced), toldLacking(chosen), end()));
  };

  const decideOne = (entry, decision) => decide([entry], decision, say("packet-did-one", { decision: wordOf(decision), ...named(entry) }));

  const wordOf = (decision) => say(`packet-${decision}`).toLowerCase();
  const named = ({ access, person }) => ({ allows: access.allows, name: person.name });
  const sentences = (...all) => all.filter(Boolean).join(" ");
  const toldReplaced = (count) => count > 0 && say("packet-replaced", { count });
  const toldLacking = (chosen) => {
    const count = chosen.filter(lacksReason).length;
    return count > 0 && sentence(`${say("packet-reasons", { count })}.`);
  };

  const withdraw = (entry) => change(say("packet-did-withdraw", named(entry)), [[entry, undefined]]);

  // A reason is one step, however many letters it has.
  const giveReason = (entry, text) => {
    const reason = text.trim() === "" ? null : text.trim();
    const changes = [[entry, { ...decided.get(entry.id), reason }]];
    const last = steps.at(-1);
    if (last?.reasonOf === entry) put(changes);
    else {
      change(say("packet-did-reason", named(entry)), changes);
      steps.at(-1).reasonOf = entry;
    }
  };

  const undo = () => {
    const step = steps.pop();
    if (!step) return tell(say("packet-nothing-to-undo"));
    put(step.before);
    tell(say("packet-undone", { what: step.what }));
    if (step.before.length > 1) return;
    const [[entry]] = step.before;
    bringIntoView(entry);
    focusOn(entry);
  };

  // ---- Which accesses are in view ----------------------------------------------------------------------------------

  const FILTERS = {
    all: () => true,
    undecided: isOpen,
    "new-or-changed": hasChanged,
    "with-findings": (entry) => entry.findings.length > 0,
    "to-do": (entry) => ["change", "revoke"].includes(decisionOn(entry)),
    unchanged: canBeKeptUnseen,
  };

  const view = { filter: "all", service: "", search: "", page: 0, entries };
  // Where somebody is: *next* goes on from here, so that what they leave for later is not offered at once again.
  let current = { at: -1 };

  const searchedText = (entry) => {
    const { person, access } = entry;
    entry.text ??= plain(
      [person.name, person.email, person.department, person.manager, access.service, access.where, access.allows, access.means, access.permission]
        .filter(Boolean)
        .join(" "),
    );
    return entry.text;
  };

  // An access that is decided while only the undecided are in view stays until somebody narrows anew: nothing jumps away
  // under the hand that decides.
  const narrow = () => {
    const searched = plain(view.search).split(/\s+/).filter(Boolean);
    view.entries = entries.filter(
      (entry) =>
        FILTERS[view.filter](entry) &&
        (view.service === "" || entry.access.service === view.service) &&
        searched.every((word) => searchedText(entry).includes(word)),
    );
    view.page = 0;
    showPage();
  };

  const isNarrowed = () => view.filter !== "all" || view.service !== "" || view.search !== "";

  const showAll = () => {
    Object.assign(view, { filter: "all", service: "", search: "" });
    byId("service").value = "";
    byId("search").value = "";
    narrow();
  };

  const pages = () => Math.max(1, Math.ceil(view.entries.length / MOST_ON_A_PAGE));
  const onThisPage = () => view.entries.slice(view.page * MOST_ON_A_PAGE, (view.page + 1) * MOST_ON_A_PAGE);

  const turnTo = (page) => {
    view.page = page;
    showPage();
    byId("pages").scrollIntoView();
    byId("main").focus({ preventScroll: true });
  };

  // ---- Cards -------------------------------------------------------------------------------------------------------

  // The elements of what is on the page: a card for each person, a row for each access.
  const cards = new Map();
  const rows = new Map();

  const showPage = () => showEntries(onThisPage());

  const showEntries = (chosen) => {
    cards.clear();
    rows.clear();
    const byPerson = grouped(chosen);
    const made = [...byPerson].map(([person, accesses]) => makeCard(person, accesses));
    byId("people").replaceChildren(...made);
    for (const person of byPerson.keys()) showCard(person);
    showNarrowing();
    showProgress();
  };

  const grouped = (chosen) => {
    const groups = new Map(chosen.map((entry) => [entry.person, []]));
    for (const entry of chosen) groups.get(entry.person).push(entry);
    return groups;
  };

  // Also what is not in view.
  const everythingOf = grouped(entries);

  const makeCard = (person, accesses) => {
    const isContinued = accesses[0].access !== person.accesses[0] && view.page > 0 && !isNarrowed();
    const whole = makeCardChoice();
    const shared = makeSharedReason();
    const card = make(
      "section",
      { class: "person", "aria-labelledby": `person-${accesses[0].at}` },
      make(
        "div",
        { class: "who" },
        make(
          "div",
          {},
          make("h2", { id: `person-${accesses[0].at}` }, make("bdi", {}, person.name), isContinued && ` (${say("packet-continued")})`),
          make("p", { class: "small" }, ...aboutPerson(person)),
        ),
        whole.element,
      ),
      ...inOrder(person.findings).map(makeFinding),
      shared.element,
      ...accesses.map(makeRow),
    );
    cards.set(person, { card, accesses, whole, shared });
    return card;
  };

  const aboutPerson = (person) =>
    facts(
      person.left_on && make("strong", { class: "left" }, say("packet-left", { day: day(person.left_on) })),
      !person.left_on && person.status,
      person.department,
      person.manager && say("packet-manager", { name: person.manager }),
      person.email,
      person.note,
    );

  const inOrder = (findings) => [...findings].sort(byGravity);
  const byGravity = (one, other) => SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity);

  const makeFinding = (finding) => {
    const severity = SEVERITIES.includes(finding.severity) ? finding.severity : "info";
    const word = say(`packet-severity-${severity}`);
    return make(
      "p",
      { class: "finding" },
      make("span", { class: `tag ${severity}`, "aria-hidden": "true" }, word),
      make("span", { class: "quiet" }, say("packet-severity", { severity: word })),
      " ",
      make("bdi", {}, finding.text),
    );
  };

  const makeCardChoice = () => {
    const label = make("span", { class: "small", "aria-hidden": "true" });
    const buttons = DECISIONS.map((decision) => button(say(`packet-${decision}`), { "data-all": decision }));
    const element = make("div", { class: "whole", role: "group" }, label, make("span", { class: "quiet-choice" }, ...buttons));
    return { element, label };
  };

  const makeSharedReason = () => {
    const name = make("span", {});
    const input = make("input", { type: "text", maxlength: String(LONGEST_REASON), autocomplete: "off", "data-shared": true });
    const use = button(say("packet-card-reason-use"), { class: "plain", "data-use": true });
    const element = make("div", { class: "why shared", hidden: true }, make("label", {}, name, input), use);
    return { element, name, input };
  };

  const makeRow = (entry) => {
    const { access, person } = entry;
    const label = say("packet-choice", { allows: access.allows, where: whereOf(access), name: person.name });
    const buttons = DECISIONS.map((decision, at) =>
      button(say(`packet-${decision}`), { class: decision, "data-decision": decision, "aria-pressed": "false", tabindex: at === 0 ? "0" : "-1" }),
    );
    const why = makeReason(entry);
    const result = make("p", { class: "result" });
    const element = make(
      "article",
      { class: "access", "data-at": String(entry.at) },
      make(
        "div",
        { class: "text" },
        make("h3", { class: "what" }, make("bdi", {}, access.allows), " ", make("span", { class: "where" }, make("bdi", {}, whereOf(access)))),
        access.means && make("p", { class: "means" }, make("bdi", {}, access.means)),
        ...inOrder(access.findings).map(makeFinding),
        make("p", { class: "small" }, ...aboutAccess(entry)),
      ),
      make("div", { class: "choice", role: "toolbar", "aria-label": label }, ...buttons),
      why.element,
      result,
    );
    rows.set(entry, { element, buttons, why, result });
    showDecision(entry);
    showReason(entry);
    return element;
  };

  const whereOf = (access) => [access.service, access.where].filter(Boolean).join(", ");

  const aboutAccess = ({ access }) => {
    const since = access.since ? say("packet-since", { day: day(access.since) }) : say("packet-since-unknown");
    return facts(
      ...historyOf(access),
      sentence(since),
      access.granted_by && say("packet-granted-by", { name: access.granted_by }),
      make("code", {}, make("bdi", {}, access.permission)),
    );
  };

  // What became of it since the last review, and what was decided in it: the first thing to know about an access.
  const historyOf = (access) => [stateOf(access), lastOf(access)];

  const stateOf = (access) => {
    if (access.carried) {
      const { number, on } = access.carried;
      return make("strong", { class: "carried" }, say("packet-carried", { number: String(number), day: day(on) }));
    }
    if (packet.signed === null) return null;
    if (access.state === "new") return make("strong", { class: "news" }, say("packet-new"));
    if (access.state === "unknown") return make("span", { class: "news" }, say("packet-not-compared"));
    if (access.state !== "changed") return null;
    const what = access.changed ? `${say("packet-changed")}: ${isolated(access.changed)}` : say("packet-changed");
    return make("strong", { class: "news" }, what);
  };

  const lastOf = ({ last, state, carried }) => {
    if (!last || carried) return null;
    const isSame = last.decision === "keep" && state === "unchanged";
    if (!DECISIONS.includes(last.decision)) return null;
    const by = last.by === packet.reviewer.name ? say("packet-you") : last.by;
    const isStillThere = last.decision === "revoke";
    const said = say(`packet-last-${last.decision}${isSame ? "-unchanged" : ""}`, { by, day: day(last.on) });
    return make("span", { class: isStillThere ? "last left" : "last" }, sentence(said));
  };

  const makeReason = (entry) => {
    const name = make("span", {});
    const needed = make("span", { class: "needed" }, say("packet-needed"));
    const input = make("input", { type: "text", maxlength: String(LONGEST_REASON), autocomplete: "off", "data-reason": true, required: true });
    return { element: make("div", { class: "why", hidden: true }, make("label", {}, name, " ", needed, input)), name, input, needed };
  };

  // ---- What is shown of decisions ----------------------------------------------------------------------------------

  const showDecision = (entry) => {
    const row = rows.get(entry);
    if (!row) return;
    const decision = decisionOn(entry);
    row.element.dataset.decision = decision ?? "";
    row.element.classList.toggle("is-carried", isCarried(entry));
    for (const one of row.buttons) {
      one.setAttribute("aria-pressed", String(one.dataset.decision === decision));
      one.tabIndex = one.dataset.decision === (decision ?? DECISIONS[0]) ? 0 : -1;
    }
    const isLacking = lacksReason(entry);
    row.element.classList.toggle("lacks-reason", isLacking);
    row.why.element.hidden = !needsReason(entry);
    row.why.needed.hidden = !isLacking;
    if (needsReason(entry)) row.why.name.textContent = say(`packet-reason-${decision}`);
    row.result.textContent = inWords(entry);
  };

  // What paper shows in place of the buttons.
  const inWords = (entry) => {
    const decision = decided.get(entry.id);
    if (!decision) return isCarried(entry) ? "" : sentence(say("packet-no-decision"));
    const word = wordOf(decision.decision);
    if (lacksReason(entry)) return say("packet-decision-lacks", { decision: word });
    const reason = reasonOf(entry);
    return reason ? say("packet-decision-reason", { decision: word, reason }) : say("packet-decision", { decision: word });
  };

  const showReason = (entry) => {
    const input = rows.get(entry)?.why.input;
    const reason = decided.get(entry.id)?.reason ?? "";
    // Nothing moves under the hand that writes.
    if (input && input.value.trim() !== reason) input.value = reason;
  };

  // The buttons of a card are about what is still open in it; where nothing is, about all of it.
  const aboutWhich = ({ accesses }) => {
    const open = accesses.filter((entry) => decisionOn(entry) === null && !isCarried(entry));
    if (open.length > 0 && open.length < accesses.length) return { id: "packet-card-undecided", chosen: open };
    const isAll = accesses.length === everythingOf.get(accesses[0].person).length;
    return { id: isAll ? "packet-card-all" : "packet-card-shown", chosen: accesses };
  };

  // What is asked of all of them, where that is the same.
  const nameOfShared = (lacking) => {
    const decisions = new Set(lacking.map(decisionOn));
    const asked = decisions.size === 1 && say(`packet-reason-${[...decisions][0]}`);
    return sentences(asked, say("packet-card-reason", { count: lacking.length }));
  };

  const showCard = (person) => {
    const card = cards.get(person);
    if (!card) return;
    const { id, chosen } = aboutWhich(card);
    const which = say(id, { count: chosen.length });
    card.whole.element.hidden = card.accesses.length < 2;
    card.whole.label.textContent = `${which}:`;
    card.whole.element.setAttribute("aria-label", say("packet-card-label", { which, name: person.name }));
    const lacking = card.accesses.filter(lacksReason);
    const isUsed = card.shared.element.contains(document.activeElement) && lacking.length > 0;
    card.shared.element.hidden = lacking.length < 2 && !isUsed;
    card.shared.name.textContent = nameOfShared(lacking);
    card.card.classList.toggle("is-done", !everythingOf.get(person).some(isOpen));
  };

  const showProgress = () => {
    const asked = entries.filter((entry) => !isCarried(entry));
    const done = asked.filter(isDecided).length;
    const open = asked.length - done;
    byId("count").textContent = say("packet-count", { decided: done, count: asked.length });
    byId("progress").max = Math.max(1, asked.length);
    byId("progress").value = asked.length === 0 ? 1 : done;
    byId("rest").textContent = rest(entries.length - asked.length);
    byId("next").disabled = open === 0;
    byId("undo").disabled = steps.length === 0;
    byId("end-what").textContent = sentences(howFar(open), decided.size > 0 && say("packet-decided", counted()));
    showOnce();
    showCounts();
  };

  const howFar = (open) => {
    if (open > 0) return say("packet-end-open", { count: open });
    return say(isUnsaved || savedAt === null ? "packet-end-none" : "packet-end-saved", askedBy());
  };

  const counted = () => Object.fromEntries(DECISIONS.map((decision) => [decision, entries.filter((entry) => decisionOn(entry) === decision).length]));

  const askedBy = () => ({ "asked-by": packet.asked_by.name });

  const rest = (carried) => {
    const lacking = entries.filter(lacksReason).length;
    return [
      lacking > 0 && say("packet-reasons", { count: lacking }),
      carried > 0 && say("packet-carried-count", { count: carried }),
      isUnsaved ? say("packet-unsaved") : savedAt && whenSaved(),
    ]
      .filter(Boolean)
      .join(" · ");
  };

  const whenSaved = () => {
    const [on, time] = [dateOf(savedAt), timeOf(savedAt)];
    return on === today() ? say("packet-saved-at", { time }) : say("packet-saved-on", { day: day(on), time });
  };

  const daysLeft = () => {
    const left = Math.round((Date.parse(packet.due) - Date.parse(today())) / 86_400_000);
    if (Number.isNaN(left)) return "";
    if (left === 0) return say("packet-today");
    byId("days").classList.toggle("left", left < 0);
    return left > 0 ? say("packet-days", { count: left }) : say("packet-late", { count: -left });
  };

  const showOnce = () => {
    const count = entries.filter(canBeKeptUnseen).length;
    const hadFocus = document.activeElement === byId("keep-unchanged");
    byId("once").hidden = count === 0;
    if (hadFocus && count === 0) byId("next").focus();
    if (count === 0) return;
    byId("once-what").textContent = say("packet-once-what", { count, day: day(packet.signed.on) });
    byId("once-why").textContent = say("packet-once-why", { count });
    byId("keep-unchanged").textContent = say("packet-once", { count });
  };

  const HIDDEN_WHEN_EMPTY = ["with-findings", "to-do"];

  const showCounts = () => {
    for (const one of byId("which").children) {
      const count = entries.filter(FILTERS[one.dataset.filter]).length;
      one.lastChild.textContent = numbers.format(count);
      one.setAttribute("aria-pressed", String(one.dataset.filter === view.filter));
      one.hidden = count === 0 && HIDDEN_WHEN_EMPTY.includes(one.dataset.filter) && one.dataset.filter !== view.filter;
    }
  };

  const showNarrowing = () => {
    const count = view.entries.length;
    const text = count === 0 ? say("packet-none-shown") : say("packet-shown", { shown: count, count: entries.length });
    byId("shown").textContent = isNarrowed() ? text : "";
    byId("clear").hidden = !isNarrowed();
    byId("pages").hidden = pages() === 1;
    byId("page").textContent = say("packet-page", { page: view.page + 1, count: pages() });
    byId("page-back").disabled = view.page === 0;
    byId("page-on").disabled = view.page === pages() - 1;
  };

  const tell = (text, isBad = false) => {
    byId("status").textContent = text;
    byId("told").classList.toggle("is-empty", text === "");
    byId("told").classList.toggle("is-bad", isBad);
    byId("dismiss").hidden = text === "";
  };

  // ---- By mouse and by keyboard ------------------------------------------------------------------------------------

  const entryAt = (element) => {
    const row = element.closest?.("[data-at]");
    return row ? entries[Number(row.dataset.at)] : null;
  };

  const cardAt = (element) => {
    const section = element.closest(".person");
    return [...cards.values()].find(({ card }) => card === section);
  };

  const focusOn = (entry) => {
    const row = rows.get(entry);
    if (row) rove(row, row.buttons.find((one) => one.getAttribute("aria-pressed") === "true") ?? row.buttons[0]);
  };

  // One stop of the Tab key for each access: the arrows go from button to button.
  const rove = (row, to) => {
    for (const one of row.buttons) one.tabIndex = one === to ? 0 : -1;
    to.focus();
  };

  const press = (entry, decision) => {
    if (decisionOn(entry) === decision) return withdraw(entry);
    decideOne(entry, decision);
    current = entry;
    if (lacksReason(entry)) rows.get(entry).why.input.focus();
  };

  const pressKey = (entry, decision) => {
    if (decisionOn(entry) !== decision) decideOne(entry, decision);
    if (lacksReason(entry)) rows.get(entry).why.input.focus();
    else goOnFrom(entry);
  };

  const nextIn = (list, entry) => list.find((one) => isOpen(one) && one.at > entry.at) ?? list.find(isOpen);

  // What somebody narrowed to stays: they go on in it, and are told when it is done.
  const goOnFrom = (entry) => {
    const next = nextIn(view.entries, entry);
    if (next) return goTo(next, entry);
    if (end() === "") return tell(say("packet-none-open")), focusOn(entry);
    tell(end());
    byId("save").focus({ preventScroll: true });
  };

  const goOnAnywhere = () => goTo(nextIn(view.entries, current) ?? nextIn(entries, current), current);

  const goTo = (next, from) => {
    current = next;
    bringIntoView(next);
    // Whose it is has to be in sight, too.
    if (next.person !== from.person) cards.get(next.person).card.scrollIntoView();
    if (lacksReason(next)) rows.get(next).why.input.focus();
    else focusOn(next);
  };

  const bringIntoView = (entry) => {
    if (!view.entries.includes(entry)) showAll();
    const page = Math.floor(view.entries.indexOf(entry) / MOST_ON_A_PAGE);
    if (page !== view.page) {
      view.page = page;
      showPage();
    }
  };

  const step = (entry, by) => {
    const list = onThisPage();
    const next = list[list.indexOf(entry) + by];
    if (next) focusOn(next);
  };

  const sideways = (entry, by) => {
    const row = rows.get(entry);
    const at = row.buttons.indexOf(document.activeElement);
    rove(row, row.buttons[(at + by + row.buttons.length) % row.buttons.length]);
  };

  const KEYS_OF_CHOICE = {
    1: (entry) => pressKey(entry, "keep"),
    2: (entry) => pressKey(entry, "change"),
    3: (entry) => pressKey(entry, "revoke"),
    ArrowLeft: (entry) => sideways(entry, -1),
    ArrowRight: (entry) => sideways(entry, 1),
    ArrowUp: (entry) => step(entry, -1),
    ArrowDown: (entry) => step(entry, 1),
  };

  const KEYS_OF_REASON = {
    Enter: (entry) => (lacksReason(entry) ? tell(say("packet-needed-told"), true) : goOnFrom(entry)),
    Escape: (entry) => focusOn(entry),
  };

  const onKey = (event) => {
    const isField = event.target.matches?.("input, select, textarea");
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "z" && !isField) {
      event.preventDefault();
      return undo();
    }
    // What the browser would save is the page without the decisions.
    if (isCommand && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      return save();
    }
    if (isCommand || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && !isField) return tell("");
    if (event.target.matches?.("[data-shared]") && event.key === "Enter") {
      event.preventDefault();
      return shareReason(cardAt(event.target));
    }
    const entry = entryAt(event.target);
    const keys = event.target.matches?.("[data-decision]") ? KEYS_OF_CHOICE : event.target.matches?.("[data-reason]") ? KEYS_OF_REASON : {};
    if (!entry || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    keys[event.key](entry);
  };

  const onClick = (event) => {
    const pressed = event.target.closest("button");
    if (!pressed) return;
    if (pressed.dataset.decision) press(entryAt(pressed), pressed.dataset.decision);
    else if (pressed.dataset.all) decideCard(cardAt(pressed), pressed.dataset.all);
    else if ("use" in pressed.dataset) shareReason(cardAt(pressed));
  };

  const decideCard = (card, decision) => {
    const { chosen } = aboutWhich(card);
    const [{ person, at }] = chosen;
    decideMany(chosen, decision, say("packet-did-card", { decision: wordOf(decision), count: chosen.length, name: person.name }));
    // So that *next* begins with what lacks a reason here.
    current = { person, at: at - 1 };
    const lacking = card.accesses.filter(lacksReason);
    if (lacking.length > 1) card.shared.input.focus();
    else if (lacking.length === 1) rows.get(lacking[0]).why.input.focus();
  };

  const shareReason = (card) => {
    const reason = card.shared.input.value.trim();
    if (reason === "") return card.shared.input.focus();
    const lacking = card.accesses.filter(lacksReason);
    card.shared.input.value = "";
    const { name } = card.accesses[0].person;
    change(say("packet-did-reasons", { name }), lacking.map((entry) => [entry, { ...decided.get(entry.id), reason }]));
    goOnFrom(card.accesses.at(-1));
    showCard(card.accesses[0].person);
    tell(sentences(say("packet-reason-used", { count: lacking.length, name }), end()));
  };

  const onInput = (event) => {
    if (event.target.matches("[data-reason]")) giveReason(entryAt(event.target), event.target.value);
  };

  const keepUnchanged = () => {
    const chosen = entries.filter(canBeKeptUnseen);
    decideMany(chosen, "keep", say("packet-did", { decision: wordOf("keep"), count: chosen.length }));
  };

  // ---- Saving and loading ------------------------------------------------------------------------------------------

  const begin = `decisions-${packet.run.number}-${packet.reviewer.email.replace(/[^\p{L}\p{N}@._+-]+/gu, "-")}`;
  // Of several files in a folder, the name tells which is the newest.
  const fileName = (now) => `${begin}-${dateOf(now)}-${timeOf(now).replace(":", "")}.json`;

  const saved = (now) => ({
    format: "acesso/packet-decisions/1",
    run: packet.run.number,
    run_sha256: packet.run.sha256,
    reviewer: packet.reviewer.email,
    rows_sha256: packet.rows_sha256,
    saved_at: now.toISOString(),
    decisions: entries
      .filter((entry) => decided.has(entry.id))
      .map((entry) => {
        const { decision, decided_on } = decided.get(entry.id);
        return { key: entry.access.key, decision, reason: reasonOf(entry), decided_on };
      }),
  });

  const save = () => {
    if (decided.size === 0) return tell(say("packet-nothing-to-save"), true);
    savedAt = new Date();
    const file = fileName(savedAt);
    download(file, `${JSON.stringify(saved(savedAt), null, 1)}\n`);
    isUnsaved = false;
    showProgress();
    const open = entries.filter(isOpen).length;
    const left = open === 0 ? say("packet-end-saved", askedBy()) : say("packet-saved-open", { count: open });
    const lacking = entries.filter(lacksReason).length;
    tell(sentences(say("packet-saved", { file }), left, lacking > 0 && say("packet-saved-lacking", { count: lacking })));
  };

  const download = (name, text) => {
    const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    const link = make("a", { href: address, download: name, hidden: true });
    document.body.append(link);
    link.click();
    link.remove();
    // Safari reads the address after the click has returned.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  };

  // Why a file can't be loaded, or null. One that is refused changes nothing.
  const refusal = (loaded, file) => {
    const refuse = (id, values) => say(`packet-refused-${id}`, { file, ...values });
    if (loaded?.format !== "acesso/packet-decisions/1" || !Array.isArray(loaded.decisions)) return refuse("unreadable", { begin });
    const ours = packet.run.number;
    if (loaded.run !== ours) return refuse("run", { theirs: String(loaded.run), ours: String(ours) });
    if (loaded.reviewer !== packet.reviewer.email) return refuse("reviewer", { theirs: String(loaded.reviewer), ours: packet.reviewer.email });
    if (loaded.run_sha256 !== packet.run.sha256) return refuse("run-data", { ours: String(ours) });
    if (loaded.rows_sha256 !== packet.rows_sha256) return refuse("rows");
    for (const one of loaded.decisions) {
      if (!Array.isArray(one?.key)) return refuse("unreadable", { begin });
      if (!entryOf.has(idOf(one.key))) return refuse("access", { access: one.key.map(String).join(" ").slice(0, 120) });
      if (!DECISIONS.includes(one.decision)) return refuse("decision", { decision: String(one.decision).slice(0, 40) });
    }
    return null;
  };

  const textOrNull = (value) => (typeof value === "string" && value.trim() !== "" ? value.trim().slice(0, LONGEST_REASON) : null);

  const load = async (file) => {
    const loaded = await file.text().then(JSON.parse).catch(() => null);
    const refused = refusal(loaded, file.name);
    if (refused) return tell(refused, true);
    const changes = loaded.decisions.map(({ key, decision, reason, decided_on }) => [
      entryOf.get(idOf(key)),
      { decision, reason: textOrNull(reason), decided_on: /^\d{4}-\d\d-\d\d$/.test(decided_on) ? decided_on : today(), written: {} },
    ]);
    const of = new Date(loaded.saved_at);
    const isDated = !Number.isNaN(of.getTime());
    const [wasEmpty, wasUnsaved] = [decided.size === 0, isUnsaved];
    const isSame = ([entry, { decision, reason }]) => decisionOn(entry) === decision && decided.get(entry.id).reason === reason;
    const differing = changes.filter((one) => !isSame(one));
    const replaced = differing.filter(([entry]) => decided.has(entry.id)).length;
    change(say("packet-did-load", { file: file.name }), changes);
    // What is here is in that file, unless more was here before.
    isUnsaved = !wasEmpty && (wasUnsaved || differing.length > 0);
    if (wasEmpty) savedAt = isDated ? of : null;
    showProgress();
    const told = isDated && say("packet-loaded-of", { day: day(dateOf(of)), time: timeOf(of) });
    tell(sentences(say("packet-loaded", { count: changes.length, file: file.name }), told, toldReplaced(replaced), toldLacking(entries)));
  };

  // ---- The page ----------------------------------------------------------------------------------------------------

  const fillFilters = () => {
    const hidden = packet.signed === null ? ["unchanged", "new-or-changed"] : ["unchanged"];
    const filters = Object.keys(FILTERS).filter((name) => !hidden.includes(name));
    byId("which").append(
      ...filters.map((name) => button(`${say(`packet-filter-${name}`)} `, { class: "plain", "data-filter": name })),
    );
    for (const one of byId("which").children) one.append(make("span", { class: "number" }));
    const services = [...new Set(entries.map(({ access }) => access.service))].sort();
    byId("service").append(
      make("option", { value: "" }, say("packet-every-service")),
      ...services.map((service) => make("option", { value: service }, service)),
    );
    byId("service").parentElement.hidden = services.length < 2;
  };

  const listen = () => {
    byId("people").addEventListener("click", onClick);
    byId("people").addEventListener("input", onInput);
    document.addEventListener("keydown", onKey);
    byId("undo").addEventListener("click", undo);
    byId("next").addEventListener("click", goOnAnywhere);
    byId("dismiss").addEventListener("click", () => tell(""));
    byId("save").addEventListener("click", save);
    byId("save-at-end").addEventListener("click", save);
    byId("keep-unchanged").addEventListener("click", keepUnchanged);
    byId("see-unchanged").addEventListener("click", () => {
      view.filter = "unchanged";
      narrow();
    });
    byId("clear").addEventListener("click", () => (showAll(), byId("search").focus()));
    byId("page-back").addEventListener("click", () => turnTo(view.page - 1));
    byId("page-on").addEventListener("click", () => turnTo(view.page + 1));
    listenToFilters();
    listenToFiles();
    listenToTheWindow();
  };

  const listenToFilters = () => {
    byId("which").addEventListener("click", (event) => {
      const pressed = event.target.closest("[data-filter]");
      if (!pressed) return;
      view.filter = pressed.dataset.filter;
      narrow();
    });
    byId("service").addEventListener("change", (event) => {
      view.service = event.target.value;
      narrow();
    });
    byId("search").addEventListener("input", (event) => {
      view.search = event.target.value;
      narrow();
    });
    byId("filters").addEventListener("submit", (event) => event.preventDefault());
  };

  const listenToFiles = () => {
    byId("load").addEventListener("click", () => byId("file").click());
    byId("file").addEventListener("change", async (event) => {
      const [file] = event.target.files;
      if (file) await load(file);
      // So that the same file can be chosen again.
      event.target.value = "";
    });
  };

  const listenToTheWindow = () => {
    addEventListener("beforeunload", (event) => {
      if (!isUnsaved) return;
      event.preventDefault();
      // Browsers of 2023 and before ask only with this.
      event.returnValue = true;
    });
    // Paper has no filters and no pages: it shows all.
    const isPart = () => isNarrowed() || pages() > 1;
    addEventListener("beforeprint", () => isPart() && showEntries(entries));
    addEventListener("afterprint", () => isPart() && showPage());
  };

  byId("days").textContent = daysLeft();
  fillFilters();
  listen();
  showPage();
  byId("app").hidden = false;
  // The accesses for those without script come after this script: nobody else sees them even for a moment. Where anything
  // above fails, in a browser too old for it, they are there.
  document.documentElement.classList.add("works");
  document.addEventListener("DOMContentLoaded", () => byId("plain").remove());
})();
