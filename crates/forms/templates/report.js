"use strict";

// Without this script everything is there, folded. With it, lists can be narrowed, and what they are narrowed to stands in
// the address: a narrowed page can be linked, and Back leads to what was shown before.
(() => {
  // How many people are shown until somebody asks for everybody.
  const ROOM = 50;

  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const words = (text) => plain(text).split(/\s+/).filter(Boolean);
  const chosen = (form, name) => [...form.querySelectorAll(`input[name="${name}"]:checked`)].map((box) => box.value);
  const said = (form) => [...new FormData(form)].filter(([, value]) => value);

  const list = (section, narrow) => {
    const form = document.querySelector(`#${section} form`);
    if (!form) return null;
    const rows = [...document.querySelectorAll(`#${section} .row`)].map((row) => ({ row, text: plain(row.textContent) }));
    const groups = [...document.querySelectorAll(`#${section} .group`)].map((group) => {
      const count = group.querySelector("summary b");
      return { group, count, all: count.textContent, rows: [...group.querySelectorAll(".row")] };
    });
    const rest = document.querySelector(`#${section} .rest`);
    const output = form.querySelector("output");

    const show = () => {
      const { matches, room, opens } = narrow(form, rows);
      let [shown, left] = [0, 0];
      for (const { row, text } of rows) {
        const match = matches(row, text);
        const fits = match && shown < room;
        row.classList.toggle("filtered", !fits);
        if (fits) shown += 1;
        else if (match) left += 1;
      }
      for (const { group, count, all, rows } of groups) {
        const there = rows.filter((row) => !row.classList.contains("filtered")).length;
        group.classList.toggle("filtered", there === 0);
        count.textContent = there < rows.length ? `${there} / ${all}` : all;
        if (opens !== undefined) group.open = opens && there > 0;
      }
      if (rest) rest.hidden = left === 0;
      output.textContent = output.dataset.text.replace("{shown}", shown).replace("{total}", rows.length);
    };
    form.hidden = false;
    return { section, form, rest, show };
  };

  let searched = "";
  const findings = list("findings", (form) => {
    const [before, wanted] = [searched, words(form.elements.q.value)];
    searched = wanted.join(" ");
    const severities = chosen(form, "severity");
    const services = chosen(form, "service");
    const among = (wanted, there) => wanted.length === 0 || wanted.some((one) => there.includes(one));
    const matches = (row, text) =>
      wanted.every((word) => text.includes(word)) &&
      among(severities, [row.dataset.severity]) &&
      among(services, row.dataset.service.split(" "));
    // A search opens what it finds, and its end closes that again; else it is the reader who opens and closes.
    return { matches, room: Infinity, opens: searched === before ? undefined : searched !== "" };
  });

  const people = list("people", (form, rows) => {
    const wanted = words(form.elements.person.value);
    const everybody = form.elements.everybody.checked;
    const notable = !everybody && wanted.length === 0 && rows.some(({ row }) => "notable" in row.dataset);
    const matches = (row, text) => (!notable || "notable" in row.dataset) && wanted.every((word) => text.includes(word));
    return { matches, room: everybody ? Infinity : ROOM };
  });

  const lists = [findings, people].filter(Boolean);

  // While somebody types, the address changes and the history does not grow.
  let typing = false;
  const write = (section, types) => {
    const state = new URLSearchParams(lists.flatMap(({ form }) => said(form)));
    const address = `#${state.toString() || section}`;
    if (typing && types) history.replaceState({ narrowed: true }, "", address);
    else history.pushState({ narrowed: true }, "", address);
    typing = types;
  };

  const read = () => {
    typing = false;
    const fragment = location.hash.slice(1);
    const target = fragment && document.getElementById(fragment);
    if (target) return reveal(target);
    const state = new URLSearchParams(fragment);
    for (const { form, show } of lists) {
      for (const input of form.querySelectorAll("input")) {
        const values = state.getAll(input.name);
        if (input.type === "checkbox") input.checked = values.includes(input.value);
        else input.value = values[0] ?? "";
      }
      show();
    }
    // Where Back leads, the browser knows how far the page was scrolled.
    const narrowed = lists.find(({ form }) => said(form).length > 0);
    if (narrowed && !history.state) document.getElementById(narrowed.section).scrollIntoView();
  };

  // A link leads to what it names, whatever the list is narrowed to and however it is folded.
  const reveal = (target) => {
    for (let part = target; part; part = part.parentElement) {
      part.classList.remove("filtered");
      if (part.tagName === "DETAILS") part.open = true;
    }
    const details = target.querySelector(":scope > details");
    if (details) details.open = true;
    target.scrollIntoView();
  };

  for (const { section, form, rest, show } of lists) {
    const change = (types) => {
      show();
      write(section, types);
    };
    form.addEventListener("input", (event) => change(event.target.type === "search"));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(change, 0, false));
    rest?.addEventListener("click", () => {
      form.elements.everybody.checked = true;
      change(false);
    });
    show();
  }
  addEventListener("hashchange", read);
  // The link that leads to where the address is already is followed all the same.
  addEventListener("click", ({ target }) => {
    const link = target.closest?.("a[href^='#']");
    if (link && link.hash === location.hash) read();
  });
  read();
})();
