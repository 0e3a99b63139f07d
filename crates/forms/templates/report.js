"use strict";

// Without this script everything is shown. With it, lists can be narrowed, and what they are narrowed to stands in the
// address, so that a narrowed page can be linked.
(() => {
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const words = (text) => plain(text).split(/\s+/).filter(Boolean);
  const chosen = (form, name) => [...form.querySelectorAll(`input[name="${name}"]:checked`)].map((box) => box.value);

  const list = (section, narrow) => {
    const form = document.querySelector(`#${section} form`);
    if (!form) return null;
    const rows = [...document.querySelectorAll(`#${section} .row`)].map((row) => ({ row, text: plain(row.textContent) }));
    const output = form.querySelector("output");
    const show = () => {
      const matches = narrow(form, rows);
      let shown = 0;
      for (const { row, text } of rows) {
        const match = matches(row, text);
        row.classList.toggle("filtered", !match);
        if (match) shown += 1;
      }
      output.textContent = output.dataset.text.replace("{shown}", shown).replace("{total}", rows.length);
    };
    form.hidden = false;
    return { form, show };
  };

  const findings = list("findings", (form) => {
    const searched = words(form.elements.q.value);
    const severities = chosen(form, "severity");
    const services = chosen(form, "service");
    const among = (wanted, there) => wanted.length === 0 || wanted.some((one) => there.includes(one));
    return (row, text) =>
      searched.every((word) => text.includes(word)) &&
      among(severities, [row.dataset.severity]) &&
      among(services, row.dataset.service.split(" "));
  });

  const people = list("people", (form, rows) => {
    const searched = words(form.elements.person.value);
    const notable = rows.some(({ row }) => "notable" in row.dataset);
    const everybody = searched.length > 0 || !notable || form.elements.everybody.checked;
    return (row, text) => (everybody || "notable" in row.dataset) && searched.every((word) => text.includes(word));
  });

  const lists = [findings, people].filter(Boolean);

  const write = () => {
    const state = new URLSearchParams();
    for (const { form } of lists) {
      for (const [name, value] of new FormData(form)) if (value) state.append(name, value);
    }
    history.replaceState(null, "", `#${state}`);
  };

  const read = () => {
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
  };

  // A link to a person leads there, whatever the list is narrowed to.
  const reveal = (target) => {
    target.classList.remove("filtered");
    const details = target.querySelector(":scope > details");
    if (details) details.open = true;
    target.scrollIntoView();
  };

  for (const { form, show } of lists) {
    const change = () => {
      show();
      write();
    };
    form.addEventListener("input", change);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(change));
    show();
  }
  addEventListener("hashchange", read);
  read();
})();
