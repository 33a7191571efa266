// Small behaviours shared by all pages. Everything works without them, less comfortably.
(() => {
  "use strict";

  // Dialogs: a button with data-dialog="id" opens, one with data-close inside closes.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
    const closer = event.target.closest("[data-close]");
    if (closer) closer.closest("dialog")?.close();
    const login = event.target.closest("[data-fill-email]");
    if (login) {
      document.getElementById("id_login").value = login.dataset.fillEmail;
      document.getElementById("id_password").value = login.dataset.fillPassword;
    }
    const code = event.target.closest("[data-cpv]");
    if (code) {
      const field = document.getElementById(code.dataset.for);
      field.value = code.dataset.cpv;
      code.closest("[data-options]").replaceChildren();
      field.focus();
      field.dispatchEvent(new Event("picked", { bubbles: true }));
    }
  });

  // Unsaved text: ask before the page is left. Sending the form, or an autosave that went through, clears the mark.
  const changed = new Set();
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) changed.add(form);
  });
  document.addEventListener("submit", () => changed.clear());
  window.addEventListener("beforeunload", (event) => {
    if (changed.size) event.preventDefault();
  });

  // Weights: the sum is shown while one types.
  const sum = (form) => {
    const output = form.querySelector("[data-share-sum]");
    if (!output) return;
    const values = [...form.querySelectorAll("[data-share]")].map((input) => Number(input.value.replace(",", ".")) || 0);
    const total = Math.round(values.reduce((a, b) => a + b, 0) * 100) / 100;
    output.textContent = String(total);
    output.dataset.color = total === 100 ? "success" : "warning";
  };
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-share]")) sum(event.target.form);
  });
  document.querySelectorAll("form").forEach(sum);

  // Autosave: a form with data-autosave sends itself a moment after the last keystroke, with the version it last got.
  document.querySelectorAll("form[data-autosave]").forEach((form) => {
    let timer;
    let running = Promise.resolve();
    const status = form.querySelector("[data-save-state]");
    const save = async () => {
      const data = new FormData(form);
      data.set("autosave", "1");
      const address = form.getAttribute("action") || window.location.href;
      try {
        const answer = await fetch(address, { method: "POST", body: data, headers: { "HX-Request": "true" } });
        status.innerHTML = await answer.text();
        const saved = status.querySelector("[data-row-version]");
        if (saved) {
          document.querySelectorAll(`input[name=version][data-row="${form.dataset.row}"], form[data-row="${form.dataset.row}"] input[name=version]`)
            .forEach((field) => { field.value = saved.dataset.rowVersion; });
          changed.delete(form);
        }
      } catch {
        status.textContent = status.dataset.offline;
      }
    };
    const soon = () => {
      changed.add(form);
      clearTimeout(timer);
      timer = setTimeout(() => { running = running.then(save); }, 1000);
    };
    form.addEventListener("input", soon);
    form.addEventListener("trix-change", soon);
  });

  // Menus close by Escape, which gives the focus back, and by a click elsewhere.
  const openMenus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    openMenus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });
  document.addEventListener("click", (event) => {
    openMenus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });

  // Filters: unfolded where there is room, folded on a phone; a swap leaves folds and focus as they were.
  const narrow = !window.matchMedia("(min-width: 62rem)").matches;
  document.querySelectorAll("details[data-open-when-wide]").forEach((fold) => { if (narrow) fold.open = false; });
  let folds = [];
  let focused;
  document.addEventListener("htmx:beforeSwap", (event) => {
    folds = [...event.detail.target.querySelectorAll("details[id]")].map((fold) => [fold.id, fold.open]);
    focused = document.activeElement?.id;
  });
  document.addEventListener("htmx:afterSwap", () => {
    folds.forEach(([id, open]) => { const fold = document.getElementById(id); if (fold) fold.open = open; });
    if (focused && folds.length && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
  });

  // What is wrong is read out first.
  document.querySelector("[data-focus]")?.focus();
  document.addEventListener("htmx:afterSwap", (event) => event.detail.target.querySelector?.("[data-focus]")?.focus());
})();
